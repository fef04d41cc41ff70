import type { EntryRow, PersonalValues } from '../search/log-reader.js';

/** Excel reads UTF-8 only where it finds one. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * One cell after RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it: `=`, `+`,
 * `-`, `@`, tab and carriage return in front (OWASP "CSV Injection"), the full-width forms that some programs fold too.
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvRecord = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

const COLUMNS = [
  'index',
  'id',
  'intact',
  'kind',
  'at_utc',
  'at_china',
  'outcome',
  'code',
  'caller_kind',
  'caller',
  'organisation_code',
  'organisation_name',
  'role',
  'channel',
  'counterpart',
  'case_number',
  'item_code',
  'item_name',
  'legal_basis',
  'reason',
  'operations',
  'regions',
  'licence_types',
  'identifiers',
  'fields_asked',
  'fields_released',
  'request_digest',
  'jti',
  'leaf',
] as const;
const PERSONAL_COLUMNS = ['person', 'person_name', 'subjects', 'licence_numbers'] as const;

export const csvHeader = (withPersonal: boolean): string =>
  BYTE_ORDER_MARK + csvRecord([...COLUMNS, ...(withPersonal ? PERSONAL_COLUMNS : [])]);

const listed = (values: Iterable<string | undefined>): string =>
  [...new Set(values)].filter((value) => value !== undefined).join(' ');

/** @param personal where it was asked for; an empty map where all was erased */
export function csvRow({ index, id, entry, leaf }: EntryRow, personal: PersonalValues | undefined): string {
  const { caller, context, lookups = [] } = entry ?? {};
  const at = entry ? new Date(entry.at) : undefined;
  const cells = [
    String(index),
    id,
    entry ? 'yes' : 'no',
    entry?.kind,
    entry?.at,
    at && new Date(at.getTime() + 8 * 3_600_000).toISOString().replace('Z', '+08:00'),
    entry?.outcome,
    entry?.code,
    caller?.kind,
    caller?.id,
    caller?.organisation?.code,
    caller?.organisation?.name,
    caller?.role,
    caller?.channel,
    entry?.counterpart,
    context?.caseNumber,
    context?.itemCode,
    context?.itemName,
    context?.legalBasis,
    context?.reason,
    listed(lookups.map(({ operation }) => operation)),
    listed(lookups.map(({ region }) => region)),
    listed(lookups.map(({ licenceType }) => licenceType)),
    listed(lookups.flatMap(({ identifiers }) => identifiers)),
    listed(lookups.flatMap(({ fieldsAsked }) => fieldsAsked)),
    listed(lookups.flatMap(({ fieldsReleased }) => fieldsReleased)),
    entry?.request?.digest,
    entry?.request?.jti,
    Buffer.from(leaf).toString('base64url'),
    ...(personal
      ? [
          personal.get('caller.person'),
          personal.get('caller.personName'),
          listed(valuesOf(personal, 'subject')),
          listed(valuesOf(personal, 'number')),
        ]
      : []),
  ];
  return csvRecord(cells.map((cell) => cell ?? ''));
}

const valuesOf = (personal: PersonalValues, member: string): string[] =>
  [...personal].flatMap(([label, value]) =>
    label.startsWith('lookups.') && label.endsWith(`.${member}`) ? [value] : [],
  );
