import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { signCompact, verifyCompact, type SigningKey } from '#libs/jws';
import { keyByKid, type Jwks } from '../jwks.js';

export const STATUS_TYP = 'trust-mark-status-response+jwt';
export const STATUS_CONTENT_TYPE = 'application/trust-mark-status-response+jwt';

const LIMITS = { maxBytes: 65_536, maxDepth: 4 };

/** §8.4.2. */
const statusSchema = z.looseObject({
  iss: z.string(),
  iat: z.number().int().nonnegative(),
  trust_mark: z.string().min(1),
  status: z.string().min(1),
});
export type TrustMarkStatus = z.infer<typeof statusSchema>;

export async function signTrustMarkStatus(claims: TrustMarkStatus, key: SigningKey): Promise<string> {
  return signCompact({ header: { typ: STATUS_TYP }, payload: claims, key });
}

/**
 * Reads a status answer about `trustMark` and returns its status. The answer has no end of validity of its own (§8.4.2),
 * so a caller that must know of a revocation asks again.
 * @throws Refusal `FEDERATION_RESPONSE_INVALID`
 */
export async function readTrustMarkStatus(
  token: string,
  trustMark: string,
  issuer: string,
  issuerKeys: Jwks,
): Promise<string> {
  try {
    const { payload } = await verifyCompact(token, {
      typ: STATUS_TYP,
      limits: LIMITS,
      resolveKey: ({ kid }) => keyByKid(issuerKeys, kid),
    });
    const status = statusSchema.safeParse(payload);
    if (status.success && status.data.iss === issuer && status.data.trust_mark === trustMark) {
      return status.data.status;
    }
    throw new Refusal('FEDERATION_RESPONSE_INVALID', { hint: 'trust mark status' });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    throw new Refusal('FEDERATION_RESPONSE_INVALID', { hint: 'trust mark status', cause: thrown });
  }
}
