import { Refusal } from '#libs/errors';

/** `<issuer-signed JWT>~<disclosure>~...~<disclosure>~[<key binding JWT>]` (RFC 9901 §4). */
export interface CombinedSdJwt {
  jwt: string;
  disclosures: readonly string[];
  keyBinding?: string;
}

/** Longest presentation in characters, and most disclosures: a licence has some dozens of fields. */
export const SD_JWT_LIMITS = { maxLength: 262_144, maxDisclosures: 512 };

/**
 * Takes the combined form apart; nothing is believed yet.
 * @throws Refusal SD_JWT_MALFORMED
 */
export function parseCombined(text: string): CombinedSdJwt {
  const malformed = (hint: string) => new Refusal('SD_JWT_MALFORMED', { hint });
  if (text.length > SD_JWT_LIMITS.maxLength) throw malformed(`at most ${SD_JWT_LIMITS.maxLength} characters`);
  if (!/^[\w.~-]+$/.test(text)) throw malformed('characters');
  const parts = text.split('~');
  const last = parts.pop();
  const [jwt, ...disclosures] = parts;
  // Without a single tilde it is a plain JWT, and no SD-JWT.
  if (jwt === undefined || jwt === '' || last === undefined) throw malformed('no tilde');
  if (disclosures.length > SD_JWT_LIMITS.maxDisclosures) throw malformed('too many disclosures');
  if (disclosures.includes('')) throw malformed('empty disclosure');
  return { jwt, disclosures, ...(last === '' ? {} : { keyBinding: last }) };
}

/** What a key binding signs: the presentation up to and with the last tilde (RFC 9901 §4.3). */
export const withoutKeyBinding = ({ jwt, disclosures }: CombinedSdJwt): string =>
  `${[jwt, ...disclosures].join('~')}~`;

export const formatCombined = (combined: CombinedSdJwt): string =>
  withoutKeyBinding(combined) + (combined.keyBinding ?? '');
