import { signCompact, type SigningKey } from '#libs/jws';
import { Refusal } from '#libs/errors';
import {
  AUTHORISATION_LIMITS,
  AUTHORISATION_TYP,
  authorisationClaimsSchema,
  type AuthorisationClaims,
} from './claims.js';

/** No authorisation is asked for longer than a matter takes: half a year, in seconds. */
const LONGEST = 184 * 86_400;

/**
 * Signs what a holder agreed to. For identity platforms.
 * @throws Refusal AUTHORISATION_INVALID with the member at fault
 */
export async function issueAuthorisation(claims: AuthorisationClaims, key: SigningKey): Promise<string> {
  const parsed = authorisationClaimsSchema.safeParse(claims);
  const invalid = (hint: string) => new Refusal('AUTHORISATION_INVALID', { hint });
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.path.join('.') ?? '');
  const { exp, iat, nbf } = parsed.data;
  if (exp <= Math.max(iat, nbf ?? iat) || exp - iat > LONGEST) throw invalid('exp');
  const token = await signCompact({ header: { typ: AUTHORISATION_TYP }, payload: parsed.data, key });
  if (token.length > AUTHORISATION_LIMITS.maxBytes) throw invalid('too many fields for one token');
  return token;
}
