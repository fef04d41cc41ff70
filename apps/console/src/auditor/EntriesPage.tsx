import { FilterOutlined, SaveOutlined } from '@ant-design/icons';
import {
  App,
  Badge,
  Button,
  Card,
  Dropdown,
  Empty,
  Input,
  Modal,
  Segmented,
  Select,
  Space,
  Switch,
  Table,
  Tag,
} from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ask, RefusedError } from '../api.js';
import {
  auditEntries,
  deleteSearch,
  savedSearches,
  saveSearch,
  type AuditEntriesResult,
} from '../generated/operations.generated.js';
import { useWords, type Key } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { isEmpty, readFilter, toInput, writeFilter, type Filter, type TextFilter } from './filter.js';
import { InstantField } from './InstantField.js';
import { OutcomeTag } from './OutcomeTag.js';

const Timeline = lazy(() => import('./Timeline.js'));

type Entry = AuditEntriesResult['edges'][number]['node'];

const KINDS = [
  'ANSWER',
  'HOME',
  'INTENT',
  'OUTCOME',
  'REFUSAL',
  'AUDIT_READ',
  'REVIEW',
  'FINDING',
  'RECONCILIATION',
  'ADMINISTRATION',
  'SUBJECT_READ',
];
const OUTCOMES = ['GRANTED', 'REDUCED', 'DENIED', 'NOT_FOUND', 'FAILED', 'ASKED', 'MIXED'];
const FIELDS = [
  'caseNumber',
  'identifier',
  'counterpart',
  'organisation',
  'licenceType',
  'itemCode',
] as const satisfies readonly TextFilter[];
const PAGE = 50;
const COLUMNS = ['index', 'at', 'kind', 'who', 'what', 'caseNumber', 'outcome', 'proof', 'tookMs'] as const;
type Column = (typeof COLUMNS)[number];
const STORED = 'tongban.columns.entries';

const storedColumns = (): Column[] => {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(STORED) ?? '');
    return COLUMNS.filter((column) => Array.isArray(known) && known.includes(column));
  } catch {
    return [...COLUMNS];
  }
};

