import { DownloadOutlined, ExportOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Collapse, Space, Spin } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import schemaUrl from '../../../node/schema.graphql?url';
import { RefusedError } from '../api.js';
import { useWords } from '../i18n/index.js';
import { Copy } from '../parts/Copy.js';
import { Refusal } from '../parts/Refusal.js';
import { useSession } from '../shell/session.js';
import './developer.css';
import { readSamples, titleOf, type Sample } from './samples.js';

/** The way to GraphiQL, sample queries and the schema; everything from this node. */
export default function QueriesPage(): ReactNode {
  const { t } = useWords();
  const { node } = useSession();
  const [samples, setSamples] = useState<Sample[]>();
  const [error, setError] = useState<RefusedError>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!node.graphiql) return;
    setError(undefined);
    readSamples().then(setSamples, (thrown: unknown) => {
      if (!(thrown instanceof RefusedError)) throw thrown;
      setError(thrown);
    });
  }, [node.graphiql, turn]);
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.queries')}</h1>
        <span className="grow" />
        <Button icon={<DownloadOutlined />} href={schemaUrl} download="tongban.graphql">
          {t('queries.schema')}
        </Button>
      </div>
      {node.graphiql ? null : <Alert type="info" showIcon title={t('queries.off')} />}
      {error ? <Refusal error={error} again={() => setTurn(turn + 1)} /> : null}
      {node.graphiql && !samples && !error ? <Spin /> : null}
      {samples ? (
        <>
          <Card size="small">
            <Space wrap>
              <Button
                type="primary"
                icon={<ExportOutlined />}
                href="/graphiql?session"
                target="_blank"
                rel="noopener"
              >
                {t('queries.open')}
              </Button>
              <span>{t('queries.what')}</span>
            </Space>
          </Card>
          <h2 style={{ margin: 0, fontSize: 16 }}>{t('queries.samples')}</h2>
          <Collapse
            style={{ background: 'var(--ant-color-bg-container)' }}
            items={samples.map((sample) => ({
              key: titleOf(sample),
              label: titleOf(sample),
              children: <SampleText sample={sample} />,
            }))}
          />
        </>
      ) : null}
    </div>
  );
}

function SampleText({ sample }: { sample: Sample }): ReactNode {
  const { t } = useWords();
  return (
    <div className="stack">
      {(['query', 'variables'] as const).map((part) => (
        <section key={part} aria-label={t(`queries.${part}`)}>
          <Space>
            <strong>{t(`queries.${part}`)}</strong>
            <Copy text={sample[part]} />
          </Space>
          <pre className="code mono" tabIndex={0}>
            {sample[part]}
          </pre>
        </section>
      ))}
    </div>
  );
}
