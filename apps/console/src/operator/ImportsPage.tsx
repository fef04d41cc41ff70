import { Card, Descriptions, Empty, Space, Tag } from 'antd';
import type { ReactNode } from 'react';
import {
  licenceImports,
  type LicenceImportsResult,
  type LicenceImportState,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Answer } from '../parts/Answer.js';
import { Pager, useWalk } from '../parts/Pager.js';
import { useAnswer } from '../parts/use-answer.js';
import { PageHead } from './PageHead.js';

type Import = LicenceImportsResult['items'][number];
const PAGE = 20;

const TAGS: Record<LicenceImportState, string> = {
  STAGING: 'blue',
  PUBLISHED: 'green',
  REFUSED: 'red',
  ABANDONED: 'default',
};

/** Bulk imports of licences: how far, how many, what was wrong. */
export default function ImportsPage(): ReactNode {
  const walk = useWalk('');
  const answer = useAnswer(licenceImports, { first: PAGE, after: walk.after });
  const { t } = useWords();
  return (
    <div className="stack">
      <PageHead title="menu.imports" isAsking={answer.isAsking} again={answer.again} />
      <Answer of={answer}>
        {({ items, pageInfo }) => (
          <>
            {items.length === 0 ? <Empty description={t('imports.none')} /> : null}
            {items.map((one) => (
              <ImportCard key={one.id} of={one} />
            ))}
            <Pager walk={walk} page={pageInfo} isAsking={answer.isAsking} />
          </>
        )}
      </Answer>
    </div>
  );
}

function ImportCard({ of }: { of: Import }): ReactNode {
  const { t, name, number, instant } = useWords();
  const counts = (
    [
      'rowsRead',
      'rowsAdded',
      'rowsChanged',
      'rowsUnchanged',
      'rowsRejected',
      'rowsSuperseded',
      'rowsReported',
    ] as const
  ).map((count) => ({ key: count, label: t(`imports.${count}`), children: number(of[count]) }));
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          <Tag color={TAGS[of.state]}>{name('importState', of.state)}</Tag>
          <span className="mono">{of.source}</span>
          <span className="quiet">
            {of.format} · {of.encoding} · {of.actor}
          </span>
        </Space>
      }
    >
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2, lg: 4 }}
        items={[
          { key: 'started', label: t('imports.startedAt'), children: instant(of.startedAt) },
          { key: 'updated', label: t('imports.updatedAt'), children: instant(of.updatedAt) },
          ...counts,
        ]}
      />
      <Space wrap style={{ marginTop: 8 }}>
        {of.findings.map(({ code, outcome, lines }) => (
          <Tag key={`${code} ${outcome}`} color={outcome === 'rejected' ? 'red' : 'gold'}>
            {name('importFinding', outcome)} <span className="mono">{code}</span> × {number(lines)}
          </Tag>
        ))}
      </Space>
    </Card>
  );
}
