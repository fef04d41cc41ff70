import { Alert, Card, Descriptions, Tag } from 'antd';
import type { ReactNode } from 'react';
import {
  logStanding,
  logWitnesses,
  type LogStandingResult,
  type LogWitnessesResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Answer } from '../parts/Answer.js';
import { Reason } from '../parts/Reason.js';
import { Rows } from '../parts/Rows.js';
import { useAnswer } from '../parts/use-answer.js';
import { PageHead } from './PageHead.js';

type Witness = LogWitnessesResult['witnesses'][number];

const TAGS = { OK: 'green', LAGGING: 'gold', STOPPED: 'red' } as const;

/** How far the audit log is published and witnessed. */
export default function LogPage(): ReactNode {
  const standing = useAnswer(logStanding, {});
  const witnesses = useAnswer(logWitnesses, {});
  const again = (): void => {
    standing.again();
    witnesses.again();
  };
  return (
    <div className="stack">
      <PageHead title="menu.log" isAsking={standing.isAsking || witnesses.isAsking} again={again} />
      <Answer of={standing}>{(log) => <Publication log={log} />}</Answer>
      <Answer of={witnesses}>{(witnessing) => <Witnesses witnessing={witnessing} />}</Answer>
    </div>
  );
}

function Publication({ log }: { log: LogStandingResult }): ReactNode {
  const { t, name, number, instant } = useWords();
  return (
    <Card
      size="small"
      title={
        <>
          {t('log.publication')} <Tag color={TAGS[log.state]}>{name('logState', log.state)}</Tag>
        </>
      }
    >
      {log.refusal ? (
        <Alert
          type={log.state === 'STOPPED' ? 'error' : 'warning'}
          showIcon
          title={<Reason of={log.refusal} />}
        />
      ) : null}
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 'origin', label: t('log.origin'), children: <span className="mono">{log.origin}</span> },
          { key: 'size', label: t('log.size'), children: log.size === null ? '—' : number(Number(log.size)) },
          { key: 'pending', label: t('log.unintegrated'), children: number(Number(log.unintegrated)) },
          {
            key: 'age',
            label: t('log.pendingAge'),
            children: t('log.seconds', { seconds: Math.round(log.oldestPendingMs / 1000) }),
          },
          {
            key: 'checkpoint',
            label: t('log.checkpoint'),
            children: log.checkpointAt ? <Age at={log.checkpointAt} /> : '—',
          },
          {
            key: 'cosignatures',
            label: t('log.cosignatures'),
            children:
              log.cosignatures.length === 0 ? (
                t('log.noCosignature')
              ) : (
                <div>
                  {log.cosignatures.map(({ witness, at }) => (
                    <div key={witness}>
                      <span className="mono">{witness}</span>{' '}
                      <span className="quiet numbers">{instant(at)}</span>
                    </div>
                  ))}
                </div>
              ),
          },
        ]}
      />
    </Card>
  );
}

function Age({ at }: { at: string }): ReactNode {
  const { t, instant } = useWords();
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(at)) / 1000));
  return (
    <span className="numbers">
      {instant(at)} <span className="quiet">{t('log.ago', { seconds })}</span>
    </span>
  );
}

function Witnesses({ witnessing }: { witnessing: LogWitnessesResult }): ReactNode {
  const { t, name, number, instant, language } = useWords();
  return (
    <>
      <Card
        size="small"
        title={
          <>
            {t('log.witnessing')}{' '}
            <Tag color={TAGS[witnessing.state]}>{name('logState', witnessing.state)}</Tag>
          </>
        }
      >
        <Descriptions
          size="small"
          column={{ xs: 1, md: 2 }}
          items={[
            {
              key: 'provisional',
              label: t('log.provisional', { needs: witnessing.provisionalNeeds }),
              children: number(Number(witnessing.provisionalSize)),
            },
            {
              key: 'final',
              label: t('log.final', { needs: witnessing.finalNeeds }),
              children: number(Number(witnessing.finalSize)),
            },
            {
              key: 'lag',
              label: t('log.lag'),
              children: t('log.seconds', { seconds: witnessing.lagSeconds }),
            },
            {
              key: 'required',
              label: t('log.required'),
              children: t(witnessing.required ? 'operator.yes' : 'operator.no'),
            },
          ]}
        />
      </Card>
      <Rows<Witness>
        rowKey={({ entityId }) => entityId}
        rows={witnessing.witnesses}
        width={760}
        empty={t('log.noWitness')}
        columns={[
          {
            key: 'witness',
            title: t('log.witness'),
            render: (one) => <span className="mono">{one.name}</span>,
          },
          { key: 'size', title: t('log.confirmed'), render: (one) => number(Number(one.size)) },
          { key: 'behind', title: t('log.behind'), render: (one) => number(Number(one.behind)) },
          {
            key: 'at',
            title: t('log.confirmedAt'),
            render: (one) => <span className="numbers">{instant(one.confirmedAt)}</span>,
          },
          {
            key: 'error',
            title: t('log.lastError'),
            render: ({ lastError, failures }) =>
              lastError ? (
                <>
                  {language === 'en' ? lastError.messageEn : lastError.messageZh}{' '}
                  <span className="mono quiet">
                    {lastError.code} × {failures}
                  </span>
                </>
              ) : (
                '—'
              ),
          },
        ]}
      />
    </>
  );
}
