import { theme } from 'antd';
import { useId, type ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import type { RegionPair } from './flows.js';
import { MAP_HEIGHT, MAP_WIDTH, OUTLINES, PLACES, project, type Point } from './outlines.js';
import './auditor.css';

const pathOf = (points: readonly (readonly [number, number])[]): string =>
  `M${points
    .map(project)
    .map(({ x, y }) => `${String(x)} ${String(y)}`)
    .join('L')}Z`;

/** Schematic: shapes to recognise the regions by, and an arrow for each that asks another. */
export function RegionMap({ pairs, own }: { pairs: readonly RegionPair[]; own: string }): ReactNode {
  const { t, name, number } = useWords();
  const { token } = theme.useToken();
  const arrow = useId();
  const between = pairs.filter(({ asking, answering }) => asking !== answering);
  const most = Math.max(1, ...between.map(({ count }) => count));
  const within = new Map(
    pairs.filter(({ asking, answering }) => asking === answering).map(({ asking, count }) => [asking, count]),
  );
  return (
    <svg
      className="region-map"
      viewBox={`0 0 ${String(MAP_WIDTH)} ${String(MAP_HEIGHT)}`}
      role="img"
      aria-label={t('flows.map')}
    >
      <defs>
        <marker
          id={arrow}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="14"
          markerHeight="14"
          orient="auto"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0 0L8 4L0 8Z" fill={token.colorPrimary} />
        </marker>
      </defs>
      {OUTLINES.map(({ region, points }) => (
        <path
          key={region}
          d={pathOf(points)}
          fill={region === own ? token.colorPrimaryBg : token.colorFillTertiary}
          stroke={token.colorTextQuaternary}
          strokeLinejoin="round"
        />
      ))}
      {between.map(({ asking, answering, count }) => {
        const arc = arcOf(asking, answering);
        return arc ? (
          <g key={`${asking} ${answering}`}>
            <path
              d={arc.path}
              fill="none"
              stroke={token.colorPrimary}
              strokeOpacity={0.8}
              strokeWidth={1.5 + (4 * Math.log1p(count)) / Math.log1p(most)}
              markerEnd={`url(#${arrow})`}
            />
            <text
              className="count"
              x={arc.middle.x}
              y={arc.middle.y}
              stroke={token.colorBgContainer}
              strokeWidth={3}
              paintOrder="stroke"
            >
              {number(count)}
            </text>
          </g>
        ) : null;
      })}
      {Object.entries(PLACES).map(([region, { x, y, above }]) => (
        <g key={region}>
          <circle cx={x} cy={y} r={4} fill={token.colorPrimary} />
          <text x={x} y={above ? y - 28 : y + 20}>
            {name('region', region)}
          </text>
          {within.has(region) ? (
            <text x={x} y={above ? y - 11 : y + 37} className="count">
              {t('flows.within', { count: within.get(region) ?? 0 })}
            </text>
          ) : null}
        </g>
      ))}
    </svg>
  );
}

/** Bent to the left of its way, so that there and back do not lie on each other. */
function arcOf(asking: string, answering: string): { path: string; middle: Point } | undefined {
  const from = PLACES[asking];
  const to = PLACES[answering];
  if (!from || !to) return undefined;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const bend = 0.4;
  const bent = { x: (from.x + to.x) / 2 + dy * bend, y: (from.y + to.y) / 2 - dx * bend };
  // The arrow ends before the dot.
  const end = { x: to.x - (dx / length) * 8, y: to.y - (dy / length) * 8 };
  const number = (value: number): string => value.toFixed(1);
  return {
    path: `M${number(from.x)} ${number(from.y)}Q${number(bent.x)} ${number(bent.y)} ${number(end.x)} ${number(end.y)}`,
    middle: { x: (from.x + 2 * bent.x + to.x) / 4, y: (from.y + 2 * bent.y + to.y) / 4 },
  };
}
