import { standardCatalogue } from './catalogue/index.js';
import { licenceFieldOfColumn, licenceFields } from './fields.js';
import type { Licence } from './model.js';

/** One line of CSV or JSON Lines, flat: common fields by name, type-specific ones by their KZ_* code. */
export type LicenceRow = Record<string, string>;

/**
 * A record on its way to become a licence: read from outside, not yet valid. Columns that belong to no field stay at
 * the top level, where `validateLicence` names them.
 */
export type LicenceRecord = Record<string, unknown> & { attributes: Record<string, unknown> };

/** Headings of a CSV file that can hold every licence of the standard catalogue. */
export const csvColumns: readonly string[] = [
  ...licenceFields.map((field) => field.name),
  ...new Set(standardCatalogue.types.flatMap((type) => type.fields.map((field) => field.shortCode))),
];

/**
 * Takes a flat row apart. Headings may be our names (`holderCode`) or the short codes of the standards (`CZZTDM`).
 * Empty cells are no values. A nested record (`attributes` as an object, JSON Lines) is taken as it is.
 */
export function licenceFromRow(row: Readonly<Record<string, unknown>>): LicenceRecord {
  // Without a prototype, so that a column named __proto__ is a column like any other.
  const record = Object.create(null) as LicenceRecord;
  const attributes = Object.create(null) as Record<string, unknown>;
  record.attributes = attributes;
  for (const [column, value] of Object.entries(row)) {
    if (value === '' || value === undefined || value === null) continue;
    if (column === 'attributes') {
      if (typeof value === 'object' && !Array.isArray(value)) Object.assign(attributes, value);
      else record.attributes = value as never; // validateLicence says that it is no record
      continue;
    }
    if (/^KZ_/i.test(column)) attributes[column.toUpperCase()] = value;
    else record[licenceFieldOfColumn(column) ?? column] = value;
  }
  return record;
}

/** The flat row of a licence; absent fields are absent. `licenceFromRow(rowFromLicence(x))` equals `x`. */
export function rowFromLicence(licence: Licence): LicenceRow {
  const { attributes, ...fields } = licence;
  return { ...fields, ...attributes };
}
