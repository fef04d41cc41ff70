import { Refusal } from '#libs/errors';
import type { HistoricalKey, RevocationReason } from '../historical-keys.js';
import type { Jwks } from '../jwks.js';
import type { AuthorityKey } from './state.js';

/** The key that signs at this instant (seconds): the newest whose time has come. */
export function signingKeyAt(keys: readonly AuthorityKey[], now: number): AuthorityKey {
  const key = keys
    .filter((candidate) => isPublished(candidate, now) && candidate.signsFrom <= now)
    .reduce<AuthorityKey | undefined>(
      (best, candidate) => (best === undefined || candidate.signsFrom >= best.signsFrom ? candidate : best),
      undefined,
    );
  if (key === undefined) throw new Refusal('AUTHORITY_KEY_MISSING', { hint: 'no key may sign now' });
  return key;
}

/** Keys in the entity configuration: the one that signs, one that will, one whose signatures are still about. */
export function publishedKeys(keys: readonly AuthorityKey[], now: number): Jwks['keys'] {
  return keys.filter((key) => isPublished(key, now)).map((key) => key.publicJwk);
}

/** §8.7: keys that are no longer published, with the end of their time and the reason. */
export function historicalKeys(keys: readonly AuthorityKey[], now: number): HistoricalKey[] {
  return keys
    .filter((key) => !isPublished(key, now))
    .map(({ publicJwk, createdAt, publishedUntil, revoked }) => ({
      ...publicJwk,
      iat: createdAt,
      exp: publishedUntil ?? revoked?.at ?? now,
      ...(revoked === undefined ? {} : { revoked: { revoked_at: revoked.at, reason: revoked.reason } }),
    }));
}

export interface Rotation {
  now: number;
  overlapSeconds: number;
  /** `compromised` ends the old key at once; every reader must then pin the new one by hand. */
  reason: RevocationReason;
}

/**
 * §11.2: the new key is published first, signs one overlap later, and the old one goes another overlap after that.
 * A key that was published for the future and never signed is dropped in favour of the new one.
 */
export function rotate(
  keys: readonly AuthorityKey[],
  publicJwk: AuthorityKey['publicJwk'],
  { now, overlapSeconds, reason }: Rotation,
): AuthorityKey[] {
  const atOnce = reason === 'compromised';
  const signsFrom = atOnce ? now : now + overlapSeconds;
  const publishedUntil = atOnce ? now : signsFrom + overlapSeconds;
  const kept = keys.filter((key) => key.signsFrom <= now || !isPublished(key, now));
  return [
    ...kept.map((key): AuthorityKey => {
      if (!isPublished(key, now)) return key;
      return {
        ...key,
        signsUntil: Math.min(key.signsUntil ?? signsFrom, signsFrom),
        publishedUntil: Math.min(key.publishedUntil ?? publishedUntil, publishedUntil),
        revoked: { at: publishedUntil, reason: atOnce ? 'compromised' : 'superseded' },
      };
    }),
    { kid: publicJwk.kid, publicJwk, createdAt: now, signsFrom },
  ];
}

function isPublished({ publishedUntil }: AuthorityKey, now: number): boolean {
  return publishedUntil === undefined || now < publishedUntil;
}
