import { Alert, Card, Descriptions, Input, Space, Spin, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  explainRequest,
  type ExplainRequestResult,
  type RequestPlace,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Reason } from '../parts/Reason.js';
import { Refusal } from '../parts/Refusal.js';
import { ask } from '../api.js';
import { useAct } from '../parts/use-act.js';
import './developer.css';

type Lookup = ExplainRequestResult['lookups'][number];
type Entry = NonNullable<Lookup['here']>;

const TAGS: Record<RequestPlace, string> = { HERE: 'blue', WAY: 'gold', THERE: 'purple' };

/** Why a request of the own organisation failed, as both sides have it in their logs. */
export default function ExplainPage(): ReactNode {
  const { t } = useWords();
  const { run, isBusy, error } = useAct();
  const [told, setTold] = useState<ExplainRequestResult>();
  const go = (id: string): void => {
    if (id.trim() === '') return;
    setTold(undefined);
    void run(async () => setTold(await ask(explainRequest, { id: id.trim() })));
  };
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.explain')}</h1>
      </div>
      <Card size="small" className="form">
        <p style={{ marginTop: 0 }}>{t('explain.what')}</p>
        <label htmlFor="explain-id">{t('explain.id')}</label>
        <Input.Search
          id="explain-id"
          style={{ maxWidth: 560 }}
          placeholder="00000000-0000-0000-0000-000000000000"
          enterButton={t('explain.go')}
          maxLength={64}
          loading={isBusy}
          onSearch={go}
        />
      </Card>
      {error ? <Refusal error={error} /> : null}
      {isBusy ? <Spin description={t('explain.asking')} /> : null}
      {told ? <Explanation told={told} /> : null}
    </div>
  );
}

function Explanation({ told }: { told: ExplainRequestResult }): ReactNode {
  const { t, instant } = useWords();
  return (
    <section aria-live="polite" className="stack">
      <Card size="small">
        <Descriptions
          size="small"
          column={{ xs: 1, md: 2 }}
          items={[
            { key: 'at', label: t('explain.at'), children: instant(told.at) },
            {
              key: 'client',
              label: t('explain.client'),
              children: <span className="mono">{told.client}</span>,
            },
            { key: 'operation', label: t('explain.operation'), children: told.operation ?? '—' },
            { key: 'id', label: t('explain.id'), children: <span className="mono">{told.id}</span> },
          ]}
        />
      </Card>
      {told.refusals.map((refusal) => (
        <Alert key={refusal.code} type="error" showIcon title={<Reason of={refusal} />} />
      ))}
      {told.lookups.length === 0 ? <p style={{ margin: 0 }}>{t('explain.nothingAsked')}</p> : null}
      {told.lookups.map((lookup, n) => (
        <LookupCard key={n} lookup={lookup} />
      ))}
    </section>
  );
}

function LookupCard({ lookup }: { lookup: Lookup }): ReactNode {
  const { t, name } = useWords();
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          {lookup.refusal ? (
            <Tag color={TAGS[lookup.place]}>{t('explain.ended', { place: name('place', lookup.place) })}</Tag>
          ) : (
            <Tag color="green">{t('explain.answered')}</Tag>
          )}
          <span>{name('region', lookup.region)}</span>
          {lookup.counterpart ? <span className="mono quiet">{lookup.counterpart}</span> : null}
        </Space>
      }
    >
      <div className="sides">
        <Side title={t('explain.here')} entry={lookup.here} missing={t('explain.noEntry')} />
        {lookup.counterpart ? (
          <Side
            title={t('explain.there')}
            entry={lookup.there}
            missing={lookup.thereMissing ? <Reason of={lookup.thereMissing} /> : t('explain.notThere')}
          />
        ) : null}
      </div>
      {lookup.refusal && !lookup.here?.refusal ? <Reason of={lookup.refusal} /> : null}
    </Card>
  );
}

function Side({
  title,
  entry,
  missing,
}: {
  title: string;
  entry: Entry | null;
  missing: ReactNode;
}): ReactNode {
  const { t, name, instant } = useWords();
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {entry ? (
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: 'outcome', label: t('explain.outcome'), children: name('told', entry.outcome) },
            ...(entry.refusal
              ? [{ key: 'why', label: t('explain.why'), children: <Reason of={entry.refusal} /> }]
              : []),
            ...(entry.rule ? [{ key: 'rule', label: t('explain.rule'), children: entry.rule }] : []),
            ...(entry.fieldsAsked.length === 0
              ? []
              : [
                  {
                    key: 'fields',
                    label: t('explain.fields'),
                    children: t('explain.released', {
                      asked: entry.fieldsAsked.length,
                      released: entry.fieldsReleased.length,
                    }),
                  },
                ]),
            { key: 'at', label: t('explain.at'), children: instant(entry.at) },
            {
              key: 'entry',
              label: t('explain.entry'),
              children: (
                <>
                  <span className="mono">{entry.id}</span>{' '}
                  <Tag color={entry.proven ? 'green' : 'default'}>
                    {t(entry.proven ? 'explain.proven' : 'explain.unproven')}
                  </Tag>
                </>
              ),
            },
          ]}
        />
      ) : (
        <p>{missing}</p>
      )}
    </section>
  );
}
