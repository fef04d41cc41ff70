import { CompactEncrypt, compactDecrypt, importJWK, type JWK } from 'jose';
import { Refusal } from '#libs/errors';
import { decodeBase64url, parseStrictJson } from '#libs/jws';
import { encryptionSchema, type Encryption } from './answer.js';

/** Content type of a body that is a compact JWE (RFC 7516 section 9.2.1). */
export const JOSE_CONTENT_TYPE = 'application/jose';

const ALG = 'ECDH-ES+A256KW';
const ENC = 'A256GCM';

export interface SealedAnswer {
  /** Compact JWE in ASCII. */
  body: Uint8Array;
  contentType: typeof JOSE_CONTENT_TYPE;
  /** To be signed with the answer: `signAnswer({ ..., encryption })`. */
  encryption: Encryption;
}

/**
 * Encrypts a signed answer's body to a key of the requester (`use: enc` in its metadata). The signature covers the
 * bytes before encryption and names recipient key, `alg` and `enc`, so nobody can strip or change the envelope
 * unseen (sign, then encrypt).
 */
export async function encryptAnswer(
  answer: { body: Uint8Array; contentType: string },
  recipient: { kid: string; jwk: JWK },
): Promise<SealedAnswer> {
  const encryption: Encryption = { kid: recipient.kid, alg: ALG, enc: ENC };
  const jwe = await new CompactEncrypt(answer.body)
    .setProtectedHeader({ ...encryption, typ: 'tongban-answer+jwe', cty: answer.contentType })
    .encrypt(await importJWK(recipient.jwk, ALG));
  return { body: Buffer.from(jwe, 'ascii'), contentType: JOSE_CONTENT_TYPE, encryption };
}

/**
 * Opens an encrypted body. What it returns goes into `verifyAnswer`, which compares the envelope with the signed one.
 * `resolveKey` gives the own private key by id, `undefined` where there is none.
 */
export async function decryptAnswer(
  sealed: { body: Uint8Array; maxBytes: number },
  resolveKey: (kid: string) => JWK | undefined,
): Promise<{ body: Uint8Array; contentType: string; encryption: Encryption }> {
  // Base64url makes 4 characters of 3 bytes; the fixed parts of the envelope stay below 4 KiB.
  if (sealed.body.length > Math.ceil((sealed.maxBytes * 4) / 3) + 4096) {
    throw new Refusal('ENCRYPTION_MALFORMED', { hint: 'too large' });
  }
  const jwe = Buffer.from(sealed.body).toString('latin1');
  const { cty, encryption } = readEnvelope(jwe);
  const jwk = resolveKey(encryption.kid);
  if (!jwk) throw new Refusal('ENCRYPTION_KEY_UNKNOWN');
  try {
    const { plaintext } = await compactDecrypt(jwe, await importJWK(jwk, ALG), {
      keyManagementAlgorithms: [ALG],
      contentEncryptionAlgorithms: [ENC],
    });
    return { body: plaintext, contentType: cty, encryption };
  } catch (cause) {
    throw new Refusal('DECRYPTION_FAILED', { cause });
  }
}

/** Header members that an envelope may have: no compression, no extension, no key that it brings for itself but `epk`. */
const MEMBERS = new Set(['alg', 'enc', 'kid', 'typ', 'cty', 'epk', 'apu', 'apv']);

function readEnvelope(jwe: string): { cty: string; encryption: Encryption } {
  const parts = jwe.split('.', 6);
  if (parts.length !== 5) throw new Refusal('ENCRYPTION_MALFORMED', { hint: 'five parts are due' });
  let header: unknown;
  try {
    for (const part of parts) decodeBase64url(part);
    header = parseStrictJson(decodeBase64url(parts[0] ?? ''), { maxBytes: 4096, maxDepth: 3 });
  } catch (cause) {
    throw new Refusal('ENCRYPTION_MALFORMED', { cause });
  }
  if (typeof header !== 'object' || header === null) throw new Refusal('ENCRYPTION_MALFORMED');
  for (const name of Object.keys(header)) {
    if (!MEMBERS.has(name)) throw new Refusal('ENCRYPTION_MALFORMED', { hint: 'a surplus header member' });
  }
  const { kid, alg, enc, cty, typ } = header as Record<string, unknown>;
  const parsed = encryptionSchema.safeParse({ kid, alg, enc });
  if (!parsed.success)
    throw new Refusal('ENCRYPTION_MALFORMED', { hint: parsed.error.issues[0]?.path.join('.') ?? '' });
  if (typ !== 'tongban-answer+jwe' || typeof cty !== 'string') {
    throw new Refusal('ENCRYPTION_MALFORMED', { hint: 'typ, cty' });
  }
  return { cty, encryption: parsed.data };
}
