import { DownloadOutlined, ExportOutlined } from '@ant-design/icons';
import { Alert, App, Button, Card, Collapse, Space, Spin } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import schemaUrl from '../../../node/schema.graphql?url';
import { RefusedError } from '../api.js';
import { useWords } from '../i18n/index.js';
import './developer.css';
import { readSamples, titleOf, type Sample } from './samples.js';

/** The way to GraphiQL, sample queries and the schema; everything from this node. */
export default function QueriesPage(): ReactNode {
  const { t } = useWords();
  const [samples, setSamples] = useState<Sample[] | 'asking' | 'none'>('asking');
  useEffect(() => {
    readSamples().then(setSamples, (error: unknown) => {
      if (!(error instanceof RefusedError)) throw error;
      setSamples('none');
    });
  }, []);
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.queries')}</h1>
        <span className="grow" />
        <Button icon={<DownloadOutlined />} href={schemaUrl} download="tongban.graphql">
          {t('queries.schema')}
        </Button>
      </div>
      {samples === 'asking' ? <Spin /> : null}
      {samples === 'none' ? <Alert type="info" showIcon title={t('queries.off')} /> : null}
      {Array.isArray(samples) ? (
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
  const { message } = App.useApp();
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    void message.success(t('queries.copied'));
  };
  return (
    <div className="stack">
      {(['query', 'variables'] as const).map((part) => (
        <section key={part} aria-label={t(`queries.${part}`)}>
          <Space>
            <strong>{t(`queries.${part}`)}</strong>
            <Button size="small" onClick={() => void copy(sample[part])}>
              {t('queries.copy')}
            </Button>
          </Space>
          <pre className="code mono" tabIndex={0}>
            {sample[part]}
          </pre>
        </section>
      ))}
    </div>
  );
}
