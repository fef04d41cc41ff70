import { Asn1, TAG } from '#libs/pki';
import { criticalExtensions, malformed, reading, readSeal, SES_LIMITS, versionOf } from './parse-seal.js';
import type { SealSignature } from './structure.js';

/**
 * Reads an SES_Signature, the content of an OFD's SignedValue.dat (GB/T 38540-2020 §7.1, GM/T 0031-2014 §6).
 *
 * Not checked: any signature, any digest, any time.
 * @throws Refusal SEAL_MALFORMED
 */
export function parseSealSignature(bytes: Uint8Array): SealSignature {
  return reading('signed value', () => {
    const outer = Asn1.parse(bytes, SES_LIMITS).sequence();
    return outer.left === 2 ? readOld(outer.next(), outer.next()) : readNew(outer);
  });
}

/** V1: SEQUENCE { toSign, signature }. */
function readOld(toSign: Asn1, signature: Asn1): SealSignature {
  const fields = toSign.sequence();
  const number = fields.next().smallInteger();
  const seal = readSeal(fields.next());
  const timeInfo = fields.next();
  const dataHash = fields.next().bitOctets();
  const propertyInfo = fields.next().text();
  const certificate = fields.next().octets();
  const algorithm = fields.next().oid();
  fields.end();
  return {
    version: sameVersion(versionOf(number, true), seal.version),
    seal,
    signedBytes: toSign.raw,
    time: timeOf(timeInfo),
    timeInfo,
    dataHash,
    propertyInfo,
    certificate,
    algorithm,
    signature: signature.bitOctets(),
    timestamp: undefined,
  };
}

/** V4 and V5: SEQUENCE { toSign, cert, signatureAlgID, signature, [0] timeStamp OPTIONAL }. */
function readNew(outer: ReturnType<Asn1['sequence']>): SealSignature {
  const toSign = outer.next();
  const certificate = outer.next().octets();
  const algorithm = outer.next().oid();
  const signature = outer.next().bitOctets();
  const stamp = outer.optionalContext(0);
  outer.end();
  const fields = toSign.sequence();
  const number = fields.next().smallInteger();
  const seal = readSeal(fields.next());
  const timeInfo = fields.next();
  const dataHash = fields.next().bitOctets();
  const propertyInfo = fields.next().text();
  criticalExtensions(fields.optionalContext(0));
  fields.end();
  return {
    version: sameVersion(versionOf(number, false), seal.version),
    seal,
    signedBytes: toSign.raw,
    time: timeOf(timeInfo),
    timeInfo,
    dataHash,
    propertyInfo,
    certificate,
    algorithm,
    signature,
    timestamp: stamp?.explicit().bitOctets(),
  };
}

/** A seal of V1 never signs as V4: the older structure has fewer rules, and a mixture would take the fewest of both. */
function sameVersion<T extends SealSignature['version']>(signature: T, seal: SealSignature['version']): T {
  const old = (version: string) => version === 'V1';
  if (old(signature) !== old(seal)) throw malformed(`a ${seal} seal in a ${signature} signature`);
  return signature;
}

/** GeneralizedTime by the standard; V1 writes a BIT STRING with the text or the DER of a time in it. */
function timeOf(element: Asn1): number | undefined {
  if (!element.is(TAG.BIT_STRING)) return element.time({ fraction: true });
  const content = element.bitOctets();
  const [tag] = content;
  if (tag === TAG.UTC_TIME || tag === TAG.GENERALIZED_TIME)
    return Asn1.parse(content).time({ fraction: true });
  if (content.length > 40) return undefined; // a timestamp token
  return textTime(Buffer.from(content).toString('latin1'));
}

const TEXT = /^(\d{4}|\d\d)-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)(?:\.\d{1,9})?Z$/;

/** `20200125073156Z`, `200125073156Z` or `2020-01-25T07:31:56.377Z`; without `Z` nobody knows which hour it is. */
function textTime(text: string): number | undefined {
  const match = TEXT.exec(text);
  if (!match) return undefined;
  const [year = '', month, day, hour, minute, second] = match.slice(1);
  const iso = `${year.length === 2 ? `20${year}` : year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const at = Date.parse(iso);
  return Number.isNaN(at) ? undefined : at;
}
