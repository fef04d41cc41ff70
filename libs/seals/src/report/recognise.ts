import { Asn1, TAG } from '#libs/pki';
import { Refusal } from '#libs/errors';
import type { DocumentFormat } from './report.js';

const SIGNED_DATA: readonly string[] = ['1.2.840.113549.1.7.2', '1.2.156.10197.6.1.4.2.2'];
/** A PDF's header may stand anywhere in its first 1024 bytes (ISO 32000-1, implementation note 13). */
const PDF_HEADER_WITHIN = 1024;

/**
 * Tells the format by the first bytes and, for DER, by the outermost fields. Says nothing about whether the rest is
 * well-formed. A file that is two formats at once is the one that it starts with.
 * @throws Refusal DOCUMENT_FORMAT_UNKNOWN
 */
export function recognise(bytes: Uint8Array): DocumentFormat {
  const start = Buffer.from(bytes.subarray(0, PDF_HEADER_WITHIN + 5)).toString('latin1');
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return 'ofd';
  if (bytes[0] === 0x30) return recogniseDer(bytes);
  if (/^-----BEGIN (CMS|PKCS7|PKCS #7 SIGNED DATA)-----/.test(start)) return 'cms';
  // The header of a compact JWS is a JSON object: `{"` and `{ ` in base64url.
  if (/^\s*\{/.test(start) || /^ey[A-Za-z0-9_-]+(\.|$)/.test(start)) return 'jws';
  if (start.includes('%PDF-')) return 'pdf';
  const xml = /^(\xef\xbb\xbf)?\s*</.test(start);
  throw new Refusal('DOCUMENT_FORMAT_UNKNOWN', xml ? { hint: 'XML signatures are not verified here' } : {});
}

function recogniseDer(bytes: Uint8Array): DocumentFormat {
  if (bytes[1] === 0x80) return 'cms'; // indefinite length: BER, which nothing else here may use
  try {
    const { element } = Asn1.parsePrefix(bytes, {
      ber: true,
      maxBytes: Number.MAX_SAFE_INTEGER,
      maxElements: 100_000,
    });
    const [first] = element.sequenceOf();
    if (first?.is(TAG.OID) && SIGNED_DATA.includes(first.oid())) return 'cms';
    const inner = first?.is(TAG.SEQUENCE) ? first.sequenceOf()[0] : undefined;
    if (inner?.is(TAG.INTEGER)) return 'ses-signature';
    if (inner?.is(TAG.SEQUENCE) && inner.sequenceOf()[0]?.is(TAG.IA5_STRING)) return 'ses-seal';
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
  }
  throw new Refusal('DOCUMENT_FORMAT_UNKNOWN');
}
