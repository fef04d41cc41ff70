import { Card, Spin, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { auditEntries, type AuditEntriesResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { labelled } from '../parts/labelled.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { writeFilter } from './filter.js';
import { OutcomeTag } from './OutcomeTag.js';

type Entry = AuditEntriesResult['edges'][number]['node'];

/** What else was done for the same case, in the order in which it was. */
export function CaseEntries({ caseNumber, current }: { caseNumber: string; current: string }): ReactNode {
  const { t, name, instant, number } = useWords();
  const { result, error, again } = useAnswer(auditEntries, {
    filter: { caseNumber },
    first: 20,
    after: null,
    order: 'OLDEST',
    withTotal: true,
  });
  return (
    <Card
      size="small"
      title={t('case.title', { number: caseNumber })}
      extra={
        <Link to={`/entries?${writeFilter({ caseNumber }).toString()}`}>
          {t('case.all', { count: result?.total?.count ?? 0 })}
        </Link>
      }
    >
      {error ? <Refusal error={error} again={again} /> : null}
      {result || error ? null : <Spin />}
      {result ? (
        <Table<Entry>
          className="rows-as-cards"
          size="small"
          rowKey="id"
          pagination={false}
          scroll={{ x: 640 }}
          dataSource={result.edges.map(({ node }) => node)}
          columns={labelled<Entry>([
            {
              title: t('entries.index'),
              width: 110,
              render: (_, { id, index }) =>
                id === current ? (
                  <Tag color="blue">{number(Number(index))}</Tag>
                ) : (
                  <Link className="numbers" to={`/entries/${id}`}>
                    {number(Number(index))}
                  </Link>
                ),
            },
            {
              title: t('entries.at'),
              width: 160,
              render: (_, { at }) => <span className="numbers">{instant(at)}</span>,
            },
            { title: t('entries.kind'), width: 110, render: (_, { kind }) => name('kind', kind) },
            {
              title: t('entries.who'),
              render: (_, { caller }) =>
                caller?.organisationName ?? caller?.id ?? name('callerKind', caller?.kind),
            },
            {
              title: t('entries.outcome'),
              width: 110,
              render: (_, { outcome, code, kind }) => (
                <OutcomeTag outcome={outcome} code={code} kind={kind} />
              ),
            },
          ])}
        />
      ) : null}
    </Card>
  );
}
