import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { PeerKeys } from '#libs/exchange';
import type { Peer, PeerDirectory } from '../federation/index.js';
import type { AskablePeer } from '../lookup/ask-peer.js';
import type { ChainEvidence } from '../lookup/audit-journal.js';
import type { RegionCode } from '../lookup/lookup.js';
import type { TrustedPeer } from '../http/answer-peer.js';

/** The federation's view of peers in the terms of the exchange. */
export class TrustedPeers {
  /** A chain's evidence is computed once a chain, not once a request. */
  private readonly evidence = new WeakMap<Peer['chain'], ChainEvidence>();

  constructor(private readonly directory: PeerDirectory) {}

  /**
   * @returns undefined for strangers, who are not told from each other
   * @throws Refusal where a known peer is no longer trusted, or nobody can say
   */
  async resolve(entityId: string): Promise<TrustedPeer | undefined> {
    try {
      const peer = await this.directory.resolve(entityId);
      return { keys: keysOf(peer), chain: this.evidenceOf(peer) };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'ENTITY_UNKNOWN') return undefined;
      throw error;
    }
  }

  async forRegion(region: RegionCode): Promise<AskablePeer | undefined> {
    const peer = await this.directory.byJurisdiction(region);
    if (!peer) return undefined;
    return {
      entityId: peer.entityId,
      endpoint: peer.metadata.endpoint,
      keys: keysOf(peer),
      chain: this.evidenceOf(peer),
    };
  }

  private evidenceOf({ chain }: Peer): ChainEvidence {
    const known = this.evidence.get(chain);
    if (known) return known;
    const made = {
      digest: createHash('sha256').update(JSON.stringify(chain.statements)).digest('base64url'),
      statements: chain.statements,
    };
    this.evidence.set(chain, made);
    return made;
  }
}

function keysOf(peer: Peer): PeerKeys {
  const { metadata } = peer;
  return {
    entityId: peer.entityId,
    keys: peer.keys,
    suites: metadata.suites,
    jurisdictions: metadata.jurisdictions,
    logOrigin: metadata.log.origin,
  };
}
