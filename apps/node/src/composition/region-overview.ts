import type { RegionOverview } from '../graphql/resolvers/catalogue.resolver.js';
import { Region } from '../graphql/types/enums.js';
import type { PeerDirectory } from '../federation/index.js';
import type { PeerTransport } from '../peers/index.js';

/** The regions as this node sees them now; asks nobody. */
export function regionOverview(
  own: string,
  self: string,
  directory: Pick<PeerDirectory, 'list'>,
  transport: Pick<PeerTransport, 'health'>,
): RegionOverview {
  return {
    statuses: () => {
      const peers = directory.list();
      const health = new Map(transport.health().map((line) => [line.entityId, line.circuit]));
      return Object.values(Region).map((region) => {
        const isSelf = String(region) === own;
        const peer = peers.find((candidate) => candidate.metadata.jurisdictions.includes(region));
        const entityId = isSelf ? self : (peer?.entityId ?? null);
        return {
          region,
          entityId,
          self: isSelf,
          trusted: isSelf || peer !== undefined,
          circuit: entityId === null ? null : (health.get(entityId) ?? null),
        };
      });
    },
  };
}
