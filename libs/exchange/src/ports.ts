import type { VerificationKey } from '#libs/jws';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Clock = () => number;

/** `n` bytes from a cryptographic source. */
export type RandomBytes = (n: number) => Uint8Array;

/** What the federation says about a peer at this moment. */
export interface PeerKeys {
  /** Entity id: the `iss` of its tokens and the URI SAN of its certificate. */
  entityId: string;
  /** Keys that are valid now. A key that was rotated out or revoked is absent. */
  keys: readonly VerificationKey[];
  /** Suites that the peer verifies, the preferred one first. */
  suites: readonly string[];
  /** GB/T 2260 codes that it answers for. */
  jurisdictions: readonly string[];
  /** Ids of keys that were valid once; only for a clearer refusal. */
  retiredKids?: readonly string[];
  /** Origin of its audit log; receipts must name it where it is known. */
  logOrigin?: string;
}

/**
 * Looks a node up among the trusted ones, by its entity id. `undefined` for strangers. It may throw a refusal of the
 * federation (chain expired, trust mark missing), which then stands for the whole check.
 */
export type ResolvePeer = (entityId: string) => Promise<PeerKeys | undefined> | PeerKeys | undefined;
