import { Alert, Card, Empty, Segmented, Table } from 'antd';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { auditFlows } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { labelled } from '../parts/labelled.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { useSession } from '../shell/session.js';
import { readFilter, toInput, writeFilter, type Filter } from './filter.js';
import { Filters } from './Filters.js';
import { filterOfFlow, linksOf, regionPairs, type Flow, type RegionPair } from './flows.js';
import { Loading } from './Loading.js';
import { RegionMap } from './RegionMap.js';
import { useNames } from '../parts/use-names.js';

const FlowChart = lazy(() => import('./FlowChart.js'));

/** Names in a column of the chart; beyond it stands "others". */
const MOST_NAMES = 14;

/** Who asks whom for what: as a chart, as a map, and as tables that lead to the entries. */
export default function FlowsPage(): ReactNode {
  const { t, name } = useWords();
  const { node } = useSession();
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const [by, setBy] = useState<'organisation' | 'region'>('organisation');
  const { result, error, isAsking, again } = useAnswer(auditFlows, { filter: toInput(filter) });
  const typeName = useNames();
  const change = (next: Filter): void => setParams(writeFilter(next));

  const links = useMemo(
    () =>
      linksOf(
        result?.flows ?? [],
        {
          asking: (flow) =>
            by === 'region'
              ? name('region', flow.askingRegion ?? flow.askingNode)
              : (flow.organisationName ?? flow.organisationCode ?? t('flows.nobody')),
          answering: (flow) => name('region', flow.answeringRegion ?? flow.answeringNode),
          type: ({ licenceType }) => typeName(licenceType),
        },
        MOST_NAMES,
        t('flows.others'),
      ),
    [result, by, name, t, typeName],
  );
  const pairs = useMemo(() => regionPairs(result?.flows ?? []), [result]);

  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.flows')}</h1>
        <Segmented
          aria-label={t('flows.by')}
          value={by}
          onChange={setBy}
          options={[
            { value: 'organisation', label: t('flows.byOrganisation') },
            { value: 'region', label: t('flows.byRegion') },
          ]}
        />
        <span className="grow" />
        <Link to={`/entries?${writeFilter(filter).toString()}`}>{t('flows.entries')}</Link>
      </div>
      <Card size="small">
        <Filters
          filter={filter}
          onChange={(part) => change({ ...filter, ...part })}
          onClear={() => change({})}
        />
      </Card>
      {error ? <Refusal error={error} again={again} /> : null}
      {isAsking && !result ? <Loading /> : null}
      {result && !result.exact ? <Alert type="info" showIcon title={t('flows.notExact')} /> : null}
      {result?.flows.length === 0 ? <Empty description={t('flows.none')} /> : null}
      {result && result.flows.length > 0 ? (
        <>
          <div className="columns" aria-busy={isAsking}>
            <Card size="small" title={t('flows.chartTitle')}>
              <Suspense fallback={<div className="flow-chart" aria-busy />}>
                <FlowChart links={links} />
              </Suspense>
            </Card>
            <Card
              size="small"
              title={t('flows.mapTitle')}
              extra={<span className="quiet">{t('flows.schematic')}</span>}
            >
              <RegionMap pairs={pairs} own={node.region} />
              <PairTable pairs={pairs} />
            </Card>
          </div>
          <Card size="small" title={t('flows.tableTitle')}>
            <FlowTable flows={result.flows} filter={filter} typeName={typeName} />
          </Card>
        </>
      ) : null}
    </div>
  );
}

function PairTable({ pairs }: { pairs: readonly RegionPair[] }): ReactNode {
  const { t, name, number } = useWords();
  return (
    <Table<RegionPair>
      className="rows-as-cards"
      size="small"
      pagination={false}
      rowKey={({ asking, answering }) => `${asking} ${answering}`}
      dataSource={pairs}
      columns={labelled<RegionPair>([
        { title: t('flows.asking'), render: (_, { asking }) => name('region', asking) },
        { title: t('flows.answering'), render: (_, { answering }) => name('region', answering) },
        { title: t('flows.count'), align: 'right', render: (_, { count }) => number(count) },
        { title: t('flows.denied'), align: 'right', render: (_, { denied }) => number(denied) },
      ])}
    />
  );
}

function FlowTable({
  flows,
  filter,
  typeName,
}: {
  flows: readonly Flow[];
  filter: Filter;
  typeName: (code: string | null) => string;
}): ReactNode {
  const { t, name, number } = useWords();
  return (
    <Table<Flow>
      className="rows-as-cards"
      size="small"
      scroll={{ x: 760 }}
      pagination={{ defaultPageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      rowKey={({ askingNode, organisationCode, answeringNode, licenceType }) =>
        JSON.stringify([askingNode, organisationCode, answeringNode, licenceType])
      }
      dataSource={flows}
      columns={labelled<Flow>([
        {
          title: t('flows.organisation'),
          render: (_, { organisationName, organisationCode }) =>
            organisationName ?? organisationCode ?? t('flows.nobody'),
        },
        {
          title: t('flows.asking'),
          width: 110,
          render: (_, { askingRegion, askingNode }) => name('region', askingRegion ?? askingNode),
        },
        {
          title: t('flows.answering'),
          width: 110,
          render: (_, { answeringRegion, answeringNode }) => name('region', answeringRegion ?? answeringNode),
        },
        { title: t('flows.type'), render: (_, { licenceType }) => typeName(licenceType) },
        {
          title: t('flows.count'),
          width: 90,
          align: 'right',
          render: (_, flow) => (
            <Link className="numbers" to={`/entries?${writeFilter(filterOfFlow(flow, filter)).toString()}`}>
              {number(flow.count)}
            </Link>
          ),
        },
        { title: t('flows.granted'), width: 90, align: 'right', render: (_, { granted }) => number(granted) },
        { title: t('flows.denied'), width: 90, align: 'right', render: (_, { denied }) => number(denied) },
      ])}
    />
  );
}