/** The audit log as a table: filters answered by the node, a timeline to narrow it by, searches to keep. */
export default function EntriesPage(): ReactNode {
  const { t, name, instant, number } = useWords();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const order = params.get('order') === 'OLDEST' ? 'OLDEST' : 'NEWEST';
  const [zone, setZone] = useState<'local' | 'utc'>('local');
  const [columns, setColumns] = useState(storedColumns);
  // Where each page began: back is a step back, and the memory of a long walk stays a list of short texts.
  const question = `${writeFilter(filter).toString()} ${order}`;
  const [walk, setWalk] = useState<{ question: string; starts: (string | null)[] }>({
    question,
    starts: [null],
  });
  const starts = walk.question === question ? walk.starts : [null];
  const after = starts.at(-1) ?? null;
  const { result, error, isAsking, again } = useAnswer(auditEntries, {
    filter: toInput(filter),
    first: PAGE,
    after,
    order,
    withTotal: starts.length === 1,
  });

  const change = (next: Filter): void => {
    const written = writeFilter(next);
    if (order === 'OLDEST') written.set('order', order);
    setParams(written);
  };
  const set = (part: Filter): void => change({ ...filter, ...part });

  const all: Record<Column, ColumnsType<Entry>[number]> = {
    index: {
      title: t('entries.index'),
      dataIndex: 'index',
      width: 72,
      render: (index: string, { id }) => (
        <Link to={`/entries/${id}`} className="numbers">
          {number(Number(index))}
        </Link>
      ),
    },
    at: {
      title: t('entries.at'),
      width: 160,
      render: (_, { at }) => <span className="numbers">{instant(at, zone)}</span>,
    },
    kind: { title: t('entries.kind'), width: 92, render: (_, { kind }) => name('kind', kind) },
    who: {
      title: t('entries.who'),
      width: 190,
      ellipsis: true,
      render: (_, { caller, counterpart }) => (
        <>
          {caller?.organisationName ?? caller?.id ?? name('callerKind', caller?.kind)}
          {counterpart ? <span className="quiet"> → {counterpart.replace('https://', '')}</span> : null}
        </>
      ),
    },
    what: {
      title: t('entries.what'),
      width: 190,
      ellipsis: true,
      render: (_, { lookups, itemName }) => {
        const [first] = lookups;
        const more = lookups.length > 1 ? ` +${String(lookups.length - 1)}` : '';
        return first
          ? `${name('operation', first.operation)}${more}${itemName ? ` · ${itemName}` : ''}`
          : '—';
      },
    },
    caseNumber: {
      title: t('entries.caseNumber'),
      width: 142,
      ellipsis: true,
      render: (_, { caseNumber }) => caseNumber ?? '—',
    },
    outcome: {
      title: t('entries.outcome'),
      width: 92,
      render: (_, { outcome, code }) => <OutcomeTag outcome={outcome} code={code} />,
    },
    proof: {
      title: t('entries.proof'),
      width: 100,
      render: (_, { proof }) => (
        <Badge
          status={proof === 'FINAL' ? 'success' : proof === 'PROVISIONAL' ? 'processing' : 'default'}
          text={name('proof', proof)}
        />
      ),
    },
    tookMs: {
      title: t('entries.tookMs'),
      width: 90,
      align: 'right',
      render: (_, { tookMs }) => (tookMs === null ? '—' : number(tookMs)),
    },
  };
  const rows = result?.edges.map(({ node }) => node) ?? [];

  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.entries')}</h1>
        <span className="quiet">
          {result ? t('entries.logSize', { size: Number(result.logSize) }) : ''}
          {result?.total
            ? ` · ${t(result.total.exact ? 'entries.total' : 'entries.totalAtLeast', { count: result.total.count })}`
            : ''}
        </span>
        <span className="grow" />
        <SavedSearches filter={filter} onChoose={change} />
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
              localStorage.setItem(STORED, JSON.stringify(next));
            },
            items: COLUMNS.map((column) => ({ key: column, label: t(`entries.${column}`) })),
          }}
        >
          <Button>{t('entries.columns')}</Button>
        </Dropdown>
      </div>

      <Card size="small">
        <Filters filter={filter} onChange={set} onClear={() => change({})} />
      </Card>
      <Suspense fallback={<div className="chart" />}>
        <Timeline filter={filter} onChoose={({ from, to }) => set({ from, to })} />
      </Suspense>

      {error ? <Refusal error={error} again={again} /> : null}
      <Table<Entry>
        size="small"
        rowKey="id"
        loading={isAsking}
        dataSource={rows}
        columns={columns.map((column) => ({ ...all[column], key: column }))}
        scroll={{ x: 900 }}
        pagination={false}
        locale={{
          emptyText: isAsking ? (
            ' '
          ) : (
            <Empty description={t(isEmpty(filter) ? 'entries.none' : 'entries.noneHere')} />
          ),
        }}
        onRow={({ id }) => ({ className: 'row-link', onDoubleClick: () => void navigate(`/entries/${id}`) })}
      />
      <Space>
        <Button
          disabled={starts.length === 1 || isAsking}
          onClick={() => setWalk({ question, starts: starts.slice(0, -1) })}
        >
          {t('page.before')}
        </Button>
        <span className="quiet numbers">{t('page.number', { number: starts.length })}</span>
        <Button
          disabled={!result?.pageInfo.hasNextPage || isAsking}
          onClick={() => setWalk({ question, starts: [...starts, result?.pageInfo.endCursor ?? null] })}
        >
          {t('page.next')}
        </Button>
        <span>
          <Switch
            size="small"
            checked={order === 'OLDEST'}
            aria-label={t('entries.oldestFirst')}
            onChange={(oldest) => {
              const written = writeFilter(filter);
              if (oldest) written.set('order', 'OLDEST');
              setParams(written);
            }}
          />{' '}
          {t('entries.oldestFirst')}
        </span>
      </Space>
    </div>
  );
}

