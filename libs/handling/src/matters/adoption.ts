import { z } from 'zod';
import { itemCode, regionCodes, regionOf, uscc } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { Catalogue } from '#libs/licences';
import { heldClaims } from '../conditions/condition.js';
import { bilingualSchema, keySchema, provenance } from '../words.js';
import type { Matter } from './matter.js';

/** Which of a region's own departments stands for each that definitions name. */
export const departmentMappingSchema = z.strictObject({
  region: z.enum(regionCodes),
  departments: z.record(
    keySchema,
    z.strictObject({
      code: z.string().refine((code) => uscc.is(code), 'a unified social credit code'),
      name: bilingualSchema,
      /** A central body that answers for several regions may carry another division. */
      ...provenance,
    }),
  ),
});
export type DepartmentMapping = z.infer<typeof departmentMappingSchema>;

/** @throws Refusal DEPARTMENT_MAPPING_INVALID with the member at fault */
export function readDepartmentMapping(value: unknown): DepartmentMapping {
  const parsed = departmentMappingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal('DEPARTMENT_MAPPING_INVALID', {
    hint: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`.slice(0, 300),
    cause: parsed.error,
  });
}

export interface Adoption {
  region: string;
  /** Whether the definition can be used as it is. */
  ready: boolean;
  /** The item's code here: the authority's own code, level, basic code. */
  itemCode?: string;
  departments: {
    key: string;
    here?: { code: string; zh: string; en: string };
    problem?: 'unmapped' | 'other-region';
  }[];
  /** Licence types that this node's catalogue does not have, and so can neither fetch nor verify. */
  unknownLicenceTypes: string[];
  /** Materials for which an equivalent of this region is recognised. */
  recognised: { material: string; licenceType: string }[];
  /** Codes and statements of the mapping that are samples or assumed. */
  provisional: string[];
}

/** What a region needs before it can use a definition that another one made: departments mapped, licence types known. */
export function adoptionOf(matter: Matter, mapping: DepartmentMapping, catalogue: Catalogue): Adoption {
  const departments = matter.departments.map(({ key }): Adoption['departments'][number] => {
    const here = Object.hasOwn(mapping.departments, key) ? mapping.departments[key] : undefined;
    if (!here) return { key, problem: 'unmapped' };
    const told = { key, here: { code: here.code, ...here.name } };
    const home = regionOf(here.code.slice(2, 8));
    return home !== undefined && home !== mapping.region ? { ...told, problem: 'other-region' } : told;
  });
  const authority = departments.find(({ key }) => key === matter.authority.department)?.here;
  const code = authority && `${authority.code}${String(matter.authority.level)}${matter.basicCode.code}`;
  const unknownLicenceTypes = licenceTypesOf(matter).filter((type) => !catalogue.find(type));
  const ready = departments.every(({ problem }) => problem === undefined) && unknownLicenceTypes.length === 0;
  return {
    region: mapping.region,
    ready,
    ...(code !== undefined && itemCode.is(code) ? { itemCode: code } : {}),
    departments,
    unknownLicenceTypes,
    recognised: matter.materials.flatMap(({ id, accepts }) =>
      accepts
        .filter(({ region }) => region === mapping.region)
        .map(({ licenceType }) => ({ material: id, licenceType })),
    ),
    provisional: matter.departments
      .map(({ key }) => key)
      .filter((key) => mapping.departments[key]?.sample ?? mapping.departments[key]?.assumed ?? false),
  };
}

/** Every licence type that a definition names, each once. */
export function licenceTypesOf({ materials, items, outcome, eligibility }: Matter): string[] {
  const named = [
    ...materials.flatMap(({ proves, accepts }) => [
      ...proves,
      ...accepts.map(({ licenceType }) => licenceType),
    ]),
    ...items.map((item) => item.outcome),
    outcome.licenceType,
    ...(eligibility ? heldClaims(eligibility).map(({ licence }) => licence) : []),
  ];
  return [...new Set(named.filter((code): code is string => code !== undefined))];
}
