import { Card, Switch, Table, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { reconciliations, type ReconciliationsResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { labelled } from '../parts/labelled.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { writeFilter } from './filter.js';
import { Pager, useWalk } from '../parts/Pager.js';
import { useChange } from './use-change.js';

type Window = ReconciliationsResult['nodes'][number];

const differences = ({ counts }: Window): number =>
  counts ? counts.missingHere + counts.missingThere + counts.altered : 0;
const compared = ({ counts }: Window): number =>
  counts ? Object.values(counts).reduce((sum, count) => sum + count, 0) : 0;

/** The windows of one pair, newest first; each leads to its result in the log and to the lookups of its time. */
export function Windows({ peer, state }: { peer: string; state: string }): ReactNode {
  const { t, name, instant, number } = useWords();
  const [isBusyOnly, setBusyOnly] = useState(false);
  const walk = useWalk(peer);
  const { result, error, isAsking, again } = useAnswer(reconciliations, {
    peer,
    from: null,
    to: null,
    first: 50,
    after: walk.after,
  });
  useChange(state, again);
  const rows = (result?.nodes ?? []).filter((window) => !isBusyOnly || compared(window) > 0);
  return (
    <Card
      size="small"
      title={t('windows.title')}
      extra={
        <span>
          <Switch size="small" checked={isBusyOnly} onChange={setBusyOnly} aria-label={t('windows.busy')} />{' '}
          {t('windows.busy')}
        </span>
      }
    >
      {error ? <Refusal error={error} again={again} /> : null}
      <Table<Window>
        className="rows-as-cards"
        size="small"
        rowKey={({ from, to }) => `${from} ${to}`}
        loading={isAsking && !result}
        pagination={false}
        scroll={rows.length > 0 ? { x: 820 } : {}}
        dataSource={rows}
        locale={{ emptyText: <Typography.Text type="secondary">{t('windows.none')}</Typography.Text> }}
        columns={labelled<Window>([
          {
            title: t('windows.span'),
            render: (_, { from, to }) => (
              <Link
                className="numbers"
                to={`/entries?${writeFilter({ from, to, kinds: ['ANSWER', 'OUTCOME', 'INTENT'] }).toString()}`}
              >
                {instant(from)} — {instant(to).slice(11)}
              </Link>
            ),
          },
          {
            title: t('windows.state'),
            width: 170,
            render: (_, { state: of, lastCode }) => (
              <>
                <Tag color={of === 'done' ? 'green' : 'blue'}>{name('windowState', of)}</Tag>
                {lastCode === null || of === 'done' ? null : <span className="mono quiet">{lastCode}</span>}
              </>
            ),
          },
          {
            title: t('recon.matched'),
            width: 90,
            align: 'right',
            render: (_, { counts }) => (counts ? number(counts.matched + counts.late) : '—'),
          },
          {
            title: t('windows.differences'),
            width: 90,
            align: 'right',
            render: (_, window) => {
              const count = differences(window);
              return count > 0 ? <Tag color="red">{number(count)}</Tag> : window.counts ? '0' : '—';
            },
          },
          {
            title: t('windows.sets'),
            width: 120,
            render: (_, { ours, theirs }) =>
              ours === null ? '—' : t(ours === theirs ? 'windows.same' : 'windows.other'),
          },
          {
            title: t('windows.result'),
            width: 110,
            render: (_, { entryId }) =>
              entryId === null ? '—' : <Link to={`/entries/${entryId}`}>{t('windows.entry')}</Link>,
          },
        ])}
      />
      <Pager walk={walk} page={result?.pageInfo} isAsking={isAsking} />
    </Card>
  );
}