function Filters({
  filter,
  onChange,
  onClear,
}: {
  filter: Filter;
  onChange(part: Filter): void;
  onClear(): void;
}): ReactNode {
  const { t, name } = useWords();
  const many = (part: 'kinds' | 'outcomes', group: string, values: readonly string[]): ReactNode => (
    <div>
      <label htmlFor={`filter-${part}`}>{t(`filter.${part}`)}</label>
      <Select
        id={`filter-${part}`}
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        style={{ width: '100%' }}
        value={filter[part] ?? []}
        onChange={(chosen: string[]) => onChange({ [part]: chosen })}
        options={values.map((value) => ({ value, label: name(group, value) }))}
      />
    </div>
  );
  return (
    <div className="filters">
      <InstantField id="from" value={filter.from} onChange={(from) => onChange({ from })} />
      <InstantField id="to" value={filter.to} onChange={(to) => onChange({ to })} />
      {many('kinds', 'kind', KINDS)}
      {many('outcomes', 'outcome', OUTCOMES)}
      {FIELDS.map((field) => (
        <div key={field}>
          <label htmlFor={`filter-${field}`}>{t(`filter.${field}`)}</label>
          <Input
            // The address leads: a search that is opened fills the fields anew.
            key={filter[field] ?? ''}
            id={`filter-${field}`}
            allowClear
            maxLength={300}
            defaultValue={filter[field] ?? ''}
            onPressEnter={({ currentTarget }) => onChange({ [field]: currentTarget.value.trim() })}
            onBlur={({ currentTarget }) => {
              if (currentTarget.value.trim() !== (filter[field] ?? ''))
                onChange({ [field]: currentTarget.value.trim() });
            }}
            onClear={() => onChange({ [field]: '' })}
          />
        </div>
      ))}
      <Button icon={<FilterOutlined />} disabled={isEmpty(filter)} onClick={onClear}>
        {t('filter.clear')}
      </Button>
    </div>
  );
}

function SavedSearches({ filter, onChoose }: { filter: Filter; onChoose(filter: Filter): void }): ReactNode {
  const { t } = useWords();
  const { message } = App.useApp();
  const { result, again } = useAnswer(savedSearches, {});
  const [isNaming, setNaming] = useState(false);
  const [title, setTitle] = useState('');
  const [isShared, setShared] = useState(false);
  const { language } = useWords();

  const run = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
      again();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      void message.error(language === 'en' ? error.refused.message : error.refused.messageZh);
    }
  };
  const save = async (): Promise<void> => {
    setNaming(false);
    await run(ask(saveSearch, { name: title.trim(), filter: toInput(filter), shared: isShared }));
  };
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...(result ?? []).map((search) => ({
              key: search.id,
              label: (
                <Space>
                  <span>{search.name}</span>
                  {search.shared ? <Tag>{t('search.shared')}</Tag> : null}
                  {search.own ? (
                    <Button
                      size="small"
                      type="text"
                      danger
                      onClick={(event) => {
                        event.stopPropagation();
                        void run(ask(deleteSearch, { id: search.id }));
                      }}
                    >
                      {t('search.delete')}
                    </Button>
                  ) : null}
                </Space>
              ),
              onClick: () => onChoose(readFilter(paramsOf(search.filter))),
            })),
            ...(result?.length ? [{ type: 'divider' as const }] : []),
            {
              key: 'save',
              icon: <SaveOutlined />,
              label: t('search.save'),
              disabled: isEmpty(filter),
              onClick: () => setNaming(true),
            },
          ],
        }}
      >
        <Button>{t('search.title')}</Button>
      </Dropdown>
      <Modal
        open={isNaming}
        title={t('search.save')}
        okText={t('search.saveNow')}
        okButtonProps={{ disabled: title.trim() === '' }}
        onOk={() => void save()}
        onCancel={() => setNaming(false)}
      >
        <Input
          aria-label={t('search.name')}
          placeholder={t('search.name')}
          maxLength={80}
          value={title}
          onChange={({ target }) => setTitle(target.value)}
        />
        <p>
          <Switch
            size="small"
            checked={isShared}
            onChange={setShared}
            aria-label={t('search.share' as Key)}
          />{' '}
          {t('search.share')}
        </p>
      </Modal>
    </>
  );
}

/** A stored search is JSON as the node keeps it; only members that the page knows are taken over. */
function paramsOf(stored: string): URLSearchParams {
  const params = new URLSearchParams();
  try {
    for (const [name, value] of Object.entries(JSON.parse(stored) as Record<string, unknown>))
      if (typeof value === 'string' || Array.isArray(value)) params.set(name, String(value));
  } catch {
    return params;
  }
  return params;
}
