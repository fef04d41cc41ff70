import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  checkCatalogue,
  readCatalogue,
  type CatalogueProblem,
  type EvidenceCatalogue,
} from '#libs/catalogue';
import { Refusal } from '#libs/errors';
import type { Catalogue as LicenceTypes } from '#libs/licences';
import { readYaml } from '../config/read-yaml.js';

/** @throws Refusal CATALOGUE_INVALID, CATALOGUE_EDITIONS_DIFFER */
export function readCatalogueFiles(
  files: readonly string[],
  types: LicenceTypes,
): { catalogue: EvidenceCatalogue; problems: CatalogueProblem[] } {
  const catalogue = readCatalogue(
    files.map((file) => {
      const { value, problems } = readYaml(readBytes(file));
      const [problem] = problems;
      if (problem)
        throw new Refusal('CATALOGUE_INVALID', {
          hint: `${basename(file)}:${String(problem.line ?? '')} ${problem.message}`,
        });
      return { name: basename(file), content: value };
    }),
  );
  return { catalogue, problems: checkCatalogue(catalogue, types) };
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Refusal('CATALOGUE_INVALID', { hint: `${basename(file)} cannot be read`, cause });
  }
}

/**
 * The catalogue that a node starts with; undefined where its configuration names none. A node does not start with one
 * that contradicts itself: what it would say of evidence, somebody would act upon.
 * @throws Refusal CATALOGUE_*
 */
export function loadCatalogue(files: readonly string[], types: LicenceTypes): EvidenceCatalogue | undefined {
  if (files.length === 0) return undefined;
  const { catalogue, problems } = readCatalogueFiles(files, types);
  const [first] = problems;
  if (first) {
    const more = problems.length > 1 ? ` and ${problems.length - 1} more` : '';
    throw new Refusal(first.code, { hint: `${first.place}: ${first.detail}${more}` });
  }
  return catalogue;
}
