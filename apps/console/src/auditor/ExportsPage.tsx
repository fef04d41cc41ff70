import { Alert, Button, Card, Descriptions, Empty, Popconfirm, Progress, Space, Tag } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { ask, fetchFile } from '../api.js';
import {
  auditExports,
  deleteAuditExport,
  type AuditExportsResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { saveFile } from '../parts/save-file.js';
import { useAnswer } from '../parts/use-answer.js';
import { digestOf } from './file-digest.js';
import { Loading } from './Loading.js';
import { useToldAct } from '../parts/use-told-act.js';

type Export = AuditExportsResult[number];

const LOOK_MS = 1_000;
/** A larger file goes straight to the disk, and is checked from there. */
const IN_MEMORY = 64 * 1024 * 1024;
const SUFFIXES: Record<string, string> = { csv: 'csv', jsonl: 'jsonl', bundle: 'tar' };
const COLOURS: Record<string, string> = {
  waiting: 'default',
  running: 'blue',
  done: 'green',
  failed: 'red',
  expired: 'default',
};
const isUnderWay = ({ state }: Export): boolean => state === 'waiting' || state === 'running';

/** The auditor's own exports: how far they are, their files, and whether what was downloaded is what was written. */
export default function ExportsPage(): ReactNode {
  const { t } = useWords();
  const { result, error, again } = useAnswer(auditExports, {});
  const waits = result?.some(isUnderWay) ?? false;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(again, LOOK_MS);
    return () => clearInterval(timer);
  }, [waits, again]);
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.exports')}</h1>
        <span className="quiet">{t('exports.hint')}</span>
      </div>
      {error ? <Refusal error={error} again={again} /> : null}
      {result || error ? null : <Loading />}
      {result?.length === 0 ? <Empty description={t('exports.none')} /> : null}
      {result?.map((job) => (
        <ExportCard key={job.id} job={job} onChange={again} />
      ))}
    </div>
  );
}

function ExportCard({ job, onChange }: { job: Export; onChange(): void }): ReactNode {
  const { t, name, instant, number } = useWords();
  const { isBusy, run } = useToldAct();
  const [isSame, setSame] = useState<boolean>();
  const file = `/audit/exports/${job.id}/file`;
  const isSmall = (job.bytes ?? 0) <= IN_MEMORY;

  const check = async (content: Blob): Promise<boolean> => {
    const same = (await digestOf(content.stream())) === job.sha256;
    setSame(same);
    return same;
  };
  const download = async (): Promise<void> => {
    const content = await fetchFile(file);
    if (await check(content)) saveFile(content, `audit-${job.id}.${SUFFIXES[job.format] ?? 'bin'}`);
  };
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          <Tag color={COLOURS[job.state] ?? 'default'}>{name('exportState', job.state)}</Tag>
          <span>{name('exportFormat', job.format)}</span>
          <span className="quiet numbers">{instant(job.createdAt)}</span>
          {job.withPersonalValues ? <Tag color="orange">{t('exports.personal')}</Tag> : null}
        </Space>
      }
      extra={
        <Popconfirm
          title={t('exports.delete')}
          okText={t('exports.deleteNow')}
          onConfirm={() => void run(() => ask(deleteAuditExport, { id: job.id })).then(onChange)}
        >
          <Button size="small" danger type="text">
            {t('exports.delete')}
          </Button>
        </Popconfirm>
      }
    >
      <Space orientation="vertical" style={{ width: '100%' }}>
        {isUnderWay(job) ? <Advance job={job} /> : null}
        {job.state === 'failed' ? (
          <Alert type="error" showIcon title={t('exports.failed', { code: job.code ?? '' })} />
        ) : null}
        {job.state === 'done' ? (
          <>
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2 }}
              items={[
                { key: 'rows', label: t('exports.rows'), children: number(job.rowsDone) },
                { key: 'bytes', label: t('exports.bytes'), children: number(job.bytes ?? 0) },
                { key: 'expires', label: t('exports.expires'), children: instant(job.expiresAt) },
                { key: 'sha256', label: 'SHA-256', children: <span className="mono">{job.sha256}</span> },
              ]}
            />
            <Space wrap>
              {isSmall ? (
                <Button type="primary" loading={isBusy} onClick={() => void run(download)}>
                  {t('exports.download')}
                </Button>
              ) : (
                <>
                  <Button type="primary" href={file} download>
                    {t('exports.downloadLarge')}
                  </Button>
                  <input
                    type="file"
                    aria-label={t('exports.check')}
                    title={t('exports.check')}
                    onChange={({ target }) => {
                      const [chosen] = target.files ?? [];
                      if (chosen) void run(() => check(chosen));
                    }}
                  />
                </>
              )}
            </Space>
            {isSame === undefined ? null : (
              <Alert
                type={isSame ? 'success' : 'error'}
                showIcon
                title={t(isSame ? 'exports.same' : 'exports.notSame')}
              />
            )}
          </>
        ) : null}
      </Space>
    </Card>
  );
}

function Advance({ job: { rowsDone, rowsTotal } }: { job: Export }): ReactNode {
  const { t } = useWords();
  return rowsTotal === null || rowsTotal === 0 ? (
    <span role="status">{t('exports.written', { count: rowsDone })}</span>
  ) : (
    <Progress
      percent={Math.min(100, Math.floor((rowsDone / rowsTotal) * 100))}
      aria-label={t('exports.progress')}
      status="active"
    />
  );
}
