import { PlusOutlined } from '@ant-design/icons';
import { Button, Empty, Progress, Space, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { checks, type ChecksResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { labelled } from '../parts/labelled.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { usePoll } from './use-poll.js';
import './clerk.css';

type Check = ChecksResult['items'][number];

const PAGE = 20;
const POLL_MS = 2_000;
export const CHECK_COLOURS: Record<string, string> = {
  ASKING: 'processing',
  REPORTED: 'gold',
  COMPLETE: 'green',
  STOPPED: 'default',
};

/** 信息核查: checks that the own body began, the newest first. */
export default function ChecksPage(): ReactNode {
  const { t, name, instant } = useWords();
  const navigate = useNavigate();
  const [starts, setStarts] = useState<(string | null)[]>([null]);
  const { result, error, isAsking, again } = useAnswer(checks, {
    state: null,
    first: PAGE,
    after: starts.at(-1) ?? null,
  });
  const isUnderWay = result?.items.some(({ state }) => state === 'ASKING') ?? false;
  usePoll(again, isAsking, isUnderWay ? POLL_MS : undefined);
  const columns: ColumnsType<Check> = [
    {
      title: t('check.number'),
      key: 'number',
      width: 200,
      render: (_, { id, number }) => (
        <Link to={`/checks/${id}`} className="mono">
          {number}
        </Link>
      ),
    },
    {
      title: t('check.subject'),
      key: 'subject',
      render: (_, { subjectName, subjectCode }) => (
        <>
          {subjectName} <span className="mono quiet">{subjectCode}</span>
        </>
      ),
    },
    {
      title: t('check.state'),
      key: 'state',
      width: 130,
      render: (_, { state }) => (
        <Tag color={CHECK_COLOURS[state] ?? 'default'}>{name('checkState', state)}</Tag>
      ),
    },
    {
      title: t('check.progress'),
      key: 'progress',
      width: 160,
      render: (_, { settled, total }) => (
        <Progress
          size="small"
          percent={total === 0 ? 0 : Math.round((100 * settled) / total)}
          format={() => `${String(settled)}/${String(total)}`}
          aria-label={t('check.settled', { settled, total })}
        />
      ),
    },
    {
      title: t('check.begunAt'),
      key: 'begunAt',
      width: 160,
      render: (_, { begunAt }) => <span className="numbers">{instant(begunAt)}</span>,
    },
  ];
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.checks')}</h1>
        <span className="grow" />
        <Link to="/checks/new">
          <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
            {t('check.new')}
          </Button>
        </Link>
      </div>
      {error ? <Refusal error={error} again={again} /> : null}
      <Table<Check>
        className="rows-as-cards"
        size="small"
        rowKey="id"
        loading={isAsking && !result}
        dataSource={result?.items ?? []}
        columns={labelled(columns)}
        scroll={{ x: 860 }}
        pagination={false}
        locale={{ emptyText: isAsking ? ' ' : <Empty description={t('check.none')} /> }}
        onRow={({ id }) => ({ className: 'row-link', onDoubleClick: () => void navigate(`/checks/${id}`) })}
      />
      {starts.length > 1 || result?.pageInfo.hasNextPage ? (
        <Space>
          <Button disabled={starts.length === 1} onClick={() => setStarts(starts.slice(0, -1))}>
            {t('page.before')}
          </Button>
          <Button
            disabled={!result?.pageInfo.hasNextPage}
            onClick={() => setStarts([...starts, result?.pageInfo.endCursor ?? null])}
          >
            {t('page.next')}
          </Button>
        </Space>
      ) : null}
    </div>
  );
}
