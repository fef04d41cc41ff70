import { Refusal } from '#libs/errors';
import { Asn1, der, TAG } from '../asn1/index.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const STATUS = [
  'granted',
  'grantedWithMods',
  'rejection',
  'waiting',
  'revocationWarning',
  'revocationNotification',
];

/**
 * TimeStampReq (RFC 3161 §2.4.1) for a SHA-256 digest; asks for the certificate of the authority.
 * @param nonce at least 8 random octets
 */
export function timestampRequest(sha256: Uint8Array, nonce: Uint8Array): Uint8Array {
  const imprint = der.sequence(der.sequence(der.oid(SHA256), der.null()), der.octets(sha256));
  return der.sequence(der.integer(1), imprint, der.integer(nonceOf(nonce)), der.boolean(true));
}

/** The number that a token answers with. */
export function nonceOf(nonce: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(nonce).toString('hex') || '0'}`);
}

/**
 * The token of a TimeStampResp (RFC 3161 §2.4.2), in DER.
 * @throws Refusal TIMESTAMP_MALFORMED where the authority refused
 */
export function timestampOf(response: Uint8Array): Uint8Array {
  const fields = Asn1.parse(response, { ber: true }).sequence();
  const status = fields.next().sequence().next().smallInteger();
  const token = fields.optionalTag(TAG.SEQUENCE);
  fields.end();
  if (status > 1 || !token) throw new Refusal('TIMESTAMP_MALFORMED', { hint: STATUS[status] ?? 'status' });
  return token.raw;
}
