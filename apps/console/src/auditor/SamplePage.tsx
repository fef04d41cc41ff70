import { Alert, Button, Card, Descriptions, Modal, Progress, Spin, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { ask } from '../api.js';
import {
  auditEntry,
  auditSample,
  drawAuditSample,
  type AuditSampleResult,
  type ReviewVerdict,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { labelled } from '../parts/labelled.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { Loading } from './Loading.js';
import { ReviewForm } from './ReviewForm.js';
import { Story } from './Story.js';
import { useToldAct } from '../parts/use-told-act.js';

type Item = AuditSampleResult['items'][number];

const COLOURS: Record<ReviewVerdict, string> = { REVIEWED: 'green', QUESTIONED: 'gold', ESCALATED: 'red' };

/** One sample: the draw that anybody can repeat, its entries, and both verdicts on each. */
export default function SamplePage(): ReactNode {
  const { id = '' } = useParams();
  const { t, name, instant, number } = useWords();
  const { result: sample, error, again } = useAnswer(auditSample, { id });
  const { isBusy, run } = useToldAct();
  const [chosen, setChosen] = useState<number>();
  if (error) return <Refusal error={error} again={again} />;
  if (!sample) return <Loading />;
  const item = sample.items.find(({ place }) => place === chosen);
  const firsts = sample.items.filter(({ verdict }) => verdict !== null).length;
  const seconds = sample.items.filter(({ secondVerdict }) => secondVerdict !== null).length;
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('samples.one')}</h1>
        <Tag color={sample.state === 'drawn' ? 'green' : 'blue'}>{name('sampleState', sample.state)}</Tag>
        <span className="grow" />
        <Link to="/samples">{t('samples.back')}</Link>
      </div>
      <Card size="small" title={t('samples.draw')}>
        <Descriptions
          size="small"
          column={{ xs: 1, md: 2 }}
          items={[
            { key: 'at', label: t('samples.createdAt'), children: instant(sample.createdAt) },
            { key: 'of', label: t('samples.population'), children: number(sample.population) },
            { key: 'wanted', label: t('samples.wanted'), children: number(sample.wanted) },
            { key: 'size', label: t('samples.treeSize'), children: number(Number(sample.treeSize)) },
            {
              key: 'digest',
              label: t('samples.digest'),
              children: <span className="mono">{sample.populationDigest}</span>,
            },
            {
              key: 'seed',
              label: t('samples.seed'),
              children: <span className="mono">{sample.seedRoot ?? t('samples.noSeed')}</span>,
            },
          ]}
        />
        {sample.state === 'committed' ? (
          <Button
            type="primary"
            loading={isBusy}
            onClick={() => void run(() => ask(drawAuditSample, { id })).then(again)}
          >
            {t('samples.drawNow')}
          </Button>
        ) : (
          <>
            <Progress
              percent={percentOf(firsts, sample.items.length)}
              format={() => t('samples.firsts', { done: firsts, all: sample.items.length })}
              aria-label={t('samples.firstVerdict')}
            />
            <Progress
              percent={percentOf(seconds, sample.items.length)}
              format={() => t('samples.seconds', { done: seconds, all: sample.items.length })}
              aria-label={t('samples.secondVerdict')}
            />
          </>
        )}
      </Card>
      {sample.state === 'committed' ? (
        <Alert type="info" showIcon title={t('samples.wait')} />
      ) : (
        <Table<Item>
          className="rows-as-cards"
          size="small"
          rowKey="place"
          scroll={{ x: 720 }}
          pagination={{ defaultPageSize: 50, hideOnSinglePage: true }}
          dataSource={sample.items}
          columns={labelled<Item>([
            { title: t('samples.place'), width: 70, dataIndex: 'place' },
            {
              title: t('entries.index'),
              width: 110,
              render: (_, { index, entry }) => (
                <Link className="numbers" to={`/entries/${entry}`}>
                  {number(Number(index))}
                </Link>
              ),
            },
            {
              title: t('samples.firstVerdict'),
              render: (_, one) => <Verdict verdict={one.verdict} note={one.note} />,
            },
            {
              title: t('samples.secondVerdict'),
              render: (_, one) => <Verdict verdict={one.secondVerdict} note={one.secondNote} />,
            },
            {
              title: '',
              width: 110,
              render: (_, { place, verdict, secondVerdict }) =>
                secondVerdict === null ? (
                  <Button size="small" onClick={() => setChosen(place)}>
                    {t(verdict === null ? 'samples.judge' : 'samples.confirm')}
                  </Button>
                ) : null,
            },
          ])}
        />
      )}
      {item ? (
        <Modal
          open
          width={720}
          footer={null}
          title={t(item.verdict === null ? 'samples.judgeTitle' : 'samples.confirmTitle', {
            place: item.place,
          })}
          onCancel={() => setChosen(undefined)}
        >
          <Preview entry={item.entry} />
          {item.verdict === null ? null : (
            <p>
              {t('samples.firstVerdict')}: <Verdict verdict={item.verdict} note={item.note} />
            </p>
          )}
          <ReviewForm
            sample={sample.id}
            place={item.place}
            onDone={() => {
              setChosen(undefined);
              again();
            }}
          />
        </Modal>
      ) : null}
    </div>
  );
}

const percentOf = (done: number, all: number): number => (all === 0 ? 0 : Math.round((done / all) * 100));

function Preview({ entry: id }: { entry: string }): ReactNode {
  const { result, error, again } = useAnswer(auditEntry, { id, withPersonalValues: false });
  if (error) return <Refusal error={error} again={again} />;
  return result ? <Story entry={result} /> : <Spin />;
}

function Verdict({ verdict, note }: { verdict: ReviewVerdict | null; note: string | null }): ReactNode {
  const { name } = useWords();
  if (verdict === null) return '—';
  return (
    <>
      <Tag color={COLOURS[verdict]}>{name('reviewVerdict', verdict)}</Tag>
      {note === null ? null : <span className="quiet free">{note}</span>}
    </>
  );
}
