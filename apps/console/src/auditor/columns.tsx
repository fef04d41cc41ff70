import { Link } from 'react-router';
import type { Words } from '../i18n/index.js';
import type { LongColumn } from './LongTable.js';
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

/** What a narrow screen has room for; all else is told by the entry itself. */
export const NARROW: ReadonlySet<Column> = new Set(['index', 'at', 'kind', 'outcome']);

/** Every column that the list of entries has, in the order of {@link COLUMNS}. */
export function columnsOf(
  { t, name, instant, number }: Words,
  zone: 'local' | 'utc',
  isNarrow: boolean,
): Record<Column, Omit<LongColumn<Entry>, 'key'>> {
  return {
    index: {
      title: t('entries.index'),
      width: isNarrow ? 72 : 88,
      render: ({ id, index }) => (
        <Link to={`/entries/${id}`} className="numbers">
          {number(Number(index))}
        </Link>
      ),
    },
    at: {
      title: t('entries.at'),
      width: isNarrow ? 100 : zone === 'utc' ? 190 : 160,
      render: ({ at }) => (
        <span className="numbers">{isNarrow ? instant(at, zone).slice(5, 16) : instant(at, zone)}</span>
      ),
    },
    kind: {
      title: t('entries.kind'),
      ...(isNarrow ? {} : { width: 116 }),
      render: ({ kind }) => name('kind', kind),
    },
    who: {
      title: t('entries.who'),
      render: ({ caller, counterpart }) => (
        <>
          {caller?.organisationName ?? caller?.id ?? name('callerKind', caller?.kind)}
          {counterpart ? <span className="quiet"> → {counterpart.replace('https://', '')}</span> : null}
        </>
      ),
    },
    what: {
      title: t('entries.what'),
      render: ({ lookups, itemName }) => {
        const [first] = lookups;
        const more = lookups.length > 1 ? ` +${String(lookups.length - 1)}` : '';
        return first
          ? `${name('operation', first.operation)}${more}${itemName ? ` · ${itemName}` : ''}`
          : '—';
      },
    },
    caseNumber: {
      title: t('entries.caseNumber'),
      width: 130,
      render: ({ caseNumber }) => caseNumber ?? '—',
    },
    outcome: {
      title: t('entries.outcome'),
      width: 100,
      render: ({ outcome, code, kind }) => <OutcomeTag outcome={outcome} code={code} kind={kind} />,
    },
    proof: {
      title: t('entries.proof'),
      width: 100,
      render: ({ proof }) => <span className={`dot ${proof.toLowerCase()}`}>{name('proof', proof)}</span>,
    },
    tookMs: {
      title: t('entries.tookMs'),
      width: 100,
      align: 'end',
      render: ({ tookMs }) => (tookMs === null ? '—' : number(tookMs)),
    },
  };
}
