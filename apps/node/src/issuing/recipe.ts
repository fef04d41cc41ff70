import { z } from 'zod';
import { holderTypes, licenceTypeCode } from '#libs/codes';
import type { Matter } from '#libs/handling';
import type { Catalogue } from '#libs/licences';

const fieldName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);
const shortCode = z.string().regex(/^KZ_[A-Z0-9]{1,20}$/);
const typeCode = z.string().refine((code) => licenceTypeCode.is(code), 'a licence type code');
const when = z
  .strictObject({ field: fieldName, in: z.array(z.string().max(60)).min(1).max(40) })
  .describe('Only where a field of the form has one of these values.');

/** Where a value comes from; the first source that has one gives it. */
const sourceSchema = z
  .union([
    z
      .strictObject({ form: fieldName, when: when.optional() })
      .describe('A field of the form, as it is shown.'),
    z
      .strictObject({ held: shortCode, of: typeCode.optional() })
      .describe(
        "A field of the licence that this region's store has of the holder: of the same type unless told.",
      ),
    z.strictObject({ day: z.literal('issued') }).describe('The day of issue.'),
    z.strictObject({ issuer: z.literal('name') }),
    z.strictObject({ text: z.string().min(1).max(200) }),
  ])
  .describe('Where a value comes from.');
export type ValueSource = z.output<typeof sourceSchema>;
const sources = z.array(sourceSchema).min(1).max(8);

const licenceRecipe = z.strictObject({
  when: when.optional(),
  holder: z.strictObject({
    name: sources,
    code: z
      .union([fieldName, z.strictObject({ number: z.literal(true) })])
      .describe('Field of the form, or the own number.'),
    type: z.enum(holderTypes.map(({ code }) => code)),
  }),
  number: z
    .strictObject({ prefix: z.string().regex(/^[A-Z0-9]{0,8}$/) })
    .optional()
    .describe('What the number begins with; left out, it is the code of the holder.'),
  area: fieldName.optional().describe('Field with the division; that of the region otherwise.'),
  years: z.int().min(1).max(50).optional().describe('How long it is valid; without end otherwise.'),
  renews: z
    .literal(true)
    .optional()
    .describe(
      'A new version of a licence that this region holds, which it takes the place of. What the region does not hold, it does not renew.',
    ),
  cancels: z
    .array(typeCode)
    .max(8)
    .default([])
    .describe('Licences of the holder, held here, that end with it.'),
  attributes: z.record(shortCode, sources).default({}),
});
export type LicenceRecipe = z.output<typeof licenceRecipe>;

/** `config/issuing.yaml`: how documents are made of a case, by matter. */
export const recipesSchema = z.strictObject({
  matters: z.record(
    z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
    z.strictObject({
      applicant: z
        .array(fieldName)
        .min(1)
        .max(4)
        .describe('Fields of which the first that is filled in names the applicant.'),
      licence: licenceRecipe.optional(),
    }),
  ),
});
export type Recipes = z.output<typeof recipesSchema>;

/** What a recipe names that its matter or its licence type does not have, as paths. */
export function recipeProblems(recipes: Recipes, matters: readonly Matter[], catalogue: Catalogue): string[] {
  return Object.entries(recipes.matters).flatMap(([id, { applicant, licence }]) => {
    const matter = matters.find((one) => one.id === id);
    if (!matter) return [];
    const problems: string[] = [];
    const field = (name: string, where: string): void => {
      if (!Object.hasOwn(matter.form.properties, name)) problems.push(`${id}.${where}: ${name}`);
    };
    for (const name of applicant) field(name, 'applicant');
    if (!licence) return problems;
    const type =
      matter.outcome.licenceType === undefined ? undefined : catalogue.find(matter.outcome.licenceType);
    if (!type) return [...problems, `${id}.licence: the matter yields none`];
    if (licence.when) field(licence.when.field, 'licence.when');
    if (typeof licence.holder.code === 'string') field(licence.holder.code, 'licence.holder.code');
    else if (!licence.number) problems.push(`${id}.licence.number: missing`);
    if (!type.holders.includes(licence.holder.type)) problems.push(`${id}.licence.holder.type`);
    if (licence.area !== undefined) field(licence.area, 'licence.area');
    const all = [...Object.entries(licence.attributes), ['holder.name', licence.holder.name] as const];
    for (const [where, list] of all) {
      for (const source of list) {
        if ('form' in source) field(source.form, `licence.${where}`);
        if ('form' in source && source.when) field(source.when.field, `licence.${where}.when`);
        if ('held' in source && !hasField(catalogue, source.of ?? type.code, source.held))
          problems.push(`${id}.licence.${where}: ${source.held}`);
      }
    }
    for (const code of Object.keys(licence.attributes))
      if (!hasField(catalogue, type.code, code)) problems.push(`${id}.licence.attributes: ${code}`);
    for (const { shortCode: code, required } of type.fields)
      if (required && !licence.renews && !Object.hasOwn(licence.attributes, code))
        problems.push(`${id}.licence.attributes: ${code} missing`);
    for (const code of licence.cancels)
      if (!catalogue.find(code)) problems.push(`${id}.licence.cancels: ${code}`);
    return problems;
  });
}

const hasField = (catalogue: Catalogue, type: string, code: string): boolean =>
  catalogue.find(type)?.fields.some(({ shortCode: own }) => own === code) ?? false;
