import { Refusal } from '#libs/errors';
import type { SigningKey } from '#libs/jws';

/**
 * The own key with which to speak to a peer: the first of the peer's suites, in its order of preference, for which
 * there is a key. Nothing in a token ever takes part in this choice.
 */
export function chooseSigningKey(keys: readonly SigningKey[], peerSuites: readonly string[]): SigningKey {
  for (const suite of peerSuites) {
    const key = keys.find((candidate) => candidate.suite.name === suite);
    if (key) return key;
  }
  throw new Refusal('SUITE_NOT_AGREED', { hint: peerSuites.join(', ') });
}
