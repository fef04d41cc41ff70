import { Card, Table, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import {
  reconciliationFindings,
  type ReconciliationFindingsResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { labelled } from '../parts/labelled.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { writeFilter } from './filter.js';
import { Pager, useWalk } from '../parts/Pager.js';
import { useChange } from './use-change.js';

type Finding = ReconciliationFindingsResult['nodes'][number];

/** What differs between the two logs, with what each side says of it. */
export function Differences({ peer, state }: { peer: string; state: string }): ReactNode {
  const { t, name, instant } = useWords();
  const walk = useWalk(peer);
  const { result, error, isAsking, again } = useAnswer(reconciliationFindings, {
    peer,
    from: null,
    to: null,
    first: 20,
    after: walk.after,
  });
  useChange(state, again);
  return (
    <Card size="small" title={t('diff.title')}>
      {error ? <Refusal error={error} again={again} /> : null}
      <Table<Finding>
        className="rows-as-cards"
        size="small"
        rowKey="id"
        loading={isAsking && !result}
        pagination={false}
        scroll={result?.nodes.length ? { x: 720 } : {}}
        dataSource={result?.nodes ?? []}
        locale={{ emptyText: <Typography.Text type="secondary">{t('diff.none')}</Typography.Text> }}
        expandable={{
          expandedRowRender: ({ proofs }) => (
            <pre className="mono" style={{ whiteSpace: 'pre-wrap', margin: 0 }} tabIndex={0}>
              {JSON.stringify(JSON.parse(proofs), null, 2)}
            </pre>
          ),
        }}
        columns={labelled<Finding>([
          {
            title: t('diff.what'),
            render: (_, finding) => <Tag color="red">{name('difference', finding.class)}</Tag>,
          },
          {
            title: t('diff.at'),
            render: (_, { openedAt }) => <span className="numbers">{instant(openedAt)}</span>,
          },
          {
            title: t('diff.lookup'),
            render: (_, { request }) =>
              request === null ? (
                '—'
              ) : (
                <Link className="mono" to={`/entries?${writeFilter({ requestDigest: request }).toString()}`}>
                  {request.slice(0, 12)}…
                </Link>
              ),
          },
          {
            title: t('windows.result'),
            render: (_, { entryId }) => <Link to={`/entries/${entryId}`}>{t('windows.entry')}</Link>,
          },
        ])}
      />
      <Pager walk={walk} page={result?.pageInfo} isAsking={isAsking} />
    </Card>
  );
}
