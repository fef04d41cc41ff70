import { Refusal } from '#libs/errors';
import { findField, type Catalogue } from '#libs/licences';
import type { PresentationRule } from '../credentials.config.js';

const BASIC = 'basic:';
/** The item's own part of an item code: authority (18), level (1), basic (12), business variant (2). */
const basicOf = (itemCode: string): string => itemCode.slice(19, 31);

const covers = (purpose: string, itemCode: string): boolean =>
  purpose.endsWith('*')
    ? itemCode.startsWith(purpose.slice(0, -1))
    : purpose.startsWith(BASIC)
      ? basicOf(itemCode) === purpose.slice(BASIC.length)
      : purpose.length === 31
        ? itemCode.slice(0, 31) === purpose
        : itemCode === purpose;

/**
 * Which fields may be asked to be shown: those that a rule for this matter and licence type names, and no others. Where
 * the clerk names none, all that the matter needs.
 * @throws Refusal PRESENTATION_MATTER_UNKNOWN, PRESENTATION_FIELD_NOT_NEEDED with the field, LICENCE_TYPE_UNKNOWN
 */
export function neededFields(
  rules: readonly PresentationRule[],
  catalogue: Catalogue,
  wanted: { itemCode: string; licenceType: string; fields?: readonly string[] | undefined },
): { rule: string; fields: string[] } {
  const { itemCode, licenceType, fields } = wanted;
  const type = catalogue.find(licenceType);
  if (!type) throw new Refusal('LICENCE_TYPE_UNKNOWN');
  const rule = rules.find(
    ({ purposes, licenceTypes }) =>
      licenceTypes.includes(licenceType) && purposes.some((purpose) => covers(purpose, itemCode)),
  );
  if (!rule) throw new Refusal('PRESENTATION_MATTER_UNKNOWN');
  const asked = fields && fields.length > 0 ? [...new Set(fields)] : rule.fields;
  const beyond = asked.find((field) => !rule.fields.includes(field));
  if (beyond !== undefined) throw new Refusal('PRESENTATION_FIELD_NOT_NEEDED', { hint: beyond.slice(0, 64) });
  // A rule for several types may name fields that only some of them have; `status` is looked up and never shown.
  const known = asked.filter((field) => field !== 'status' && findField(type, field) !== undefined);
  if (known.length === 0) throw new Refusal('PRESENTATION_MATTER_UNKNOWN');
  return { rule: rule.id, fields: known };
}
