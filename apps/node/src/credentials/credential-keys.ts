import type { PublicJwk, SigningKey } from '#libs/jws';
import { ensureExchangeKey, ExchangeKeys } from '../exchange/exchange-keys.js';

/** Keys that sign credentials, status lists and presentation requests; never those of the exchange or the federation. */
export interface CredentialKeys {
  signingKey(): SigningKey;
  published(): PublicJwk[];
}

/** ES256, which every wallet knows (HAIP 1.0, section 7). Makes the first key where there is none. */
export function openCredentialKeys(directory: string, clock: () => number): CredentialKeys {
  ensureExchangeKey(directory, 'ES256', clock());
  return new ExchangeKeys(directory, clock);
}
