import { der } from '#libs/pki';

/** Parts of a distinguished name, written in this order. */
export interface SubjectName {
  /** Two letters; CN unless told. */
  country?: string;
  /** For a government seal: the unified social credit code, then the name. */
  organisations?: readonly string[];
  unit?: string;
  commonName: string;
}

const TYPE = { country: '2.5.4.6', organisation: '2.5.4.10', unit: '2.5.4.11', commonName: '2.5.4.3' };

export function writeName({ country = 'CN', organisations = [], unit, commonName }: SubjectName): Uint8Array {
  const part = (type: string, value: Uint8Array) => der.setOf(der.sequence(der.oid(type), value));
  return der.sequence(
    part(TYPE.country, der.printable(country)),
    ...organisations.map((organisation) => part(TYPE.organisation, der.utf8(organisation))),
    ...(unit === undefined ? [] : [part(TYPE.unit, der.utf8(unit))]),
    part(TYPE.commonName, der.utf8(commonName)),
  );
}
