import { Button, Card, Select, Space, Spin, Tag } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import {
  federationMap,
  testConnection,
  type ConnectionStepOutcome,
  type TestConnectionResult,
} from '../../generated/operations.generated.js';
import { useWords } from '../../i18n/index.js';
import { Reason } from '../../parts/Reason.js';
import { Refusal } from '../../parts/Refusal.js';
import { ask } from '../../api.js';
import { useAct } from '../../parts/use-act.js';
import { useAnswer } from '../../parts/use-answer.js';
import { nameOf, shortId } from '../federation/states.js';
import { PageHead } from '../PageHead.js';
import '../operator.css';

const TAGS: Record<ConnectionStepOutcome, string> = {
  PASSED: 'green',
  WARNING: 'gold',
  FAILED: 'red',
  NOT_TRIED: 'default',
};

/** Facts that are instants. */
const INSTANTS = ['notAfter', 'expiresAt'];

/** The way to a peer, step by step: where it ends, why, and how to mend it. */
export default function ConnectionPage(): ReactNode {
  const { t, either } = useWords();
  const [params, setParams] = useSearchParams();
  const peer = params.get('peer') ?? undefined;
  const { result: map, error } = useAnswer(federationMap, {});
  const { run, isBusy, error: refused } = useAct();
  const [test, setTest] = useState<TestConnectionResult>();
  const go = (to: string): void => {
    setTest(undefined);
    void run(async () => setTest(await ask(testConnection, { peer: to })));
  };
  // A link names the peer; the test itself leaves a trace in the log, so that only a person begins it.
  useEffect(() => setTest(undefined), [peer]);
  return (
    <div className="stack">
      <PageHead title="menu.connection" />
      <p style={{ margin: 0 }}>{t('connection.what')}</p>
      {error ? <Refusal error={error} /> : null}
      <Space wrap>
        <label htmlFor="connection-peer">{t('connection.peer')}</label>
        <Select
          id="connection-peer"
          style={{ minWidth: 280, maxWidth: '100%' }}
          value={peer ?? null}
          placeholder={t('connection.choose')}
          onChange={(chosen: string) => setParams({ peer: chosen })}
          options={(map?.peers ?? []).map((one) => ({
            value: one.entityId,
            label: `${nameOf(one, either)} · ${shortId(one.entityId)}`,
          }))}
        />
        <Button type="primary" disabled={!peer} loading={isBusy} onClick={() => peer && go(peer)}>
          {t('connection.go')}
        </Button>
      </Space>
      {refused ? <Refusal error={refused} /> : null}
      {isBusy ? <Spin description={t('connection.going')} /> : null}
      {test ? <Steps test={test} /> : null}
    </div>
  );
}

function Steps({ test }: { test: TestConnectionResult }): ReactNode {
  const { t, name, instant } = useWords();
  const end = test.steps.find(({ outcome }) => outcome === 'FAILED');
  return (
    <section aria-live="polite" className="stack">
      <Space wrap>
        <Tag color={end ? 'red' : 'green'}>
          {end ? t('connection.ends', { step: name('connectionStep', end.name) }) : t('connection.works')}
        </Tag>
        <span className="quiet numbers">{instant(test.at)}</span>
      </Space>
      <ol className="steps">
        {test.steps.map((step) => (
          <li key={step.name}>
            <Card
              size="small"
              title={
                <Space wrap>
                  <Tag color={TAGS[step.outcome]}>{name('connectionOutcome', step.outcome)}</Tag>
                  <span>{name('connectionStep', step.name)}</span>
                </Space>
              }
              extra={
                step.outcome === 'NOT_TRIED' ? null : (
                  <span className="quiet numbers">{t('federation.ms', { ms: step.tookMs })}</span>
                )
              }
            >
              <div className="quiet">{name('connectionWhat', step.name)}</div>
              {step.refusal ? (
                <div className="reason">
                  <Reason of={step.refusal} />
                </div>
              ) : null}
              {step.facts.length > 0 ? (
                <dl className="facts">
                  {step.facts.map((fact) => (
                    <div key={fact.name}>
                      <dt>{name('connectionFact', fact.name)}</dt>
                      <dd className="mono">
                        {INSTANTS.includes(fact.name) ? instant(fact.value) : fact.value}
                      </dd>
                    </div>
                  ))}
                </dl>
              ) : null}
            </Card>
          </li>
        ))}
      </ol>
    </section>
  );
}
