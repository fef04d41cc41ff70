import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { parseCompact, signCompact, verificationKeyFromJwk, verifyByKey, type SigningKey } from '#libs/jws';
import { withoutKeyBinding, type CombinedSdJwt } from './combined.js';
import { digestOf, type DigestAlgorithm } from './disclosure.js';

const TYP = 'kb+jwt';

const bindingSchema = z.looseObject({
  iat: z.int(),
  aud: z.string().min(1).max(2048),
  nonce: z.string().min(1).max(1024),
  sd_hash: z.string(),
});

/** What a verifier asked for: a key binding made for anybody else, or for another occasion, is none. */
export interface KeyBindingDue {
  audience: string;
  nonce: string;
  /** Milliseconds since 1970. */
  now: number;
  /** How old it may be, in seconds, and how far ahead of the clock. */
  maxAgeSeconds: number;
  skewSeconds: number;
}

/** Signs a presentation for one audience and nonce (RFC 9901 §4.3). */
export async function bindKey(
  combined: CombinedSdJwt,
  { audience, nonce, issuedAt }: { audience: string; nonce: string; issuedAt: number },
  key: SigningKey,
  algorithm: DigestAlgorithm = 'sha-256',
): Promise<string> {
  const payload = {
    iat: Math.floor(issuedAt / 1000),
    aud: audience,
    nonce,
    sd_hash: digestOf(withoutKeyBinding(combined), algorithm),
  };
  return signCompact({ header: { typ: TYP }, payload, key });
}

/**
 * Verifies the key binding of a presentation (RFC 9901 §7.3, step 5) with the key that the credential names in `cnf`.
 * @throws Refusal KEY_BINDING_*, JWS_*, JWK_*
 */
export async function checkKeyBinding(
  combined: CombinedSdJwt,
  cnf: unknown,
  algorithm: DigestAlgorithm,
  due: KeyBindingDue,
): Promise<void> {
  if (combined.keyBinding === undefined) throw new Refusal('KEY_BINDING_MISSING');
  const { jwk } = z.looseObject({ jwk: z.unknown().optional() }).safeParse(cnf).data ?? {};
  if (jwk === undefined) throw new Refusal('KEY_BINDING_NO_KEY');
  const parsed = parseCompact(combined.keyBinding);
  const { payload } = await verifyByKey(parsed, { typ: TYP, key: verificationKeyFromJwk(jwk) });
  const claims = bindingSchema.safeParse(payload);
  if (!claims.success) throw new Refusal('KEY_BINDING_MALFORMED');
  const { aud, nonce, iat, sd_hash } = claims.data;
  if (sd_hash !== digestOf(withoutKeyBinding(combined), algorithm)) throw new Refusal('KEY_BINDING_OTHER');
  if (aud !== due.audience) throw new Refusal('KEY_BINDING_AUDIENCE');
  if (nonce !== due.nonce) throw new Refusal('KEY_BINDING_NONCE');
  const age = due.now / 1000 - iat;
  if (age > due.maxAgeSeconds || age < -due.skewSeconds) throw new Refusal('KEY_BINDING_TIME');
}
