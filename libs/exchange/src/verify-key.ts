import { Refusal } from '#libs/errors';
import type { VerificationKey } from '#libs/jws';
import type { PeerKeys } from './ports.js';

export interface KeyRules {
  /** Suites that the verifying node publishes as accepted. */
  suites: readonly string[];
  /** Whose key this id is, where the directory knows; only for a clearer refusal. */
  keyOwner?: ((kid: string) => string | undefined) | undefined;
}

/** The peer's key by id. A key is only ever found among those of the issuer itself. */
export function keyOf(peer: PeerKeys, kid: string, rules: KeyRules): VerificationKey {
  const key = peer.keys.find((candidate) => candidate.kid === kid);
  if (key) {
    if (!rules.suites.includes(key.suite.name)) {
      throw new Refusal('SUITE_NOT_AGREED', { hint: key.suite.name });
    }
    return key;
  }
  if (peer.retiredKids?.includes(kid)) throw new Refusal('KEY_RETIRED');
  const owner = rules.keyOwner?.(kid);
  throw new Refusal(
    owner !== undefined && owner !== peer.entityId ? 'KEY_OF_ANOTHER_NODE' : 'JWS_KID_UNKNOWN',
  );
}
