import type { JWTPayload } from 'jose';
import type { SecondFactorConfig } from '../callers.config.js';

/** `acr` of the embedded issuer: REFEDS profiles for one factor and for several, which other issuers know as well. */
export const ONE_FACTOR = 'https://refeds.org/profile/sfa';
export const TWO_FACTORS = 'https://refeds.org/profile/mfa';

/** Whether a token says that its person showed two factors: by `acr`, or by a method of `amr` (RFC 8176) that is both. */
export function saysTwoFactors(
  { acr, amr }: JWTPayload,
  config: Pick<SecondFactorConfig, 'acr' | 'amr'>,
): boolean {
  return (
    (typeof acr === 'string' && config.acr.includes(acr)) ||
    (Array.isArray(amr) && amr.some((method) => typeof method === 'string' && config.amr.includes(method)))
  );
}
