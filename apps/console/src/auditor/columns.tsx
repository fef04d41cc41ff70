import { Badge } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { Link } from 'react-router';
import type { Words } from '../i18n/index.js';
import { OutcomeTag } from './OutcomeTag.js';
import type { Entry } from './use-entries.js';

export const COLUMNS = [
  'index',
  'at',
  'kind',
  'who',
  'what',
  'caseNumber',
  'outcome',
  'proof',
  'tookMs',
] as const;
export type Column = (typeof COLUMNS)[number];
const STORED = 'tongban.columns.entries';

export function storedColumns(): Column[] {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(STORED) ?? '');
    return COLUMNS.filter((column) => Array.isArray(known) && known.includes(column));
  } catch {
    return [...COLUMNS];
  }
}

export const storeColumns = (columns: readonly Column[]): void =>
  localStorage.setItem(STORED, JSON.stringify(columns));

const PROOFS = { FINAL: 'success', PROVISIONAL: 'processing', PENDING: 'default' } as const;

/** Every column that the list of entries has, in the order of {@link COLUMNS}. */
export function columnsOf(
  { t, name, instant, number }: Words,
  zone: 'local' | 'utc',
): Record<Column, ColumnsType<Entry>[number]> {
  return {
    index: {
      title: t('entries.index'),
      width: 88,
      render: (_, { id, index }) => (
        <Link to={`/entries/${id}`} className="numbers">
          {number(Number(index))}
        </Link>
      ),
    },
    at: {
      title: t('entries.at'),
      width: zone === 'utc' ? 190 : 160,
      render: (_, { at }) => <span className="numbers">{instant(at, zone)}</span>,
    },
    kind: {
      title: t('entries.kind'),
      width: 100,
      ellipsis: true,
      render: (_, { kind }) => name('kind', kind),
    },
    who: {
      title: t('entries.who'),
      ellipsis: true,
      render: (_, { caller, counterpart }) => (
        <>
          {caller?.organisationName ?? caller?.id ?? name('callerKind', caller?.kind)}
          {counterpart ? <span className="quiet"> → {counterpart.replace('https://', '')}</span> : null}
        </>
      ),
    },
    what: {
      title: t('entries.what'),
      ellipsis: true,
      render: (_, { lookups, itemName }) => {
        const [first] = lookups;
        const more = lookups.length > 1 ? ` +${String(lookups.length - 1)}` : '';
        return first
          ? `${name('operation', first.operation)}${more}${itemName ? ` · ${itemName}` : ''}`
          : '—';
      },
    },
    caseNumber: {
      title: t('entries.caseNumber'),
      width: 136,
      ellipsis: true,
      render: (_, { caseNumber }) => caseNumber ?? '—',
    },
    outcome: {
      title: t('entries.outcome'),
      width: 100,
      render: (_, { outcome, code }) => <OutcomeTag outcome={outcome} code={code} />,
    },
    proof: {
      title: t('entries.proof'),
      width: 100,
      render: (_, { proof }) => <Badge status={PROOFS[proof]} text={name('proof', proof)} />,
    },
    tookMs: {
      title: t('entries.tookMs'),
      width: 84,
      align: 'right',
      render: (_, { tookMs }) => (tookMs === null ? '—' : number(tookMs)),
    },
  };
}
