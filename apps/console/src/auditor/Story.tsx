import { Space, Tag, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { AuditEntryResult } from '../generated/operations.generated.js';
import { useWords, type Words } from '../i18n/index.js';
import { writeFilter } from './filter.js';
import { OutcomeTag } from './OutcomeTag.js';
import { toldFilter, toldNote } from './told-filter.js';

type Line = { key: string; text: ReactNode; color?: string };

/** Who, for whom, why, on what basis, what was released and what withheld. */
export function Story({ entry }: { entry: AuditEntryResult }): ReactNode {
  const words = useWords();
  const lines: Line[] = [
    ...beginning(entry, words),
    ...governed(entry, words),
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
          {caller?.role ? t('mark.brackets', { text: name('role', caller.role) }) : ''}
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

/** Of what was done to or with the log itself: the action, what was looked for, what was noted. */
function governed({ governance }: AuditEntryResult, words: Words): Line[] {
  if (!governance) return [];
  const { action, filter, rows, note } = governance;
  const { t, name } = words;
  return [
    {
      key: 'governance',
      text: (
        <Space orientation="vertical" size={2}>
          <span>
            <Tag>{name('action', action)}</Tag>
            {rows === null ? '' : t('story.rows', { count: rows })}
          </span>
          <span className="quiet">{toldFilter(filter, words)}</span>
          {note === null ? null : <span className="free">{toldNote(note, words)}</span>}
        </Space>
      ),
    },
  ];
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
            <span className="mono">{lookup.identifiers.slice(0, 20).join(t('mark.comma'))}</span>
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
