import { Grid, theme } from 'antd';
import type { ReactNode } from 'react';
import type { FederationMapResult } from '../../generated/operations.generated.js';
import { useWords } from '../../i18n/index.js';
import { BOX, layoutOf, lineBetween, type Place } from './layout.js';
import { COLOURS, drawn, nameOf, shortId, stateOf, type Peer } from './states.js';

/** Who is trusted through whom, and how the way to each peer is. The table under it says the same in words. */
export function FederationMap({ map }: { map: FederationMapResult }): ReactNode {
  const { t, name, either, instant } = useWords();
  const { token } = theme.useToken();
  const isWide = Grid.useBreakpoint().md ?? true;
  const { anchors, self } = map;
  const peers = drawn(map.peers);
  const layout = layoutOf(anchors.length, peers.length, isWide ? 3 : 1);
  const line = (from: Place, to: Place, colour: string, isDashed: boolean): ReactNode => (
    <path
      key={`${String(to.x)} ${String(to.y)} ${String(from.x)}`}
      d={lineBetween(from, to)}
      fill="none"
      stroke={colour}
      strokeWidth={2}
      {...(isDashed ? { strokeDasharray: '6 5' } : {})}
    />
  );
  const box = (
    key: string,
    { x, y }: Place,
    colour: string,
    [first, second, third, fourth]: readonly [string, string, string, string?],
  ): ReactNode => (
    <g key={key}>
      <rect
        x={x}
        y={y}
        width={BOX.width}
        height={BOX.height}
        rx={6}
        fill={token.colorBgContainer}
        stroke={colour}
        strokeWidth={2}
      />
      <rect x={x} y={y} width={6} height={BOX.height} rx={3} fill={colour} />
      <text x={x + 18} y={y + 24} fill={token.colorText} fontSize={15} fontWeight={600}>
        {cut(first, 24)}
      </text>
      <text x={x + 18} y={y + 44} fill={token.colorTextSecondary} fontSize={12}>
        {cut(second, 32)}
      </text>
      <text x={x + 18} y={y + 63} fill={token.colorText} fontSize={12}>
        {cut(third, 34)}
      </text>
      {fourth === undefined ? null : (
        <text x={x + 18} y={y + 82} fill={token.colorTextSecondary} fontSize={12}>
          {cut(fourth, 34)}
        </text>
      )}
    </g>
  );
  /** How the chain stands; to the minute, as long as it counts. */
  const chainOf = ({ chain }: Pick<Peer, 'chain'>): string =>
    chain.expiresAt
      ? t('federation.chainUntil', { at: instant(chain.expiresAt).slice(5, 16) })
      : `${t('federation.chain')} ${name('chainState', chain.state)}`;
  const latency = (ms: number | null): string => (ms === null ? '' : ` · ${t('federation.ms', { ms })}`);
  return (
    <svg
      role="img"
      aria-label={t('federation.drawing', { count: map.peers.length })}
      viewBox={`0 0 ${String(layout.width)} ${String(layout.height)}`}
      style={{ width: '100%', maxWidth: layout.width, display: 'block', margin: '0 auto' }}
      fontFamily="inherit"
    >
      {layout.anchors.map((place) =>
        line(
          place,
          layout.self,
          COLOURS[self.chain.state === 'VALID' ? 'well' : stateOf({ chain: self.chain, line: null })],
          true,
        ),
      )}
      {layout.peers.map((place, n) => {
        const peer = peers[n];
        return peer ? line(layout.self, place, COLOURS[stateOf(peer)], peer.chain.state === 'BROKEN') : null;
      })}
      {layout.anchors.map((place, n) => {
        const anchor = anchors[n];
        return anchor
          ? box(anchor.entityId, place, token.colorPrimary, [
              t('federation.anchor'),
              shortId(anchor.entityId),
              t('federation.anchorKeys', { count: anchor.kids.length }),
            ])
          : null;
      })}
      {box('self', layout.self, COLOURS[self.chain.state === 'VALID' ? 'well' : 'ill'], [
        `${nameOf(self, either)} · ${t('federation.self')}`,
        shortId(self.entityId),
        name('chainState', self.chain.state),
        chainOf(self),
      ])}
      {layout.peers.map((place, n) => {
        const peer = peers[n];
        return peer
          ? box(peer.entityId, place, COLOURS[stateOf(peer)], [
              nameOf(peer, either),
              shortId(peer.entityId),
              `${name('peerState', stateOf(peer))}${latency(peer.line?.medianMs ?? null)}`,
              chainOf(peer),
            ])
          : null;
      })}
    </svg>
  );
}

/** Wide characters count twice. */
function cut(text: string, most: number): string {
  let width = 0;
  for (const [n, character] of [...text].entries()) {
    width += /[\u2e80-\uffff]/.test(character) ? 2 : 1;
    if (width > most) return `${[...text].slice(0, n).join('')}…`;
  }
  return text;
}
