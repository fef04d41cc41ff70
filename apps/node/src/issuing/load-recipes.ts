import { readFileSync } from 'node:fs';
import { Refusal } from '#libs/errors';
import type { Matter } from '#libs/handling';
import type { Catalogue } from '#libs/licences';
import { readYaml } from '../config/read-yaml.js';
import { recipeProblems, recipesSchema, type Recipes } from './recipe.js';

const MOST_BYTES = 400_000;

/**
 * Reads the file of recipes and holds it against the definitions: a node does not start with a file that would make
 * licences without what they need.
 * @throws Refusal ISSUING_RECIPE_INVALID with the place
 */
export function loadRecipes(
  file: string | undefined,
  matters: readonly Matter[],
  catalogue: Catalogue,
): Recipes {
  if (file === undefined) return { matters: {} };
  const refuse = (hint: string, cause?: unknown) =>
    new Refusal('ISSUING_RECIPE_INVALID', {
      hint: hint.slice(0, 300),
      ...(cause === undefined ? {} : { cause }),
    });
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw refuse('cannot be read', cause);
  }
  if (bytes.length > MOST_BYTES) throw refuse('too long');
  const { value, problems } = readYaml(bytes);
  const [problem] = problems;
  if (problem) throw refuse(`line ${String(problem.line ?? '?')}: ${problem.message}`);
  const parsed = recipesSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, parsed.error);
  }
  const [flaw] = recipeProblems(parsed.data, matters, catalogue);
  if (flaw !== undefined) throw refuse(flaw);
  return parsed.data;
}
