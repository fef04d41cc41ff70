import { Alert, Button, Card, Descriptions, Popconfirm, Space, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { auditEntry } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { CaseEntries } from './CaseEntries.js';
import { Download } from './Download.js';
import { writeFilter } from './filter.js';
import { Loading } from './Loading.js';
import { isOfLookups } from './kinds.js';
import { OutcomeTag } from './OutcomeTag.js';
import { Proof } from './Proof.js';
import { Seals } from './Seals.js';
import { Story } from './Story.js';

/** One entry as a story: who, for whom, why, on what basis, what was released and what withheld; and its proof. */
export default function EntryPage(): ReactNode {
  const { id = '' } = useParams();
  const { t, name, instant, number } = useWords();
  // Whoever goes on to another entry has not asked for its persons.
  const [personalOf, setPersonalOf] = useState<string>();
  const withPersonalValues = personalOf === id;
  const { result: entry, error, isAsking, again } = useAnswer(auditEntry, { id, withPersonalValues });
  if (error) return <Refusal error={error} again={again} />;
  if (!entry) return <Loading />;
  const isLookup = isOfLookups(entry.kind);
  return (
    <div className="stack" aria-busy={isAsking}>
      <div className="head">
        <h1>
          {t('entry.title')} <span className="numbers">{number(Number(entry.index))}</span>
        </h1>
        <OutcomeTag outcome={entry.outcome} code={entry.code} kind={entry.kind} />
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
      ) : null}
      <Space wrap>
        {entry.personal ? null : (
          <Popconfirm
            title={t('entry.showPersonal')}
            description={t('entry.showPersonalWarning')}
            okText={t('entry.showPersonalNow')}
            onConfirm={() => setPersonalOf(id)}
          >
            <Button>{t('entry.showPersonal')}</Button>
          </Popconfirm>
        )}
        {isLookup ? <Download entry={entry.id} /> : null}
      </Space>
      {entry.lookups.some(({ documents }) => documents.length > 0) ? <Seals entry={entry} /> : null}
      {isLookup ? <Proof key={entry.id} entry={entry.id} /> : null}
      {entry.caseNumber ? <CaseEntries caseNumber={entry.caseNumber} current={entry.id} /> : null}
      <Card size="small" title={t('entry.record')}>
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: 'leaf', label: t('entry.leaf'), children: <span className="mono">{entry.leaf}</span> },
            {
              key: 'at',
              label: t('entries.at'),
              children: `${instant(entry.at)}${t('mark.brackets', { text: instant(entry.at, 'utc') })}`,
            },
            { key: 'appended', label: t('entry.appendedAt'), children: instant(entry.appendedAt) },
            { key: 'proof', label: t('entries.proof'), children: name('proof', entry.proof) },
            {
              key: 'counterpart',
              label: t('entry.counterpart'),
              children: name('counterpartState', entry.counterpartState),
            },
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
        <details style={{ marginTop: 8 }}>
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
