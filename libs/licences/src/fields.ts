/**
 * How carefully a value must be handled. `personal` and `sensitive` follow the Personal Information Protection Law
 * (4, 28): sensitive ones need a separate consent and a strict necessity.
 */
export type Sensitivity = 'public' | 'internal' | 'personal' | 'sensitive';

export type ValueType =
  | 'text'
  | 'date'
  | 'instant'
  | 'number'
  | 'uscc'
  | 'citizenNumber'
  | 'division'
  | 'status'
  | 'holderType'
  | 'licenceTypeCode'
  | 'licenceIdentifier'
  /** Numbers and codes of other origin, compared without spaces and hyphens. */
  | 'code';

export interface FieldDescription {
  /** Name in GraphQL, sharing agreements and claims; `attributes.KZ_*` for type-specific ones. */
  name: string;
  /** Short code of the standards: ZZMC, ..., KZ_*. */
  shortCode: string;
  zh: string;
  en: string;
  type: ValueType;
  required: boolean;
  sensitivity: Sensitivity;
}

const row = (
  name: string,
  shortCode: string,
  zh: string,
  en: string,
  type: ValueType,
  required: boolean,
  sensitivity: Sensitivity,
) => ({ name, shortCode, zh, en, type, required, sensitivity }) satisfies FieldDescription;

/**
 * The fields that every licence has (GB/T 36903, GB/T 36905), in the order of the CSV columns.
 * Holder and number are personal for every type, because the holder of any of them may be a person.
 */
export const licenceFields = [
  row('name', 'ZZMC', '证照名称', 'Licence name', 'text', true, 'public'),
  row('typeCode', 'ZZLXDM', '证照类型代码', 'Licence type code', 'licenceTypeCode', true, 'public'),
  row('number', 'ZZBH', '证照号码', 'Licence number', 'code', true, 'personal'),
  row('identifier', 'ZZBS', '证照标识', 'E-licence identifier', 'licenceIdentifier', true, 'internal'),
  row('issuerName', 'ZZBFJG', '证照颁发机构', 'Issuing authority', 'text', true, 'public'),
  row('issuerCode', 'ZZBFJGDM', '证照颁发机构代码', 'Code of the issuing authority', 'code', true, 'public'),
  row('issueDate', 'ZZBFRQ', '证照颁发日期', 'Date of issue', 'date', true, 'public'),
  row('holderName', 'CZZT', '持证主体', 'Holder', 'text', true, 'personal'),
  row('holderCode', 'CZZTDM', '持证主体代码', 'Code of the holder', 'code', true, 'personal'),
  row('holderType', 'CZZTDMLX', '持证主体代码类型', 'Type of the holder code', 'holderType', true, 'public'),
  row('validFrom', 'ZZYXQQSRQ', '有效期起始日期', 'Valid from', 'date', true, 'public'),
  row('validUntil', 'ZZYXQJZRQ', '有效期截止日期', 'Valid until, empty without end', 'date', false, 'public'),
  row('sealedBy', 'ZZQZR', '证照签章人', 'Sealed by', 'text', false, 'internal'),
  row('sealedAt', 'ZZQZSJ', '证照签章时间', 'Sealed at', 'instant', false, 'internal'),
  row('areaCode', 'XZQHDM', '行政区划代码', 'Division', 'division', true, 'public'),
  row('status', 'ZZZT', '证照状态', 'Status', 'status', true, 'public'),
] as const;

export type LicenceFieldName = (typeof licenceFields)[number]['name'];

const byName = new Map<string, FieldDescription>(licenceFields.map((field) => [field.name, field]));
const nameByShortCode = new Map<string, LicenceFieldName>(licenceFields.map((f) => [f.shortCode, f.name]));

/** A common field by its name; undefined for `attributes.*` and what does not exist. */
export function findLicenceField(name: string): FieldDescription | undefined {
  return byName.get(name);
}

/** The common field of a column heading, which may be a name (`holderCode`) or a short code (`CZZTDM`). */
export function licenceFieldOfColumn(column: string): LicenceFieldName | undefined {
  return byName.has(column) ? column : nameByShortCode.get(column.toUpperCase());
}
