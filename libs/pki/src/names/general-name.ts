import { Refusal } from '#libs/errors';
import { TAG, type Asn1 } from '../asn1/index.js';
import { readName, type Name } from './name.js';

/** One name of RFC 5280 §4.2.1.6. Forms that are not used here keep their bytes. */
export type GeneralName =
  | { kind: 'email' | 'dns' | 'uri'; value: string; raw: Uint8Array }
  | { kind: 'directory'; value: Name; raw: Uint8Array }
  | { kind: 'ip'; value: Uint8Array; raw: Uint8Array }
  | { kind: 'registered-id'; value: string; raw: Uint8Array }
  | { kind: 'other' | 'x400' | 'edi'; value: Uint8Array; raw: Uint8Array };

export type GeneralNameKind = GeneralName['kind'];

/** @throws Refusal ASN1_* */
export function readGeneralName(element: Asn1): GeneralName {
  const { raw } = element;
  const is = (number: number) => element.isContext(number);
  if (is(0)) return { kind: 'other', value: element.content, raw };
  if (is(1)) return { kind: 'email', value: element.implicit(TAG.IA5_STRING).text(), raw };
  if (is(2)) return { kind: 'dns', value: element.implicit(TAG.IA5_STRING).text(), raw };
  if (is(3)) return { kind: 'x400', value: element.content, raw };
  if (is(4)) return { kind: 'directory', value: readName(element.explicit()), raw };
  if (is(5)) return { kind: 'edi', value: element.content, raw };
  if (is(6)) return { kind: 'uri', value: element.implicit(TAG.IA5_STRING).text(), raw };
  if (is(7)) return { kind: 'ip', value: element.implicit(TAG.OCTET_STRING).octets(), raw };
  if (is(8)) return { kind: 'registered-id', value: element.implicit(TAG.OID).oid(), raw };
  throw new Refusal('ASN1_UNEXPECTED', { hint: 'GeneralName' });
}

/** GeneralNames: at least one. */
export function readGeneralNames(items: readonly Asn1[]): GeneralName[] {
  if (items.length === 0) throw new Refusal('ASN1_UNEXPECTED', { hint: 'GeneralNames without a name' });
  return items.map(readGeneralName);
}

export function sameGeneralName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === 'directory' && b.kind === 'directory') return a.value.key === b.value.key;
  return a.kind === b.kind && Buffer.compare(a.raw, b.raw) === 0;
}
