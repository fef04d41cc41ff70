import { theme } from 'antd';
import { SankeyChart } from 'echarts/charts';
import { AriaComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import { nameOf, type Link } from './flows.js';
import './auditor.css';

use([SankeyChart, TooltipComponent, AriaComponent, CanvasRenderer]);

const LINE = 32;

/** Who asks which region for what; as wide as it is often. */
export default function FlowChart({ links }: { links: readonly Link[] }): ReactNode {
  const { t, number } = useWords();
  const { token } = theme.useToken();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const [isDrawn, setDrawn] = useState(false);
  const nodes = useMemo(() => [...new Set(links.flatMap(({ source, target }) => [source, target]))], [links]);
  const longest = Math.max(
    ...[0, 1, 2].map((at) => nodes.filter((node) => node.startsWith(String(at))).length),
  );

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = init(element, undefined, { renderer: 'canvas' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, []);

  useEffect(() => {
    // On a narrow screen names stand on the chart, and are cut.
    const width = place.current?.clientWidth ?? 800;
    const { fontFamily } = getComputedStyle(document.documentElement);
    const draw = (): void =>
      chart.current?.setOption(
        {
          animation: false,
          textStyle: { fontFamily },
          aria: { enabled: true, description: t('flows.chart') },
          tooltip: {
            trigger: 'item',
            renderMode: 'richText',
            formatter: (shown: unknown) => {
              const { data, name, value } = shown as { data: Partial<Link>; name: string; value: number };
              return data.source !== undefined && data.target !== undefined
                ? `${nameOf(data.source)} → ${nameOf(data.target)}\n${number(value)}`
                : `${nameOf(name)}\n${number(value)}`;
            },
          },
          series: [
            {
              type: 'sankey',
              left: 8,
              right: Math.min(220, width * 0.3),
              top: 8,
              bottom: 8,
              // Names under one another do not touch, however thin what they name.
              nodeGap: 18,
              nodeWidth: 12,
              draggable: false,
              emphasis: { focus: 'adjacency' },
              lineStyle: { color: 'gradient', opacity: 0.35 },
              label: {
                color: token.colorText,
                width: Math.min(210, width * 0.28),
                overflow: 'truncate',
                formatter: ({ name }: { name: string }) => nameOf(name),
              },
              data: nodes.map((name) => ({ name, depth: Number(name.charAt(0)) })),
              links,
            },
          ],
        },
        true,
      );
    // A canvas asks for no font by itself: one that comes from the node has to be there before.
    let isCurrent = true;
    const names = nodes.map(nameOf).join('');
    void document.fonts.load(`12px ${fontFamily}`, names).finally(() => {
      if (!isCurrent) return;
      draw();
      setDrawn(true);
    });
    return () => void (isCurrent = false);
  }, [links, nodes, t, number, token]);

  return (
    <div
      ref={place}
      className="flow-chart"
      style={{ height: Math.max(320, longest * LINE) }}
      role="img"
      aria-busy={!isDrawn}
      aria-label={t('flows.chart')}
    />
  );
}
