import { businessTypes } from './business.js';
import { courtTypes } from './court.js';
import { personTypes } from './person.js';
import { propertyTypes } from './property.js';
import { findLicenceField, licenceFields, type FieldDescription } from '../fields.js';
import type { LicenceType } from './type.js';

/** The kinds of licences that one node knows. */
export interface Catalogue {
  types: readonly LicenceType[];
  find(code: string): LicenceType | undefined;
}

export function catalogueOf(types: readonly LicenceType[]): Catalogue {
  const byCode = new Map(types.map((type) => [type.code, type]));
  return { types, find: (code) => byCode.get(code) };
}

/** The licences that the first 13 items and the bankruptcy check need. */
export const standardCatalogue: Catalogue = catalogueOf([
  ...businessTypes,
  ...propertyTypes,
  ...personTypes,
  ...courtTypes,
]);

/**
 * Documents that can never stand here: the Electronic Signature Law (电子签名法) 3 (1) takes marriage, adoption and
 * inheritance out of its reach, so an e-seal on them proves nothing.
 */
export const excludedDocuments: readonly { zh: string; en: string; clause: string }[] = [
  { zh: '结婚证、离婚证', en: 'Marriage and divorce certificates', clause: '电子签名法 3 (1)' },
  { zh: '收养登记证', en: 'Adoption certificate', clause: '电子签名法 3 (1)' },
  { zh: '继承公证文书', en: 'Inheritance documents', clause: '电子签名法 3 (1)' },
];

/** All fields of a type: the common ones first, then its own. */
export function fieldsOf(type: LicenceType): readonly FieldDescription[] {
  return [...licenceFields, ...type.fields];
}

/** A field of a type by its name (`holderName`, `attributes.KZ_ZS`); undefined where the type has none. */
export function findField(type: LicenceType, name: string): FieldDescription | undefined {
  return findLicenceField(name) ?? type.fields.find((field) => field.name === name);
}
