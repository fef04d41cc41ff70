import { DownloadOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Descriptions, Popconfirm, Space, Spin, Tag, Timeline } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { fetchFile, RefusedError } from '../api.js';
import { auditEntry, type AuditEntryResult } from '../generated/operations.generated.js';
import { useWords, type Words } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { OutcomeTag } from './OutcomeTag.js';
import { Proof } from './Proof.js';
import { writeFilter } from './filter.js';

const OF_LOOKUPS = ['ANSWER', 'HOME', 'INTENT', 'OUTCOME'];

/** One entry as a story: who, for whom, why, on what basis, what was released and what withheld; and its proof. */
export default function EntryPage(): ReactNode {
  const { id = '' } = useParams();
  const { t, name, instant, number } = useWords();
  const [withPersonalValues, setPersonal] = useState(false);
  const { result: entry, error, isAsking, again } = useAnswer(auditEntry, { id, withPersonalValues });
  if (error) return <Refusal error={error} again={again} />;
  if (!entry) return <Spin size="large" style={{ display: 'block', margin: '80px auto' }} />;
  const isLookup = OF_LOOKUPS.includes(entry.kind ?? '');
  return (
    <div className="stack" aria-busy={isAsking}>
      <div className="head">
        <h1>
          {t('entry.title')} <span className="numbers">{number(Number(entry.index))}</span>
        </h1>
        <OutcomeTag outcome={entry.outcome} code={entry.code} />
        <Tag>{name('kind', entry.kind)}</Tag>
        <span className="grow" />
        <Link to="/entries">{t('entry.back')}</Link>
      </div>
      {entry.intact ? null : (
        <Alert type="error" showIcon title={t('entry.notIntact')} description={t('entry.notIntactAdvice')} />
      )}
      <Card size="small" title={t('entry.story')}>
        <Story entry={entry} />
      </Card>
      {entry.personal ? (
        <Card size="small" title={t('entry.personal')}>
          <Descriptions
            size="small"
            column={1}
            items={entry.personal.map(({ label, value }) => ({
              key: label,
              label: name('personal', label),
              children: value,
            }))}
          />
        </Card>
      ) : (
        <Popconfirm
          title={t('entry.showPersonal')}
          description={t('entry.showPersonalWarning')}
          okText={t('entry.showPersonalNow')}
          onConfirm={() => setPersonal(true)}
        >
          <Button style={{ alignSelf: 'flex-start' }}>{t('entry.showPersonal')}</Button>
        </Popconfirm>
      )}
      {isLookup ? <Proof entry={entry.id} /> : null}
      {isLookup ? <Download entry={entry.id} /> : null}
      <Card size="small" title={t('entry.record')}>
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: 'leaf', label: t('entry.leaf'), children: <span className="mono">{entry.leaf}</span> },
            {
              key: 'at',
              label: t('entries.at'),
              children: `${instant(entry.at)}（${instant(entry.at, 'utc')}）`,
            },
            { key: 'appended', label: t('entry.appendedAt'), children: instant(entry.appendedAt) },
            { key: 'proof', label: t('entries.proof'), children: name('proof', entry.proof) },
            {
              key: 'request',
              label: t('entry.request'),
              children: entry.requestDigest ? (
                <Link
                  className="mono"
                  to={`/entries?${writeFilter({ requestDigest: entry.requestDigest }).toString()}`}
                >
                  {entry.requestDigest}
                </Link>
              ) : (
                '—'
              ),
            },
          ]}
        />
        <details>
          <summary>{t('entry.bytes')}</summary>
          <pre className="mono" style={{ whiteSpace: 'pre-wrap' }} tabIndex={0}>
            {pretty(entry.json)}
          </pre>
        </details>
      </Card>
    </div>
  );
}

const pretty = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
};

type Line = { key: string; text: ReactNode; color?: string };

function Story({ entry }: { entry: AuditEntryResult }): ReactNode {
  const words = useWords();
  const lines: Line[] = [
    ...beginning(entry, words),
    ...entry.lookups.flatMap((lookup, n) => told(lookup, n, words)),
  ];
  return (
    <Timeline
      items={lines.map(({ key, text, color }) => ({ key, content: text, ...(color ? { color } : {}) }))}
    />
  );
}

