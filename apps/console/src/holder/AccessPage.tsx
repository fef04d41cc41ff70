import { Alert, Button, Card, Empty, Space, Spin, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import {
  ownAccess,
  ownLicenceTypes,
  type OwnAccessResult,
  type OwnLicenceTypesResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { AccessProof } from './AccessProof.js';
import { useFieldNames } from './field-names.js';
import type { Prefilled } from './ObjectionForm.js';

type Record = OwnAccessResult['records'][number];
type Lookup = Record['lookups'][number];

const PAGE = 10;

/** Who looked at the data of the person or firm that is signed in: the newest first. */
export default function AccessPage(): ReactNode {
  const { t } = useWords();
  const { result: types } = useAnswer(ownLicenceTypes, {});
  const [starts, setStarts] = useState<(string | null)[]>([null]);
  const { result, error, isAsking, again } = useAnswer(ownAccess, {
    first: PAGE,
    after: starts.at(-1) ?? null,
  });
  return (
    <div className="stack" aria-busy={isAsking}>
      <div className="head">
        <h1>{t('menu.myAccess')}</h1>
      </div>
      <Typography.Text>{t('access.why')}</Typography.Text>
      {error ? <Refusal error={error} again={again} /> : null}
      {isAsking && !result ? <Spin /> : null}
      {result?.withheld.map(({ month, count }) => (
        <Alert key={month} type="info" showIcon title={t('access.withheld', { month, count })} />
      ))}
      {result?.records.length === 0 ? <Empty description={t('access.none')} /> : null}
      {result?.records.map((record) => (
        <RecordCard key={record.proof.entryId} record={record} types={types ?? []} />
      ))}
      {result && (starts.length > 1 || result.pageInfo.hasNextPage) ? (
        <Space>
          <Button disabled={starts.length === 1 || isAsking} onClick={() => setStarts(starts.slice(0, -1))}>
            {t('page.before')}
          </Button>
          <span className="quiet numbers">{t('page.number', { number: starts.length })}</span>
          <Button
            disabled={!result.pageInfo.hasNextPage || isAsking}
            onClick={() => setStarts([...starts, result.pageInfo.endCursor ?? null])}
          >
            {t('page.next')}
          </Button>
        </Space>
      ) : null}
      {result && result.withheldUnder.length > 0 ? (
        <Typography.Text className="quiet">
          {t('access.withheldUnder', { laws: result.withheldUnder.join(t('mark.semicolon')) })}
        </Typography.Text>
      ) : null}
    </div>
  );
}

function RecordCard({ record, types }: { record: Record; types: OwnLicenceTypesResult }): ReactNode {
  const { t, name, instant } = useWords();
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          <span className="numbers">{instant(record.at)}</span>
          <strong>{record.organisationName ?? record.organisationCode ?? '—'}</strong>
          {record.askingRegion ? <Tag>{name('caseRegion', record.askingRegion)}</Tag> : null}
          {record.role ? <span className="quiet">{name('role', record.role)}</span> : null}
          {record.channel ? <span className="quiet">{name('channel', record.channel)}</span> : null}
        </Space>
      }
    >
      <div className="stack">
        <div className="told">
          {record.itemName ? <div>{t('access.for', { item: record.itemName })}</div> : null}
          {record.reason ? <div>{t('access.reason', { reason: record.reason })}</div> : null}
          {record.legalBasis ? <div>{t('access.basis', { basis: record.legalBasis })}</div> : null}
          {record.clerk ? <div>{t('access.clerk', { clerk: record.clerk })}</div> : null}
        </div>
        {record.lookups.map((lookup, n) => (
          <Looked key={n} lookup={lookup} types={types} />
        ))}
        <AccessProof proof={record.proof} />
      </div>
    </Card>
  );
}

/** `byIdentifier` and `not-found` of the log, as the words of the schema's enums have them. */
const upper = (value: string): string =>
  value
    .replace(/([A-Z])/g, '_$1')
    .replaceAll('-', '_')
    .toUpperCase();

function Looked({ lookup, types }: { lookup: Lookup; types: OwnLicenceTypesResult }): ReactNode {
  const { t, name, either } = useWords();
  const type = types.find(({ typeCode }) => typeCode === lookup.licenceType);
  const nameOf = useFieldNames(type?.fields ?? []);
  const released = new Set(lookup.fieldsReleased);
  const kept = lookup.fieldsAsked.filter((field) => !released.has(field));
  const [identifier] = lookup.identifiers;
  const prefilled: Prefilled | undefined =
    identifier === undefined ? undefined : { identifier, fields: lookup.fieldsReleased };
  const line = (label: string, fields: readonly string[], color: string): ReactNode =>
    fields.length === 0 ? null : (
      <div>
        {label}
        {t('mark.colon')}
        <Space wrap size={4}>
          {fields.map((field) => (
            <Tag key={field} color={color}>
              {nameOf(field)}
            </Tag>
          ))}
        </Space>
      </div>
    );
  return (
    <div className="told">
      <Space wrap>
        <span>{name('operation', upper(lookup.operation))}</span>
        <span>{type ? either({ zh: type.nameZh, en: type.nameEn }) : lookup.licenceType}</span>
        <Tag color={lookup.outcome === 'granted' ? 'green' : 'default'}>
          {name('outcome', upper(lookup.outcome))}
        </Tag>
        {lookup.identifiers.map((one) => (
          <span key={one} className="mono quiet">
            {one}
          </span>
        ))}
      </Space>
      {line(t('access.released'), lookup.fieldsReleased, 'blue')}
      {line(t('access.kept'), kept, 'default')}
      {prefilled ? (
        <Link to="/my-objections" state={prefilled}>
          {t('access.object')}
        </Link>
      ) : null}
    </div>
  );
}
