import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { KID_PATTERN, verificationKeyFromJwk, type VerificationKey } from '#libs/jws';

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** One public key as published; members that this reader does not know are kept (RFC 7517 §4). */
const publicJwkSchema = z
  .looseObject({ kty: z.string().min(1).max(32), kid: z.string().regex(KID_PATTERN) })
  .refine(
    (jwk) => !PRIVATE_MEMBERS.some((member) => member in jwk),
    'a private member stands in a public key',
  );

/** A JWK Set of federation or protocol keys: each with its own `kid`, none private (§3.1.1, RFC 7517 §5). */
export const jwksSchema = z
  .looseObject({ keys: z.array(publicJwkSchema).min(1).max(32) })
  .refine(({ keys }) => new Set(keys.map((key) => key.kid)).size === keys.length, 'two keys with one kid');

export type Jwks = z.infer<typeof jwksSchema>;

/**
 * The key of the set with this `kid`, or undefined. Keys of kinds that no suite knows are left alone unless asked for,
 * so that an issuer may publish a key of a newer suite beside the one that this node understands.
 */
export function keyByKid(jwks: Jwks, kid: string): VerificationKey | undefined {
  const jwk = jwks.keys.find((key) => key.kid === kid);
  return jwk === undefined ? undefined : verificationKeyFromJwk(jwk);
}

/** Every key of the set that a suite of this build understands, in the published order. */
export function usableKeys(jwks: Jwks): VerificationKey[] {
  return jwks.keys.flatMap((jwk) => {
    try {
      return [verificationKeyFromJwk(jwk)];
    } catch (thrown) {
      if (thrown instanceof Refusal) return [];
      throw thrown;
    }
  });
}