function beginning(entry: AuditEntryResult, { t, name, instant }: Words): Line[] {
  const { caller } = entry;
  const who = caller?.organisationName ?? caller?.id ?? name('callerKind', caller?.kind);
  const lines: Line[] = [
    {
      key: 'who',
      text: (
        <>
          {instant(entry.at)} · <strong>{who}</strong>
          {caller?.role ? `（${name('role', caller.role)}）` : ''}
          {caller?.channel ? ` · ${name('channel', caller.channel)}` : ''}
          {entry.counterpart ? ` → ${entry.counterpart}` : ''}
        </>
      ),
    },
  ];
  if (entry.itemName || entry.caseNumber)
    lines.push({
      key: 'why',
      text: (
        <>
          {t('story.why', { item: entry.itemName ?? '—' })}{' '}
          <span className="mono quiet">{entry.itemCode}</span>
          {entry.caseNumber ? (
            <>
              {' · '}
              <Link to={`/entries?${writeFilter({ caseNumber: entry.caseNumber }).toString()}`}>
                {t('story.case', { number: entry.caseNumber })}
              </Link>
            </>
          ) : null}
        </>
      ),
    });
  if (entry.legalBasis) lines.push({ key: 'basis', text: t('story.basis', { basis: entry.legalBasis }) });
  if (entry.reason) lines.push({ key: 'reason', text: t('story.reason', { reason: entry.reason }) });
  return lines;
}

function told(lookup: AuditEntryResult['lookups'][number], n: number, { t, name }: Words): Line[] {
  const released = new Set(lookup.fieldsReleased);
  const withheld = lookup.fieldsAsked.filter((field) => !released.has(field));
  const isGranted = lookup.outcome === 'GRANTED' || lookup.outcome === 'REDUCED';
  return [
    {
      key: `lookup-${String(n)}`,
      color: isGranted ? 'green' : lookup.outcome === 'ASKED' ? 'blue' : 'red',
      text: (
        <Space orientation="vertical" size={2}>
          <span>
            {name('operation', lookup.operation)} · {name('region', lookup.region)}
            {lookup.licenceType ? <span className="mono quiet"> {lookup.licenceType}</span> : null}{' '}
            <OutcomeTag outcome={lookup.outcome} code={lookup.code} />
            {lookup.rule ? <Tag>{t('story.rule', { rule: lookup.rule })}</Tag> : null}
          </span>
          {lookup.identifiers.length > 0 ? (
            <span className="mono">{lookup.identifiers.slice(0, 20).join('，')}</span>
          ) : null}
          <Fields title={t('story.released')} fields={lookup.fieldsReleased} color="green" />
          {lookup.outcome === 'ASKED' ? (
            <Fields title={t('story.asked')} fields={lookup.fieldsAsked} color="blue" />
          ) : (
            <Fields title={t('story.withheld')} fields={withheld} color="gold" />
          )}
        </Space>
      ),
    },
  ];
}

function Fields({
  title,
  fields,
  color,
}: {
  title: string;
  fields: readonly string[];
  color: string;
}): ReactNode {
  const { name } = useWords();
  if (fields.length === 0) return null;
  return (
    <span>
      <span className="quiet">{title}</span>{' '}
      {fields.slice(0, 60).map((field) => (
        <Tag key={field} color={color} title={field}>
          {name('field', field)}
        </Tag>
      ))}
      {fields.length > 60 ? `+${String(fields.length - 60)}` : ''}
    </span>
  );
}

function Download({ entry }: { entry: string }): ReactNode {
  const { t } = useWords();
  const [error, setError] = useState<RefusedError>();
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const url = URL.createObjectURL(await fetchFile(`/audit/evidence/${encodeURIComponent(entry)}`));
      const link = document.createElement('a');
      link.href = url;
      link.download = `evidence-${entry}.json`;
      link.click();
      URL.revokeObjectURL(url);
    } catch (thrown) {
      if (!(thrown instanceof RefusedError)) throw thrown;
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        icon={<DownloadOutlined />}
        loading={isBusy}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => void run()}
      >
        {t('entry.evidence')} <SafetyCertificateOutlined />
      </Button>
      {error ? <Refusal error={error} /> : null}
    </>
  );
}
