import type { Licence } from '#libs/licences';

/** Columns of `licence` that hold the licence itself, in the order of {@link valuesOf}. */
export const LICENCE_COLUMNS = [
  'identifier',
  'type_code',
  'number',
  'name',
  'issuer_code',
  'issuer_name',
  'holder_type',
  'holder_code',
  'holder_name',
  'issue_date',
  'valid_from',
  'valid_until',
  'sealed_by',
  'sealed_at',
  'area_code',
  'status',
  'attributes',
] as const;

/** A licence as values of {@link LICENCE_COLUMNS}, in the text form that PostgreSQL reads. */
export function valuesOf(licence: Licence): (string | null)[] {
  return [
    licence.identifier,
    licence.typeCode,
    licence.number,
    licence.name,
    licence.issuerCode,
    licence.issuerName,
    licence.holderType,
    licence.holderCode,
    licence.holderName,
    licence.issueDate,
    licence.validFrom,
    licence.validUntil ?? null,
    licence.sealedBy ?? null,
    licence.sealedAt ?? null,
    licence.areaCode,
    licence.status,
    JSON.stringify(licence.attributes),
  ];
}

const date = (column: string): string => `to_char(${column}, 'YYYY-MM-DD') AS ${column}`;

/** What a SELECT must name for {@link licenceOf}; dates as text, because a JavaScript Date has no "day". */
export const SELECT_LICENCE = `
  identifier, type_code, number, name, issuer_code, issuer_name, holder_type, holder_code, holder_name,
  ${date('issue_date')}, ${date('valid_from')}, ${date('valid_until')}, sealed_by,
  to_char(sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS sealed_at,
  area_code, status, attributes, revision`;

/** A row of {@link SELECT_LICENCE}. What is read was validated when it was written. */
export interface LicenceRow {
  identifier: string;
  type_code: string;
  number: string;
  name: string;
  issuer_code: string;
  issuer_name: string;
  holder_type: Licence['holderType'];
  holder_code: string;
  holder_name: string;
  issue_date: string;
  valid_from: string;
  valid_until: string | null;
  sealed_by: string | null;
  sealed_at: string | null;
  area_code: string;
  status: Licence['status'];
  attributes: Record<string, string>;
  revision: number;
}

export function licenceOf(row: LicenceRow): Licence {
  return {
    identifier: row.identifier,
    typeCode: row.type_code,
    number: row.number,
    name: row.name,
    issuerCode: row.issuer_code,
    issuerName: row.issuer_name,
    holderType: row.holder_type,
    holderCode: row.holder_code,
    holderName: row.holder_name,
    issueDate: row.issue_date,
    validFrom: row.valid_from,
    ...(row.valid_until !== null && { validUntil: row.valid_until }),
    ...(row.sealed_by !== null && { sealedBy: row.sealed_by }),
    ...(row.sealed_at !== null && { sealedAt: row.sealed_at }),
    areaCode: row.area_code,
    status: row.status,
    attributes: row.attributes,
  };
}
