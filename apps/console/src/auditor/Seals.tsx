import { CheckCircleFilled, CloseCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Descriptions, Space, Spin, Tag } from 'antd';
import { useState, type CSSProperties, type ReactNode } from 'react';
import {
  auditEntrySeals,
  type AuditEntryResult,
  type AuditEntrySealsResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import './auditor.css';

type Document = AuditEntrySealsResult[number];
type Signature = NonNullable<Document['today']>['signatures'][number];

const COLOURS: Record<string, string> = {
  TOTAL_PASSED: 'green',
  TOTAL_FAILED: 'red',
  INDETERMINATE: 'gold',
  NOT_CHECKED: 'default',
};

/** Verdicts that were told of documents; on demand what the seals look like, and what verifying them gives today. */
export function Seals({ entry }: { entry: AuditEntryResult }): ReactNode {
  const { t } = useWords();
  const [of, setOf] = useState<string>();
  const isOpen = of === entry.id;
  const { result, error, isAsking, again } = useAnswer(
    auditEntrySeals,
    isOpen ? { id: entry.id } : undefined,
  );
  const told = entry.lookups.flatMap(({ documents }) => documents);
  const shown: Pick<Document, 'told' | 'today' | 'code'>[] =
    isOpen && result
      ? result
      : told.map((one) => ({ told: { ...one, subIndication: null }, today: null, code: null }));
  return (
    <Card size="small" title={t('seals.title')}>
      <Space orientation="vertical" style={{ width: '100%' }} size={12}>
        {isOpen ? null : (
          <Button type="primary" onClick={() => setOf(entry.id)}>
            {t('seals.open')}
          </Button>
        )}
        {isOpen && isAsking ? <Spin description={t('seals.working')} /> : null}
        {error ? <Refusal error={error} again={again} /> : null}
        {shown.map((document) => (
          <div key={`${document.told.sha256} ${document.told.by}`}>
            <Told told={document.told} />
            {isOpen && result ? <Today document={document} /> : null}
          </div>
        ))}
      </Space>
    </Card>
  );
}

function Told({ told }: { told: Document['told'] }): ReactNode {
  const { t, name } = useWords();
  return (
    <div>
      <Tag color={COLOURS[told.indication] ?? 'default'}>{name('documentVerdict', told.indication)}</Tag>
      <Tag color={told.issuer === 'match' ? 'green' : told.issuer === 'mismatch' ? 'red' : 'default'}>
        {name('sealIssuer', told.issuer)}
      </Tag>
      {t(told.by === 'provider' ? 'seals.byProvider' : 'seals.byRequester')}
      {told.subIndication ? <span className="mono quiet"> {told.subIndication}</span> : null}
      <div className="mono quiet">SHA-256 {told.sha256}</div>
    </div>
  );
}

function Today({ document: { today, code } }: { document: Pick<Document, 'today' | 'code'> }): ReactNode {
  const { t, either, name } = useWords();
  if (!today)
    return (
      <Alert
        type="info"
        showIcon
        title={code === null ? t('seals.elsewhere') : t('seals.unreadable', { code })}
      />
    );
  return (
    <Space orientation="vertical" style={{ width: '100%' }} size={12}>
      <Alert
        type={
          today.indication === 'TOTAL_PASSED'
            ? 'success'
            : today.indication === 'TOTAL_FAILED'
              ? 'error'
              : 'warning'
        }
        showIcon
        title={t('seals.today', { verdict: name('documentVerdict', today.indication) })}
        description={either(today.reason ?? today.words)}
      />
      {today.signatures.map((signature) => (
        <Seal key={signature.id} signature={signature} />
      ))}
    </Space>
  );
}

/** As large as on paper, unless somebody claims a seal as large as a door. */
const sizeOf = ({ widthMm, heightMm }: { widthMm: number; heightMm: number }): CSSProperties => {
  const scale = Math.min(1, 60 / Math.max(widthMm, heightMm, 1));
  return { width: `${String(widthMm * scale)}mm`, height: `${String(heightMm * scale)}mm` };
};

const ICONS: Record<string, ReactNode> = {
  PASSED: <CheckCircleFilled style={{ color: '#16a34a' }} aria-hidden />,
  FAILED: <CloseCircleFilled style={{ color: '#dc2626' }} aria-hidden />,
  NOT_CHECKED: <MinusCircleOutlined aria-hidden />,
};

function Seal({ signature }: { signature: Signature }): ReactNode {
  const { t, either, instant, name } = useWords();
  const { seal, signer } = signature;
  return (
    <div className="seal">
      {seal ? (
        <img
          src={`data:${seal.picture.mediaType};base64,${seal.picture.data}`}
          alt={t('seals.picture', { name: seal.name })}
          style={sizeOf(seal.picture)}
        />
      ) : null}
      <div>
        <Descriptions
          size="small"
          column={1}
          items={[
            ...(seal
              ? [
                  { key: 'name', label: t('seals.name'), children: seal.name },
                  { key: 'id', label: t('seals.id'), children: <span className="mono">{seal.id}</span> },
                  {
                    key: 'valid',
                    label: t('seals.valid'),
                    children: `${instant(seal.validFrom)} — ${instant(seal.validUntil)}`,
                  },
                ]
              : []),
            { key: 'signer', label: t('seals.signer'), children: signer?.subject ?? '—' },
            {
              key: 'authority',
              label: t('seals.authority'),
              children: (
                <>
                  {signature.authority ?? '—'}{' '}
                  <Tag color={signature.authorityTrusted ? 'green' : 'red'}>
                    {t(signature.authorityTrusted ? 'seals.trusted' : 'seals.notTrusted')}
                  </Tag>
                </>
              ),
            },
            { key: 'at', label: t('seals.at'), children: instant(signature.provenAt ?? signature.claimedAt) },
          ]}
        />
        <details>
          <summary>
            {t('seals.checks', {
              passed: signature.checks.filter(({ outcome }) => outcome === 'PASSED').length,
              all: signature.checks.length,
            })}
          </summary>
          <ul style={{ paddingInlineStart: 20 }}>
            {signature.checks.map((check) => (
              <li key={check.name}>
                {ICONS[check.outcome]} {check.words ? either(check.words) : check.name}{' '}
                <span className="quiet">
                  {name('checkOutcome', check.outcome)} · {check.clause}
                </span>
              </li>
            ))}
          </ul>
        </details>
      </div>
    </div>
  );
}
