import { z } from 'zod';
import { isDate, licenceTypeCode } from '#libs/codes';
import { findLicenceField } from '#libs/licences';
import { keySchema, textSchema } from '../words.js';

/** How a held value is compared with the one given. Dates compare as dates, numbers as numbers. */
export const comparisons = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in'] as const;
export type Comparison = (typeof comparisons)[number];

const literal = z.union([textSchema(200), z.number(), z.boolean()]);
export type Literal = z.infer<typeof literal>;

/** A value: given, taken from the candidate or the form, or a day counted from the day of judging. */
const operand = z.union([
  literal,
  z.strictObject({ candidate: keySchema.describe('Attribute of the candidate, for example `code`.') }),
  z.strictObject({ form: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/) }),
  z
    .strictObject({ today: z.strictObject({ years: z.int().optional(), days: z.int().optional() }) })
    .describe('The day of judging moved by years and days: `{ today: { years: -60 } }`.'),
]);
export type Operand = z.infer<typeof operand>;

const isField = (name: string) =>
  findLicenceField(name) !== undefined || /^attributes\.KZ_[A-Z0-9_]{1,40}$/.test(name);

/** A question to whoever holds a licence or a dataset, whose answer is yes or no. */
const held = z.strictObject({
  licence: z
    .string()
    .refine((code) => licenceTypeCode.is(code), 'a licence type code')
    .optional(),
  dataset: keySchema.optional().describe('A dataset that is not a licence, by its name in the catalogue.'),
  field: z
    .string()
    .max(64)
    .refine((name) => isField(name) || /^[a-z][A-Za-z0-9]{0,39}$/.test(name), 'a field'),
  is: z.enum(comparisons),
  value: z.union([operand, z.array(operand).min(1).max(32)]),
});
export type HeldClaim = z.infer<typeof held>;

const entered = z.strictObject({
  form: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/),
  is: z.enum(comparisons),
  value: z.union([literal, z.array(literal).min(1).max(32)]),
});
export type EnteredClaim = z.infer<typeof entered>;

/**
 * A condition as data: `all`, `any`, `not` over comparisons. `held` asks a source and is answered yes or no, so that
 * judging a candidate releases nothing; `entered` looks at the form that the applicant filled in.
 */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { held: HeldClaim }
  | { entered: EnteredClaim };

/** Deepest nesting; deeper ones are refused before anything recurses over them. */
export const MAX_CONDITION_DEPTH = 8;

/** Schemas by the depth that is left, each made once. */
const levels: z.ZodType<Condition>[] = [z.union([z.strictObject({ held }), z.strictObject({ entered })])];

for (let depth = 1; depth <= MAX_CONDITION_DEPTH; depth += 1) {
  const below = levels[depth - 1] ?? z.never();
  const list = z.array(below).min(1).max(32);
  levels.push(
    z.union([
      z.strictObject({ held }),
      z.strictObject({ entered }),
      z.strictObject({ all: list }),
      z.strictObject({ any: list }),
      z.strictObject({ not: below }),
    ]),
  );
}
const deepest = levels[MAX_CONDITION_DEPTH] ?? z.never();

export const conditionSchema: z.ZodType<Condition> = deepest.superRefine((value, context) => {
  for (const claim of heldClaims(value)) {
    if ((claim.licence === undefined) === (claim.dataset === undefined))
      context.addIssue({ code: 'custom', message: 'either a licence or a dataset' });
    if (Array.isArray(claim.value) !== (claim.is === 'in'))
      context.addIssue({ code: 'custom', message: '`in` takes a list, the others one value' });
  }
  for (const claim of enteredClaims(value))
    if (Array.isArray(claim.value) !== (claim.is === 'in'))
      context.addIssue({ code: 'custom', message: '`in` takes a list, the others one value' });
});

export function heldClaims(condition: Condition): HeldClaim[] {
  if ('held' in condition) return [condition.held];
  return childrenOf(condition).flatMap(heldClaims);
}

export function enteredClaims(condition: Condition): EnteredClaim[] {
  if ('entered' in condition) return [condition.entered];
  return childrenOf(condition).flatMap(enteredClaims);
}

export function childrenOf(condition: Condition): readonly Condition[] {
  if ('all' in condition) return condition.all;
  if ('any' in condition) return condition.any;
  return 'not' in condition ? [condition.not] : [];
}

/**
 * Compares two plain values. Undefined where they cannot be compared: a date with a word, a number with a date. An
 * unknown is never a yes.
 */
export function compare(
  left: Literal | undefined,
  is: Comparison,
  right: Literal | readonly Literal[],
): boolean | undefined {
  if (left === undefined) return undefined;
  if (Array.isArray(right)) return is === 'in' ? right.some((one: Literal) => same(left, one)) : undefined;
  const one = right as Literal;
  if (is === 'eq') return same(left, one);
  if (is === 'ne') return !same(left, one);
  const [a, b] = [ordinal(left), ordinal(one)];
  if (!a || !b || a.kind !== b.kind) return undefined;
  switch (is) {
    case 'lt':
      return a.at < b.at;
    case 'le':
      return a.at <= b.at;
    case 'gt':
      return a.at > b.at;
    case 'ge':
      return a.at >= b.at;
    case 'in':
      return undefined;
  }
}

const same = (a: Literal, b: Literal): boolean => a === b || String(a) === String(b);

function ordinal(value: Literal): { kind: 'number' | 'date'; at: number } | undefined {
  if (typeof value === 'number') return { kind: 'number', at: value };
  if (typeof value !== 'string') return undefined;
  if (isDate(value)) return { kind: 'date', at: Date.parse(`${value}T00:00:00Z`) };
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(value) ? { kind: 'number', at: Number(value) } : undefined;
}
