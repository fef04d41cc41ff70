import { Refusal } from '#libs/errors';
import { Asn1, der, TAG } from '#libs/pki';
import type { CertificateList, Seal, SesVersion } from './structure.js';

export const SES_LIMITS = { maxBytes: 8 << 20, maxDepth: 16, maxElements: 20_000 };

export const malformed = (hint: string, cause?: unknown): Refusal =>
  new Refusal('SEAL_MALFORMED', { hint, cause });

/** Turns what the reader of ASN.1 refuses into a refusal of the seal. */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Refusal) throw malformed(`${what}: ${thrown.message}`, thrown);
    throw thrown;
  }
}

/**
 * Reads an SESeal (GB/T 38540-2020 §6.1, GM/T 0031-2014 §5).
 *
 * Not checked: any signature, any time, whether the maker is trusted.
 * @throws Refusal SEAL_MALFORMED
 */
export function parseSeal(bytes: Uint8Array): Seal {
  return reading('seal', () => readSeal(Asn1.parse(bytes, SES_LIMITS)));
}

/** Two fields are V1; more are what the header says. */
export function readSeal(element: Asn1): Seal {
  const fields = element.sequence();
  const info = fields.next();
  const old = fields.left === 1;
  const { version: number, ...content } = readInfo(info, old);
  const version = versionOf(number, old);
  const inner = old ? fields.next().sequence() : fields;
  const certificate = inner.next();
  const algorithm = inner.next();
  const signature = inner.next().bitOctets();
  const stamp = version === 'V5' ? inner.optionalContext(0) : undefined;
  inner.end();
  fields.end();
  return {
    ...content,
    version,
    raw: element.raw,
    signedBytes: old ? der.sequence(info.raw, certificate.raw, algorithm.raw) : info.raw,
    makerCertificate: certificate.octets(),
    algorithm: algorithm.oid(),
    signature,
    timestamp: stamp?.explicit().bitOctets(),
  };
}

export function versionOf(number: number, old: boolean): SesVersion {
  if (old !== number < 4) throw malformed(`version ${number}`);
  if (number > 5 || number < 1) throw malformed(`version ${number}`);
  return old ? 'V1' : number === 4 ? 'V4' : 'V5';
}

/** SES_SealInfo. */
function readInfo(element: Asn1, old: boolean) {
  const fields = element.sequence();
  const header = fields.next().sequence();
  if (header.next().text() !== 'ES') throw malformed('the header does not say ES');
  const version = header.next().smallInteger();
  const makerId = header.next().text();
  header.end();
  const id = fields.next().text();
  const property = readProperty(fields.next(), old);
  const picture = readPicture(fields.next());
  const extensions = fields.optional(() => true);
  fields.end();
  return { version, makerId, id, ...property, picture, critical: criticalExtensions(extensions) };
}

/** SES_ESPropertyInfo; V1 has no certListType, and UTCTime. */
function readProperty(element: Asn1, old: boolean) {
  const fields = element.sequence();
  const type = fields.next().smallInteger();
  const name = fields.next().text();
  const listType = old ? undefined : fields.next().smallInteger();
  const signers = readList(fields.next(), listType);
  const createdAt = fields.next().time();
  const validFrom = fields.next().time();
  const validUntil = fields.next().time();
  fields.end();
  return { type, name, signers, createdAt, validFrom, validUntil };
}

function readList(element: Asn1, listType: number | undefined): CertificateList {
  // Both forms occur under an implicit tag too.
  const items = element.is(TAG.SEQUENCE) || element.constructed ? element.children : [];
  if (items.length > 0 && items.every((item) => item.is(TAG.OCTET_STRING)) && listType !== 2) {
    return { kind: 'certificates', certificates: items.map((item) => item.octets()) };
  }
  if (items.length > 0 && items.every((item) => item.is(TAG.SEQUENCE)) && (listType ?? 1) === 2) {
    const digests = items.map((item) => {
      const fields = item.sequence();
      const type = fields.next().text();
      const value = fields.next().octets();
      fields.end();
      return { type, value };
    });
    return { kind: 'digests', digests };
  }
  return { kind: 'unreadable' };
}

/** SES_ESPictrueInfo; the sizes are millimetres. */
function readPicture(element: Asn1): Seal['picture'] {
  const fields = element.sequence();
  const type = fields.next().text();
  const data = fields.next().octets();
  const widthMm = fields.next().smallInteger();
  const heightMm = fields.next().smallInteger();
  fields.end();
  return { type, data, widthMm, heightMm };
}

/** ExtensionDatas, untagged in real files; [0] is read too, explicit or implicit. `critical FALSE` is written out by some. */
export function criticalExtensions(element: Asn1 | undefined): string[] {
  if (!element) return [];
  const [first, ...more] = element.children;
  const explicit = element.isContext(0) && more.length === 0 && first?.children[0]?.is(TAG.SEQUENCE);
  const items = explicit && first ? first.children : element.children;
  return items.flatMap((item) => {
    const fields = item.sequence();
    const oid = fields.next().oid();
    const critical = fields.optionalTag(TAG.BOOLEAN)?.boolean() ?? false;
    fields.next().octets();
    fields.end();
    return critical ? [oid] : [];
  });
}
