import { Button, Empty, Space, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { caseMatters, type CaseTasksResult } from '../generated/operations.generated.js';
import { useWords, type Key } from '../i18n/index.js';
import { labelled } from '../parts/labelled.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer, type Answered } from '../parts/use-answer.js';
import { inSchema, isPast } from './handling.js';
import { StateTag } from './StateTag.js';

type Row = CaseTasksResult['nodes'][number];

/** Cases in a list; what ends first and whose turn it is stand beside each. */
export function CaseTable({
  answered,
  starts,
  onTurn,
  emptyKey,
}: {
  answered: Answered<CaseTasksResult>;
  /** Where each page began: back is a step back. */
  starts: readonly (string | null)[];
  onTurn(starts: (string | null)[]): void;
  emptyKey: Key;
}): ReactNode {
  const { t } = useWords();
  const navigate = useNavigate();
  const { result, error, isAsking, again } = answered;
  const columns = useColumns();
  return (
    <>
      {error ? <Refusal error={error} again={again} /> : null}
      <Table<Row>
        className="rows-as-cards"
        size="small"
        rowKey="id"
        loading={isAsking}
        dataSource={result?.nodes ?? []}
        columns={labelled(columns)}
        scroll={{ x: 1000 }}
        pagination={false}
        locale={{ emptyText: isAsking ? ' ' : <Empty description={t(emptyKey)} /> }}
        onRow={({ id }) => ({ className: 'row-link', onDoubleClick: () => void navigate(`/cases/${id}`) })}
      />
      {starts.length > 1 || result?.pageInfo.hasNextPage ? (
        <Space>
          <Button disabled={starts.length === 1 || isAsking} onClick={() => onTurn(starts.slice(0, -1))}>
            {t('page.before')}
          </Button>
          <span className="quiet numbers">{t('page.number', { number: starts.length })}</span>
          <Button
            disabled={!result?.pageInfo.hasNextPage || isAsking}
            onClick={() => onTurn([...starts, result?.pageInfo.endCursor ?? null])}
          >
            {t('page.next')}
          </Button>
        </Space>
      ) : null}
    </>
  );
}

function useColumns(): ColumnsType<Row> {
  const { t, name, instant, either } = useWords();
  const { result: matters } = useAnswer(caseMatters, {});
  const titles = new Map(matters?.map(({ id, title }) => [id, either(title)]));
  return [
    {
      title: t('cases.number'),
      key: 'id',
      width: 235,
      render: (_, { id }) => (
        <Link to={`/cases/${id}`} className="mono numbers">
          {id}
        </Link>
      ),
    },
    {
      title: t('cases.matter'),
      key: 'matter',
      render: (_, { matter }) => titles.get(matter) ?? matter,
    },
    {
      title: t('cases.state'),
      key: 'state',
      width: 130,
      render: (_, { state }) => <StateTag state={state} />,
    },
    {
      title: t('cases.way'),
      key: 'way',
      width: 115,
      render: (_, { receipt, decision }) =>
        receipt === decision
          ? name('caseRegion', receipt)
          : `${name('caseRegion', receipt)} → ${name('caseRegion', decision)}`,
    },
    {
      title: t('cases.awaits'),
      key: 'awaits',
      width: 95,
      render: (_, { awaits }) => name('caseAwaits', awaits),
    },
    {
      title: t('cases.due'),
      key: 'due',
      width: 115,
      render: (_, { dueOn, dueClock, overdue }) => (
        <>
          <span className="numbers">{dueOn ?? '—'}</span>{' '}
          {dueClock ? <div className="quiet">{name('caseClock', inSchema(dueClock))}</div> : null}
          {isPast(dueOn) ? (
            <Tag color="red">{t('cases.overdue')}</Tag>
          ) : overdue > 0 ? (
            <Tag>{t('cases.wasOverdue')}</Tag>
          ) : null}
        </>
      ),
    },
    {
      title: t('cases.claim'),
      key: 'claim',
      width: 85,
      render: (_, { claim }) => (claim ? (claim.mine ? t('cases.mine') : claim.name) : '—'),
    },
    {
      title: t('cases.receivedAt'),
      key: 'receivedAt',
      width: 130,
      render: (_, { receivedAt }) => <span className="numbers">{instant(receivedAt).slice(0, 16)}</span>,
    },
  ];
}
