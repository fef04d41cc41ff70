import { ReloadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Card, Descriptions, Progress, Skeleton, Space, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { ask } from '../api.js';
import { askLateSources, checkDetails, type CheckDetailsResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { useSession } from '../shell/session.js';
import { CHECK_COLOURS } from './ChecksPage.js';
import { CheckSources } from './CheckSources.js';
import { CodeText } from './CodeText.js';
import { Download } from './Download.js';
import { useAct } from '../parts/use-act.js';
import { usePoll } from './use-poll.js';
import './clerk.css';

/** While sources are asked, and while late ones are waited for. */
const ASKING_MS = 500;
const WAITING_MS = 5_000;

function pollMs(check: CheckDetailsResult | undefined): number | undefined {
  if (check?.state === 'ASKING' || check?.sources.some(({ state }) => state === 'OPEN')) return ASKING_MS;
  return check?.state === 'REPORTED' ? WAITING_MS : undefined;
}

/** One check: each source as it answers, then the sealed report, its data and its evidence. */
export default function CheckPage(): ReactNode {
  const { id = '' } = useParams();
  const { t, name, instant } = useWords();
  const { role } = useSession();
  const { result: check, error, isAsking, again } = useAnswer(checkDetails, { id });
  usePoll(again, isAsking, pollMs(check));
  const { message } = App.useApp();
  const hurry = useAct();
  if (error) return <Refusal error={error} again={again} />;
  if (!check) return <Skeleton active />;
  const { settled, total } = check;
  const late = check.sources.filter(({ state }) => state === 'LATE').length;
  return (
    <div className="stack">
      <div className="head">
        <h1>{check.subjectName}</h1>
        <span className="mono">{check.number}</span>
        <Tag color={CHECK_COLOURS[check.state] ?? 'default'}>{name('checkState', check.state)}</Tag>
        <span className="grow" />
        {late > 0 && role === 'windowClerk' ? (
          <Button
            icon={<ReloadOutlined />}
            loading={hurry.isBusy}
            onClick={() =>
              void hurry
                .run(() => ask(askLateSources, { id }))
                .then((done) => {
                  if (done) void message.info(t('check.askedAgain'));
                  again();
                })
            }
          >
            {t('check.askLate', { count: late })}
          </Button>
        ) : null}
      </div>
      {hurry.error ? <Refusal error={hurry.error} /> : null}
      {check.problem ? (
        <Alert
          type="warning"
          showIcon
          title={t('check.problem')}
          description={<CodeText code={check.problem} />}
        />
      ) : null}
      <Card size="small">
        <Progress
          percent={total === 0 ? 0 : Math.round((100 * settled) / total)}
          status={check.state === 'ASKING' ? 'active' : 'normal'}
          format={() => `${String(settled)}/${String(total)}`}
          aria-label={t('check.settled', { settled, total })}
        />
        <Descriptions
          size="small"
          column={{ xs: 1, md: 2 }}
          items={[
            {
              key: 'subject',
              label: t('check.subjectCode'),
              children: <span className="mono">{check.subjectCode}</span>,
            },
            { key: 'begun', label: t('check.begunAt'), children: instant(check.begunAt) },
            {
              key: 'code',
              label: t('check.code'),
              children: (
                <a className="mono" href={`/reports/${check.code}`} target="_blank" rel="noreferrer">
                  {check.code}
                </a>
              ),
            },
            { key: 'finished', label: t('check.finishedAt'), children: instant(check.finishedAt) },
          ]}
        />
      </Card>
      <Editions check={check} />
      <Card size="small" title={t('check.sources')}>
        <CheckSources check={check} />
      </Card>
    </div>
  );
}

/** The newest edition counts; older ones stay to be had. */
function Editions({ check }: { check: CheckDetailsResult }): ReactNode {
  const { t, instant, either } = useWords();
  const titles = new Map(check.sources.map((source) => [source.key, source]));
  return check.editions.toReversed().map((edition, place) => (
    <Card
      key={edition.number}
      size="small"
      title={
        <Space wrap>
          {t('check.edition', { number: edition.number })}
          {place === 0 ? <Tag color="green">{t('check.newest')}</Tag> : <Tag>{t('check.replaced')}</Tag>}
          <span className="quiet numbers">{instant(edition.madeAt)}</span>
        </Space>
      }
    >
      <Space wrap>
        <Download path={edition.pdfPath} name={`${check.number}-${String(edition.number)}.pdf`}>
          {t('check.pdf')}
        </Download>
        <Download path={edition.jsonPath} name={`${check.number}-${String(edition.number)}.json`}>
          {t('check.json')}
        </Download>
        <Download path={edition.evidencePath} name={`${check.number}-${String(edition.number)}-evidence.zip`}>
          {t('check.evidence')}
        </Download>
      </Space>
      {edition.number > 1 ? (
        <p className="quiet">
          {t('check.joined')}{' '}
          {edition.joined
            .map((key) => titles.get(key))
            .map((source) => (source ? either({ zh: source.titleZh, en: source.titleEn }) : ''))
            .join(t('mark.comma'))}
        </p>
      ) : null}
    </Card>
  ));
}
