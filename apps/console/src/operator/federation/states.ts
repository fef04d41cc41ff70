import type { FederationMapResult } from '../../generated/operations.generated.js';

export type Peer = FederationMapResult['peers'][number];
export type Self = FederationMapResult['self'];

/** How a peer is doing as a whole: the worse of trust and line. */
export type PeerState = 'well' | 'attention' | 'ill' | 'unknown';

export function stateOf({ chain, line }: Pick<Peer, 'chain' | 'line'>): PeerState {
  if (chain.state === 'BROKEN') return 'ill';
  if (line && (line.circuit !== 'closed' || line.failuresInRow > 0)) return 'ill';
  if (chain.state === 'EXPIRING') return 'attention';
  return line ? 'well' : 'unknown';
}

/** Readable on light and dark ground alike; a word stands beside each. */
export const COLOURS: Record<PeerState, string> = {
  well: '#389e0d',
  attention: '#d48806',
  ill: '#cf1322',
  unknown: '#8c8c8c',
};

/** Without the scheme, which all of them share. */
export const shortId = (entityId: string): string => entityId.replace(/^https:\/\//, '');

export const nameOf = (
  { entityId, nameZh, nameEn }: Pick<Peer, 'entityId' | 'nameZh' | 'nameEn'>,
  either: (pair: { zh: string; en: string }) => string,
): string => (nameZh && nameEn ? either({ zh: nameZh, en: nameEn }) : shortId(entityId));

/** A drawing of more would say nothing; the table has them all. */
export const MOST_DRAWN = 24;
const WORST_FIRST: readonly PeerState[] = ['ill', 'attention', 'unknown', 'well'];

/** The peers that are drawn: all, or of very many those that want looking at. */
export const drawn = (peers: readonly Peer[]): readonly Peer[] =>
  peers.length <= MOST_DRAWN
    ? peers
    : peers
        .toSorted((a, b) => WORST_FIRST.indexOf(stateOf(a)) - WORST_FIRST.indexOf(stateOf(b)))
        .slice(0, MOST_DRAWN);
