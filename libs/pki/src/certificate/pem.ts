import { Refusal } from '#libs/errors';

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----\s([A-Za-z0-9+/=\s]*)-----END \1-----/g;

/**
 * Contents of the PEM blocks of one label in a text (RFC 7468), in order; text around them is ignored. A file without
 * any block is taken as DER, so that both forms of `.crt` and `.crl` are read.
 */
export function fromPem(input: Uint8Array, label: 'CERTIFICATE' | 'X509 CRL' | 'PUBLIC KEY'): Uint8Array[] {
  if (input[0] === 0x30) return [input];
  const text = Buffer.from(input).toString('latin1');
  const blocks = [...text.matchAll(BLOCK)].filter((match) => match[1] === label);
  if (blocks.length === 0) throw new Refusal('ASN1_UNEXPECTED', { hint: `neither DER nor PEM of ${label}` });
  return blocks.map((match) => new Uint8Array(Buffer.from((match[2] ?? '').replace(/\s/g, ''), 'base64')));
}
