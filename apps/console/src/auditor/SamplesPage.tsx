import { Button, Empty, InputNumber, Modal, Segmented, Space, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { ask } from '../api.js';
import {
  auditSamples,
  createAuditSample,
  type AuditSamplesResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { labelled } from '../parts/labelled.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { toInput, type Filter } from './filter.js';
import { Filters } from './Filters.js';
import { Loading } from './Loading.js';
import { useToldAct } from '../parts/use-told-act.js';

type Sample = AuditSamplesResult[number];

/** Review samples: who is drawn nobody picks, and two people judge each entry. */
export default function SamplesPage(): ReactNode {
  const { t, name, instant, number } = useWords();
  const { result, error, again } = useAnswer(auditSamples, {});
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.samples')}</h1>
        <span className="quiet">{t('samples.hint')}</span>
        <span className="grow" />
        <Button type="primary" onClick={() => setAsking(true)}>
          {t('samples.new')}
        </Button>
      </div>
      {error ? <Refusal error={error} again={again} /> : null}
      {result || error ? null : <Loading />}
      {result?.length === 0 ? <Empty description={t('samples.none')} /> : null}
      {result?.length ? (
        <Table<Sample>
          className="rows-as-cards"
          size="small"
          rowKey="id"
          pagination={{ defaultPageSize: 20, hideOnSinglePage: true }}
          scroll={{ x: 640 }}
          dataSource={result}
          columns={labelled<Sample>([
            {
              title: t('samples.createdAt'),
              render: (_, { id, createdAt }) => (
                <Link className="numbers" to={`/samples/${id}`}>
                  {instant(createdAt)}
                </Link>
              ),
            },
            {
              title: t('samples.state'),
              render: (_, { state }) => (
                <Tag color={state === 'drawn' ? 'green' : 'blue'}>{name('sampleState', state)}</Tag>
              ),
            },
            {
              title: t('samples.population'),
              align: 'right',
              render: (_, { population }) => number(population),
            },
            { title: t('samples.wanted'), align: 'right', render: (_, { wanted }) => number(wanted) },
          ])}
        />
      ) : null}
      {isAsking ? <NewSample onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

function NewSample({ onClose }: { onClose(): void }): ReactNode {
  const { t } = useWords();
  const navigate = useNavigate();
  const { isBusy, run } = useToldAct();
  const [filter, setFilter] = useState<Filter>({});
  const [by, setBy] = useState<'count' | 'percent'>('count');
  const [size, setSize] = useState(10);
  const commit = (): Promise<boolean> =>
    run(async () => {
      const made = await ask(createAuditSample, {
        filter: toInput(filter),
        percent: by === 'percent' ? size : null,
        count: by === 'count' ? size : null,
      });
      void navigate(`/samples/${made.id}`);
    });
  return (
    <Modal
      open
      width={760}
      title={t('samples.new')}
      okText={t('samples.commit')}
      confirmLoading={isBusy}
      onOk={() => void commit()}
      onCancel={onClose}
    >
      <Space orientation="vertical" size={16} style={{ width: '100%' }}>
        <div>{t('samples.how')}</div>
        <Filters
          filter={filter}
          onChange={(part) => setFilter((before) => withoutEmpty({ ...before, ...part }))}
          onClear={() => setFilter({})}
        />
        <Space wrap>
          <Segmented
            aria-label={t('samples.by')}
            value={by}
            onChange={setBy}
            options={[
              { value: 'count', label: t('samples.count') },
              { value: 'percent', label: t('samples.percent') },
            ]}
          />
          <InputNumber
            aria-label={t('samples.size')}
            min={by === 'percent' ? 0.01 : 1}
            max={by === 'percent' ? 100 : 1000}
            precision={by === 'percent' ? 2 : 0}
            value={size}
            onChange={(value) => setSize(value ?? 1)}
          />
        </Space>
      </Space>
    </Modal>
  );
}

const withoutEmpty = (filter: Filter): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value.length > 0));
