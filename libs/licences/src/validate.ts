import { holderCodeProblem, holderType, licenceIdentifier } from '#libs/codes';
import { catalogue as errors, Refusal, type ErrorCode } from '#libs/errors';
import { findLicenceField, licenceFields, type FieldDescription } from './fields.js';
import type { Catalogue } from './catalogue/index.js';
import type { LicenceType } from './catalogue/type.js';
import type { Licence } from './model.js';
import { valueProblem } from './values.js';

export interface LicenceProblem {
  /** Name of the field, `attributes.KZ_*` for type-specific ones, empty for the record as a whole. */
  field: string;
  code: ErrorCode;
  /** `report`: stored all the same and shown to the operator, because real issuers are known to do it. */
  severity: 'refuse' | 'report';
  en: string;
  zh: string;
}

/**
 * Everything that is wrong with a record, in the order of the fields. An empty list means that it is a `Licence`;
 * problems of severity `report` do not stop it from being one. Never throws, and repeats no value.
 */
export function validateLicence(record: unknown, catalogue: Catalogue): LicenceProblem[] {
  if (!isObject(record)) return [problem('', 'LICENCE_NOT_A_RECORD')];
  const attributes = record.attributes ?? {};
  if (!isObject(attributes)) return [problem('attributes', 'LICENCE_NOT_A_RECORD')];
  const type = typeof record.typeCode === 'string' ? catalogue.find(record.typeCode) : undefined;
  const found: LicenceProblem[] = [];

  for (const key of Object.keys(record))
    if (key !== 'attributes' && !findLicenceField(key))
      found.push(problem(shown(key), 'LICENCE_FIELD_UNKNOWN'));
  for (const field of licenceFields) check(field, own(record, field.name), found);
  if (!type) {
    if (!found.some((p) => p.field === 'typeCode')) found.push(problem('typeCode', 'LICENCE_TYPE_UNKNOWN'));
    return found;
  }
  for (const field of type.fields) check(field, own(attributes, field.shortCode), found);
  for (const key of Object.keys(attributes))
    if (!type.fields.some((field) => field.shortCode === key))
      found.push(problem(`attributes.${shown(key)}`, 'LICENCE_FIELD_UNKNOWN'));
  // Rules across fields would only repeat what is already said of a field.
  if (!found.length) crossCheck(record as unknown as Licence, type, found);
  return found;
}

/**
 * The record as a licence, with what was only reported about it.
 * @throws Refusal LICENCE_INVALID, `details.problems` naming field and code of each
 */
export function parseLicence(
  record: unknown,
  catalogue: Catalogue,
): { licence: Licence; findings: LicenceProblem[] } {
  const problems = validateLicence(record, catalogue);
  const refused = problems.filter((p) => p.severity === 'refuse');
  if (refused.length || !isObject(record)) {
    const listed = refused.map(({ field, code }) => ({ field, code }));
    const [first] = listed;
    throw new Refusal('LICENCE_INVALID', {
      details: { problems: listed },
      ...(first ? { hint: first.field ? `${first.field}: ${first.code}` : first.code } : {}),
    });
  }
  return { licence: pick(record), findings: problems };
}

/** Only known fields, in their order, empty ones left out; so that two equal licences have equal JSON. */
function pick(record: Record<string, unknown>): Licence {
  const entries: [string, unknown][] = [];
  for (const { name } of licenceFields) if (isGiven(record[name])) entries.push([name, record[name]]);
  const attributes = isObject(record.attributes) ? record.attributes : {};
  const given = Object.entries(attributes).filter(([, value]) => isGiven(value));
  return { ...Object.fromEntries(entries), attributes: Object.fromEntries(given) } as unknown as Licence;
}

function check(field: FieldDescription, value: unknown, found: LicenceProblem[]): void {
  if (!isGiven(value)) {
    if (field.required) found.push(problem(field.name, 'LICENCE_FIELD_REQUIRED'));
    return;
  }
  const code = typeof value === 'string' ? valueProblem(field.type, value) : 'LICENCE_FIELD_TYPE';
  if (code) found.push(problem(field.name, code));
}

function crossCheck(licence: Licence, type: LicenceType, found: LicenceProblem[]): void {
  const { holderType: holder, holderCode, validUntil } = licence;
  if (!type.holders.includes(holder)) found.push(problem('holderType', 'LICENCE_HOLDER_TYPE_NOT_ALLOWED'));
  const holderProblem = holderType.is(holder) ? holderCodeProblem(holder, holderCode) : undefined;
  if (holderProblem) found.push(problem('holderCode', holderProblem));
  if (type.numberIsHolderCode && licence.number !== holderCode)
    found.push(problem('number', 'LICENCE_NUMBER_MISMATCH', 'report'));
  if (validUntil && validUntil < licence.validFrom) found.push(problem('validUntil', 'LICENCE_DATES_ORDER'));

  // Explaining every rule costs more than all the rest, and nearly every identifier is right.
  if (licenceIdentifier.problem(licence.identifier, { strict: true }))
    for (const finding of licenceIdentifier.validate(licence.identifier).findings)
      found.push(problem('identifier', finding.code, 'report'));
  const identifier = licenceIdentifier.parse(licence.identifier);
  if (identifier.typeCode !== licence.typeCode)
    found.push(problem('identifier', 'LICENCE_IDENTIFIER_TYPE_MISMATCH'));
  // Area codes occur as issuers, so a difference alone does not make the licence wrong.
  if (identifier.issuer !== licence.issuerCode)
    found.push(problem('identifier', 'LICENCE_IDENTIFIER_ISSUER_MISMATCH', 'report'));
}

function problem(
  field: string,
  code: ErrorCode,
  severity: LicenceProblem['severity'] = 'refuse',
): LicenceProblem {
  const { en, zh } = errors[code];
  return { field, code, severity, en: en.message, zh: zh.message };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';
const own = (object: Record<string, unknown>, key: string) =>
  Object.hasOwn(object, key) ? object[key] : undefined;
/** A foreign field name goes into rejects files and logs: cut, and only printable ASCII. */
const shown = (key: string) => key.slice(0, 64).replace(/[^\x21-\x7e]/g, '?');
