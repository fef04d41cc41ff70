import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { PeerDirectory } from '../federation/index.js';
import type { TrustedPeer } from '../http/answer-peer.js';
import type { AskablePeer } from '../lookup/ask-peer.js';
import type { Sm2Threads } from '../sm2/index.js';

const RENEW_EVERY_MS = 10_000;

/** The federation's view of peers in the terms of the exchange. */
export class TrustedPeers {
  private readonly renewedAt = new Map<string, number>();

  constructor(
    private readonly directory: PeerDirectory,
    private readonly clock: () => number,
    private readonly sm2: Sm2Threads,
  ) {}

  /**
   * Looks a trusted peer's chain up anew, because a key of it was met that is not known yet. At most every ten seconds
   * a peer, so that a peer with a wrong key costs its authorities next to nothing.
   */
  async renew(entityId: string): Promise<boolean> {
    const now = this.clock();
    if (now - (this.renewedAt.get(entityId) ?? Number.NEGATIVE_INFINITY) < RENEW_EVERY_MS) return false;
    this.renewedAt.set(entityId, now);
    return this.directory.renew(entityId);
  }

  /**
   * @returns undefined for strangers, who are not told from each other
   * @throws Refusal where a known peer is no longer trusted, or nobody can say
   */
  async resolve(entityId: string): Promise<TrustedPeer | undefined> {
    try {
      const { peerKeys, evidence } = await this.directory.resolve(entityId);
      return { keys: this.sm2.ofPeer(peerKeys), chain: evidence };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'ENTITY_UNKNOWN') return undefined;
      throw error;
    }
  }

  /** Suites that a peer takes, the preferred one first; undefined where it has ceased to be trusted meanwhile. */
  suitesOf(entityId: string): readonly string[] | undefined {
    return this.directory.list().find((peer) => peer.entityId === entityId)?.suites;
  }

  /** The node that answers for a region; undefined where none is trusted for it. */
  async forRegion(region: RegionCode): Promise<AskablePeer | undefined> {
    const peer = await this.directory.forJurisdiction(region);
    if (!peer) return undefined;
    const { entityId, endpoint, peerKeys, evidence } = await this.directory.resolve(peer.entityId);
    return { entityId, endpoint, keys: this.sm2.ofPeer(peerKeys), chain: evidence };
  }
}
