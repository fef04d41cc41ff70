import { Refusal } from '#libs/errors';
import type { PeerDirectory } from '../federation/index.js';
import type { TrustedPeer } from '../http/answer-peer.js';
import type { AskablePeer } from '../lookup/ask-peer.js';
import type { RegionCode } from '../lookup/lookup.js';

/** The federation's view of peers in the terms of the exchange. */
export class TrustedPeers {
  constructor(private readonly directory: PeerDirectory) {}

  /**
   * @returns undefined for strangers, who are not told from each other
   * @throws Refusal where a known peer is no longer trusted, or nobody can say
   */
  async resolve(entityId: string): Promise<TrustedPeer | undefined> {
    try {
      const { peerKeys, evidence } = await this.directory.resolve(entityId);
      return { keys: peerKeys, chain: evidence };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'ENTITY_UNKNOWN') return undefined;
      throw error;
    }
  }

  /** The node that answers for a region; undefined where none is trusted for it. */
  async forRegion(region: RegionCode): Promise<AskablePeer | undefined> {
    const peer = await this.directory.forJurisdiction(region);
    if (!peer) return undefined;
    const { entityId, endpoint, peerKeys, evidence } = await this.directory.resolve(peer.entityId);
    return { entityId, endpoint, keys: peerKeys, chain: evidence };
  }
}
