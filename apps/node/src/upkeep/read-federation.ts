import type { TrustAnchor } from '#libs/federation';
import { asRefusal } from '#libs/errors';
import type { Peer, PeerDirectory } from '../federation/index.js';
import type { PeerHealth, PeerMetrics, PeerTransport } from '../peers/index.js';
import { chainStanding, type ChainStanding } from './chain-standing.js';

export interface FederationMember {
  entityId: string;
  name?: { zh: string; en: string };
  jurisdictions: readonly string[];
  chain: ChainStanding;
}

export interface FederationPeer extends FederationMember {
  /** Absent where it was never called. */
  line?: PeerHealth & PeerMetrics;
}

export interface FederationPicture {
  self: FederationMember;
  anchors: readonly { entityId: string; kids: string[] }[];
  peers: FederationPeer[];
}

export interface ReadFederationParts {
  self: { entityId: string; name: { zh: string; en: string }; jurisdictions: readonly string[] };
  directory: Pick<PeerDirectory, 'list' | 'missing' | 'looks' | 'resolve'>;
  anchors: () => readonly TrustAnchor[];
  transport: Pick<PeerTransport, 'health' | 'metrics'>;
  clock: () => number;
}

/** The federation as this node sees it: whom it trusts through whom, until when, and how the way to them is. */
export class ReadFederation {
  constructor(private readonly parts: ReadFederationParts) {}

  async read(): Promise<FederationPicture> {
    const { anchors } = this.parts;
    return {
      self: await this.self(),
      anchors: anchors().map(({ entityId, jwks }) => ({
        entityId,
        kids: jwks.keys.flatMap(({ kid }) => (typeof kid === 'string' ? [kid] : [])),
      })),
      peers: this.peers(),
    };
  }

  /** Nodes that are trusted, or that an authority lists or has listed; nobody else is ever connected to. */
  knows(entityId: string): boolean {
    return entityId !== this.parts.self.entityId && this.known().has(entityId);
  }

  private async self(): Promise<FederationMember> {
    const { self, directory, clock } = this.parts;
    const chain = await directory.resolve(self.entityId).then(
      (own) => chainStanding(own.chain, undefined, clock()),
      (error: unknown): ChainStanding => ({
        state: 'broken',
        path: [],
        marks: [],
        refusal: asRefusal(error),
      }),
    );
    return { ...self, chain };
  }

  private peers(): FederationPeer[] {
    const { directory, transport, clock, self } = this.parts;
    const trusted = new Map(directory.list().map((peer) => [peer.entityId, peer]));
    const health = new Map(transport.health().map((line) => [line.entityId, line]));
    const metrics = transport.metrics();
    return [...this.known()]
      .filter((entityId) => entityId !== self.entityId)
      .sort()
      .map((entityId) => {
        const peer: Peer | undefined = trusted.get(entityId);
        const line = health.get(entityId);
        const counted = metrics[entityId];
        return {
          entityId,
          ...(peer?.metadata.name ? { name: peer.metadata.name } : {}),
          jurisdictions: peer?.jurisdictions ?? [],
          chain: chainStanding(peer?.chain, directory.looks().get(entityId), clock()),
          ...(line && counted ? { line: { ...line, ...counted } } : {}),
        };
      });
  }

  private known(): Set<string> {
    const { directory } = this.parts;
    return new Set([
      ...directory.list().map(({ entityId }) => entityId),
      ...directory.missing(),
      ...directory.looks().keys(),
    ]);
  }
}
