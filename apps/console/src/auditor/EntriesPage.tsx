import { ApartmentOutlined, DownloadOutlined } from '@ant-design/icons';
import { Button, Card, Dropdown, Empty, Grid, Segmented, Space, Switch } from 'antd';
import { lazy, Suspense, useCallback, useMemo, useState, type ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { COLUMNS, columnsOf, NARROW, storeColumns, storedColumns } from './columns.js';
import { isEmpty, readFilter, toInput, writeFilter, type Filter } from './filter.js';
import { Filters } from './Filters.js';
import { LongTable } from './LongTable.js';
import { News } from './News.js';
import { SavedSearches } from './SavedSearches.js';
import { askEarly, useEntries, type Entry } from './use-entries.js';
import { useGrowth } from './use-growth.js';

const Timeline = lazy(() => import('./Timeline.js'));
const AskForExport = lazy(() => import('./AskForExport.js'));

const orderOf = (params: URLSearchParams): 'NEWEST' | 'OLDEST' =>
  params.get('order') === 'OLDEST' ? 'OLDEST' : 'NEWEST';

/** What an address asks for. */
export function start(search: string): void {
  const params = new URLSearchParams(search);
  askEarly(readFilter(params), orderOf(params));
}

/** The audit log as a table: filters answered by the node, a timeline to narrow it by, searches to keep, news as it comes. */
export default function EntriesPage(): ReactNode {
  const words = useWords();
  const { t, number } = words;
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const order = orderOf(params);
  const [zone, setZone] = useState<'local' | 'utc'>('local');
  const [columns, setColumns] = useState(storedColumns);
  const [isExporting, setExporting] = useState(false);
  const entries = useEntries(filter, order);
  const { shown: answered, rows, total, logSize, isAsking, isFull, error } = entries;
  // Counting and drawing the chart is work, and the rows are looked at first.
  const charted = answered ?? (error ? filter : undefined);
  const growth = useGrowth(toInput(charted ?? filter), logSize);

  const change = (next: Filter, inOrder: string = order): void => {
    const written = writeFilter(next);
    if (inOrder === 'OLDEST') written.set('order', inOrder);
    setParams(written);
  };
  const set = (part: Filter): void => change({ ...filter, ...part });
  const isNarrow = !(Grid.useBreakpoint().md ?? true);
  const all = useMemo(() => columnsOf(words, zone, isNarrow), [words, zone, isNarrow]);
  const shown = useMemo(
    () =>
      columns
        .filter((column) => !isNarrow || NARROW.has(column))
        .map((column) => ({ ...all[column], key: column })),
    [all, columns, isNarrow],
  );

  const open = useCallback(({ id }: Entry) => void navigate(`/entries/${id}`), [navigate]);

  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.entries')}</h1>
        <span className="quiet">
          {logSize ? t('entries.logSize', { size: Number(logSize) }) : ''}
          {total && !isEmpty(filter)
            ? ` · ${t(total.exact ? 'entries.total' : 'entries.totalAtLeast', { count: total.count })}`
            : ''}
        </span>
        <span className="grow" />
        <SavedSearches filter={filter} onChoose={change} />
        <Button
          icon={<ApartmentOutlined />}
          onClick={() => void navigate(`/flows?${writeFilter(filter).toString()}`)}
        >
          {t('entries.flows')}
        </Button>
        <Button icon={<DownloadOutlined />} onClick={() => setExporting(true)}>
          {t('entries.export')}
        </Button>
        <Segmented
          aria-label={t('entries.zone')}
          value={zone}
          onChange={setZone}
          options={[
            { value: 'local', label: t('entries.local') },
            { value: 'utc', label: 'UTC' },
          ]}
        />
        <Dropdown
          trigger={['click']}
          menu={{
            selectable: true,
            multiple: true,
            selectedKeys: columns,
            onClick: ({ key, domEvent }) => {
              domEvent.stopPropagation();
              const next = COLUMNS.filter((column) =>
                column === key ? !columns.includes(column) : columns.includes(column),
              );
              setColumns(next);
              storeColumns(next);
            },
            items: COLUMNS.map((column) => ({ key: column, label: t(`entries.${column}`) })),
          }}
        >
          <Button>{t('entries.columns')}</Button>
        </Dropdown>
        <span>
          <Switch
            size="small"
            checked={order === 'OLDEST'}
            aria-label={t('entries.oldestFirst')}
            onChange={(oldest) => change(filter, oldest ? 'OLDEST' : 'NEWEST')}
          />{' '}
          {t('entries.oldestFirst')}
        </span>
      </div>

      <Card size="small">
        <Filters filter={filter} onChange={set} onClear={() => change({})} />
      </Card>
      <Suspense fallback={<div className="chart" aria-busy />}>
        {charted ? (
          <Timeline filter={charted} onChoose={({ from, to }) => set({ from, to })} />
        ) : (
          <div className="chart" aria-busy />
        )}
      </Suspense>

      <News growth={growth} onShow={entries.again} />
      {error ? <Refusal error={error} again={entries.again} /> : null}
      <LongTable<Entry>
        label={t('menu.entries')}
        rows={rows}
        columns={shown}
        isLoading={isAsking && rows.length === 0}
        empty={<Empty description={t(isEmpty(filter) ? 'entries.none' : 'entries.noneHere')} />}
        onOpen={open}
        onEnd={isFull ? ignore : entries.more}
      />
      {rows.length > 0 ? (
        <Space wrap aria-live="polite">
          <span className="quiet numbers">
            {t('entries.shown', { from: entries.before + 1, to: entries.before + rows.length })}
          </span>
          {isAsking ? <span className="quiet">{t('entries.loading')}</span> : null}
          {entries.hasMore && !isAsking ? (
            <Button size="small" onClick={entries.more}>
              {isFull ? t('entries.goOn', { count: number(rows.length) }) : t('entries.more')}
            </Button>
          ) : null}
          {entries.before > 0 ? (
            <Button size="small" onClick={entries.again}>
              {t('entries.toTop')}
            </Button>
          ) : null}
        </Space>
      ) : null}
      {isExporting ? (
        <Suspense>
          <AskForExport filter={filter} onClose={() => setExporting(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

const ignore = (): void => undefined;
