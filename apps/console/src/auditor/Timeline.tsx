import { BarChart } from 'echarts/charts';
import {
  AriaComponent,
  BrushComponent,
  GridComponent,
  ToolboxComponent,
  TooltipComponent,
} from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { theme } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import { auditCounts } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { useAnswer } from '../parts/use-answer.js';
import { toInput, type Filter } from './filter.js';

use([
  BarChart,
  GridComponent,
  BrushComponent,
  ToolboxComponent,
  TooltipComponent,
  AriaComponent,
  CanvasRenderer,
]);

const DAY_MS = 86_400_000;
/** Keys of days are days in China, those of hours say their offset. */
const instantOf = (key: string): number => Date.parse(key.length === 10 ? `${key}T00:00:00+08:00` : key);

/** How many entries there were when; drawing over it narrows the table to that time. */
export default function Timeline({
  filter,
  onChoose,
}: {
  filter: Filter;
  onChoose(span: { from: string; to: string }): void;
}): ReactNode {
  const { t, instant, number } = useWords();
  const { token } = theme.useToken();
  const isShort =
    filter.from !== undefined &&
    Date.parse(filter.to ?? new Date().toISOString()) - Date.parse(filter.from) <= 4 * DAY_MS;
  const { result, isAsking } = useAnswer(auditCounts, {
    by: isShort ? 'HOUR' : 'DAY',
    filter: toInput(filter),
  });
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const choose = useRef(onChoose);
  choose.current = onChoose;

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
    const made = chart.current;
    if (!made || !result) return;
    const step = isShort ? 3_600_000 : DAY_MS;
    const bars = result.counts
      .flatMap(({ key, count }) => (key === null ? [] : [{ at: instantOf(key), count }]))
      .filter(({ at }) => !Number.isNaN(at))
      .sort((one, other) => one.at - other.at);
    made.setOption(
      {
        animation: false,
        aria: { enabled: true, description: t('timeline.description', { count: bars.length }) },
        grid: { left: 56, right: 16, top: 12, bottom: 24 },
        tooltip: {
          trigger: 'axis',
          // Drawn on the canvas: a tooltip of markup would need inline styles.
          renderMode: 'richText',
          formatter: (shown: unknown) => {
            const [bar] = shown as { value: [number, number] }[];
            return bar ? `${instant(bar.value[0])}\n${number(bar.value[1])}` : '';
          },
        },
        xAxis: { type: 'time', axisLabel: { color: token.colorTextSecondary, hideOverlap: true } },
        yAxis: {
          type: 'value',
          minInterval: 1,
          axisLabel: { color: token.colorTextSecondary },
          splitLine: { lineStyle: { color: token.colorBorderSecondary } },
        },
        toolbox: { show: false },
        brush: { xAxisIndex: 0, brushMode: 'single', throttleType: 'debounce', throttleDelay: 200 },
        series: [
          {
            type: 'bar',
            barMaxWidth: 24,
            barMinWidth: 2,
            itemStyle: { color: token.colorPrimary },
            data: bars.map(({ at, count }) => [at + step / 2, count]),
          },
        ],
      },
      true,
    );
    made.dispatchAction({
      type: 'takeGlobalCursor',
      key: 'brush',
      brushOption: { brushType: 'lineX', brushMode: 'single' },
    });
    const ended = (event: unknown): void => {
      const [area] = (event as { areas: { coordRange?: [number, number] }[] }).areas;
      if (!area?.coordRange) return;
      const [from, to] = area.coordRange;
      if (to - from < 60_000) return;
      made.dispatchAction({ type: 'brush', areas: [] });
      choose.current({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
    };
    made.on('brushEnd', ended);
    return () => void made.off('brushEnd', ended);
  }, [result, isShort, token, t, instant, number]);

  return (
    <div>
      <div ref={place} className="chart" role="img" aria-busy={isAsking} aria-label={t('timeline.title')} />
      {result && !result.exact ? <span className="quiet">{t('timeline.newestOnly')}</span> : null}
    </div>
  );
}
