import type { Asn1 } from '../asn1/index.js';
import { TAG } from '../asn1/index.js';
import { hex } from '../bytes.js';
import { ATTRIBUTE_NAMES } from '../oids.js';
import { comparable } from './comparable.js';

export interface Attribute {
  /** Dotted object identifier. */
  type: string;
  /** Undefined where the value is no string. */
  text: string | undefined;
  raw: Uint8Array;
}

/** A distinguished name (RFC 5280 §4.1.2.4). */
export interface Name {
  raw: Uint8Array;
  /** Relative names in the order of the encoding; several attributes in one where it is multi-valued. */
  rdns: readonly (readonly Attribute[])[];
  /** One comparable string a relative name; two names are equal where these are (RFC 5280 §7.1). */
  keys: readonly string[];
  /** All of `keys` as one string, for use in a Map. */
  key: string;
}

const STRINGS: readonly number[] = [
  TAG.UTF8_STRING,
  TAG.NUMERIC_STRING,
  TAG.PRINTABLE_STRING,
  TAG.TELETEX_STRING,
  TAG.IA5_STRING,
  TAG.VISIBLE_STRING,
  TAG.UNIVERSAL_STRING,
  TAG.BMP_STRING,
];

const NARROW: readonly number[] = [TAG.PRINTABLE_STRING, TAG.IA5_STRING, TAG.VISIBLE_STRING];

/** @throws Refusal ASN1_* */
export function readName(element: Asn1): Name {
  const rdns = element.sequenceOf().map(readRdn);
  const keys = rdns.map(rdnKey);
  return { raw: element.raw, rdns, keys, key: JSON.stringify(keys) };
}

export function readRdn(rdn: Asn1): Attribute[] {
  const attributes = rdn.setOf().map((item) => {
    const fields = item.sequence();
    const type = fields.next().oid();
    const value = fields.next();
    fields.end();
    const text = STRINGS.some((tag) => value.is(tag)) ? textOf(value) : undefined;
    return { type, text, raw: value.raw };
  });
  return attributes;
}

/** Authorities in use write other than ASCII into PrintableString and IA5String; a name may not be lost by that. */
function textOf(value: Asn1): string {
  const narrow = NARROW.some((tag) => value.is(tag)) && value.content.some((octet) => octet >= 0x80);
  if (!narrow) return value.text();
  const bytes = Buffer.from(value.content);
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}

/**
 * Attributes of one relative name in an order of their own, since it is a set. The string type plays no part: a name
 * may move from PrintableString to UTF8String (RFC 5280 §4.1.2.4, "rollover").
 */
export function rdnKey(rdn: readonly Attribute[]): string {
  const parts = rdn.map(({ type, text, raw }) =>
    JSON.stringify([type, text === undefined ? `#${hex(raw)}` : `=${comparable(text)}`]),
  );
  return parts.sort().join('+');
}

export function sameName(a: Name, b: Name): boolean {
  return a.key === b.key;
}

/** True where `name` is `base` or stands below it (RFC 5280 §4.2.1.10). */
export function isWithin(name: Name, base: Name): boolean {
  return base.keys.length <= name.keys.length && base.keys.every((key, index) => key === name.keys[index]);
}

/** Texts of all attributes of one type, in order. */
export function attributesOf(name: Name, type: string): string[] {
  return name.rdns.flatMap((rdn) =>
    rdn.flatMap((attribute) =>
      attribute.type === type && attribute.text !== undefined ? [attribute.text] : [],
    ),
  );
}

/** The name as RFC 4514 writes it, most specific part first: for people and reports, never for comparison. */
export function formatName(name: Name): string {
  return [...name.rdns]
    .reverse()
    .map((rdn) =>
      rdn
        .map(({ type, text, raw }) => {
          const label = ATTRIBUTE_NAMES[type] ?? type;
          return text === undefined ? `${label}=#${hex(raw)}` : `${label}=${escape(text)}`;
        })
        .join('+'),
    )
    .join(',');
}

/** Controls, marks that turn the direction of what follows, line ends: a report must not be written by its subject. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escape(text: string): string {
  return text
    .replace(/[\\,+"<>;=]/g, '\\$&')
    .replace(INVISIBLE, (mark) => Buffer.from(mark).toString('hex').replace(/../g, '\\$&'))
    .replace(/^[ #]|(?<!\\) $/g, '\\$&');
}
