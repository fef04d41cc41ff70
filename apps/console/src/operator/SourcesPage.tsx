import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { departmentSources } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Answer } from '../parts/Answer.js';
import { Reason } from '../parts/Reason.js';
import { Rows } from '../parts/Rows.js';
import { useAnswer } from '../parts/use-answer.js';
import { useNames } from '../parts/use-names.js';
import { PageHead } from './PageHead.js';
import { sourceState, type Source } from './source-state.js';

const TAGS = { well: 'green', attention: 'gold', ill: 'red', unknown: 'default' } as const;

/** Which departments this region can ask, and how they answer. */
export default function SourcesPage(): ReactNode {
  const answer = useAnswer(departmentSources, {});
  const { t, name, either, instant } = useWords();
  const things = useNames();
  return (
    <div className="stack">
      <PageHead title="menu.sources" isAsking={answer.isAsking} again={answer.again} />
      <p style={{ margin: 0 }}>{t('sources.what')}</p>
      <Answer of={answer}>
        {(sources) => (
          <Rows<Source>
            rowKey={({ id }) => id}
            rows={sources}
            width={1000}
            empty={t('sources.none')}
            columns={[
              {
                key: 'source',
                title: t('sources.source'),
                render: (one) => (
                  <>
                    <div>{things(`dataset:${one.dataset}`)}</div>
                    <div className="quiet">{either({ zh: one.departmentZh, en: one.departmentEn })}</div>
                    <div className="mono quiet">
                      {one.id} · {name('sourceKind', one.kind)}
                    </div>
                  </>
                ),
              },
              { key: 'state', title: t('federation.state'), width: 160, render: (one) => <State of={one} /> },
              {
                key: 'took',
                title: t('sources.took'),
                width: 140,
                render: (one) => (
                  <div>
                    {one.medianMs === null
                      ? '—'
                      : t('federation.figures', { median: one.medianMs, p95: one.p95Ms ?? one.medianMs })}
                    <div className="quiet">
                      {t('sources.now', { inside: one.inside, waiting: one.waiting })}
                    </div>
                  </div>
                ),
              },
              {
                key: 'outcomes',
                title: t('sources.outcomes'),
                width: 140,
                render: (one) => <Outcomes of={one} />,
              },
              {
                key: 'fault',
                title: t('work.why'),
                width: 200,
                render: ({ refusal, lastFaultAt }) =>
                  refusal ? (
                    <>
                      <Reason of={refusal} />
                      <div className="quiet numbers">{instant(lastFaultAt)}</div>
                    </>
                  ) : (
                    '—'
                  ),
              },
              {
                key: 'limits',
                title: t('sources.limits'),
                width: 175,
                render: (one) => <Limits of={one} />,
              },
            ]}
          />
        )}
      </Answer>
    </div>
  );
}

function State({ of }: { of: Source }): ReactNode {
  const { t, name, instant } = useWords();
  const state = sourceState(of, Date.now());
  return (
    <>
      <Tag color={TAGS[state]}>{name('sourceState', state)}</Tag>
      {of.state === 'CLOSED' ? null : <div>{name('sourceCircuit', of.state)}</div>}
      {of.failuresInRow > 0 ? <div>{t('federation.inRow', { count: of.failuresInRow })}</div> : null}
      {of.heldUntil ? <div>{t('sources.held', { at: instant(of.heldUntil) })}</div> : null}
      {of.lastAnswerAt ? (
        <div className="quiet">{t('federation.lastAnswer', { at: instant(of.lastAnswerAt) })}</div>
      ) : null}
      {of.asOf ? <div className="quiet">{t('sources.asOf', { at: instant(of.asOf) })}</div> : null}
    </>
  );
}

/** How questions ended since the start, the most frequent first. */
function Outcomes({ of: { outcomes } }: { of: Source }): ReactNode {
  const { name, number } = useWords();
  if (outcomes.length === 0) return '—';
  return outcomes
    .toSorted((a, b) => b.times - a.times)
    .map(({ outcome, times }) => (
      <div key={outcome}>
        {name('sourceOutcome', outcome)} <span className="numbers">{number(times)}</span>
      </div>
    ));
}

function Limits({ of: { limits } }: { of: Source }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <div>{t('sources.deadline', { ms: limits.deadlineMs })}</div>
      <div>{t('sources.atOnce', { concurrency: limits.concurrency, queue: limits.queue })}</div>
      <div>{t('sources.records', { count: limits.maxRecords })}</div>
      <div>
        {t('sources.pause', {
          failures: limits.pauseAfter,
          from: Math.round(limits.pauseMs / 1000),
          to: Math.round(limits.longestPauseMs / 1000),
        })}
      </div>
      {limits.maxAgeHours === null ? null : <div>{t('sources.age', { hours: limits.maxAgeHours })}</div>}
    </>
  );
}
