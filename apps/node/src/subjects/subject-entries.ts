import type { Pool } from 'pg';
import { parseEntry, type AuditEntry, type PersonalValue } from '#libs/audit-log';
import { LOOKUP_KINDS, type SubjectEntry } from './access-record.js';

interface Row {
  index: string;
  leaf: Buffer;
  body: Buffer;
  labels: string[];
  salts: Buffer[];
  values: string[];
}

/**
 * Entries about one subject, newest first, under the auditor's role. The way in is the value beside the log
 * (`audit_personal`, indexed by value and index): the entry itself holds a salted commitment that nobody can search for.
 * An erased value leads nowhere any more. The index reads as many rows as a page has, however long the log is.
 */
export class SubjectEntries {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** @param before entries with a smaller index only */
  async page(subject: string, before: bigint | undefined, limit: number): Promise<SubjectEntry[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT e.index, e.leaf, e.body, v.labels, v.salts, v.values
       FROM (
         SELECT DISTINCT index, month FROM audit_personal
         WHERE value = $1 AND label LIKE 'lookups.%.subject' AND index < $2
         ORDER BY index DESC LIMIT $3
       ) p
       JOIN audit_entry e ON e.index = p.index AND e.month = p.month
       CROSS JOIN LATERAL (
         SELECT array_agg(label ORDER BY label) AS labels, array_agg(salt ORDER BY label) AS salts,
           array_agg(value ORDER BY label) AS values
         FROM audit_personal WHERE index = e.index AND month = e.month
           AND (value = $1 OR label = 'caller.personName')
       ) v
       ORDER BY e.index DESC`,
      [subject, String(before ?? 9_223_372_036_854_775_807n), limit],
    );
    const entries = rows.map(entryOf);
    const intents = entries.flatMap(({ entry }) => (entry?.kind === 'intent' ? [entry] : []));
    const concluded = await this.concluded(intents);
    return entries.map((one) => (one.entry && concluded.has(one.entry.id) ? withoutEntry(one) : one));
  }

  /** Instants and purposes of what is younger than `since`: what a lawful delay may hold back. */
  async since(
    subject: string,
    since: number,
  ): Promise<{ at: number; itemCode?: string; legalBasis?: string }[]> {
    const { rows } = await this.pool.query<{ at: Date; item: string | null; basis: string | null }>(
      `SELECT e.at, e.item_code AS item, convert_from(e.body, 'UTF8')::jsonb #>> '{context,legalBasis}' AS basis
       FROM (SELECT DISTINCT index, month FROM audit_personal WHERE value = $1 AND label LIKE 'lookups.%.subject') p
       JOIN audit_entry e ON e.index = p.index AND e.month = p.month
       WHERE e.at > $2 AND (e.kind IN ('answer', 'home', 'outcome') OR e.kind = 'intent' AND NOT EXISTS (
         SELECT FROM audit_entry o WHERE o.request_digest = e.request_digest AND o.kind = 'outcome'))`,
      [subject, new Date(since).toISOString()],
    );
    return rows.map(({ at, item, basis }) => ({
      at: at.getTime(),
      ...(item === null ? {} : { itemCode: item }),
      ...(basis === null ? {} : { legalBasis: basis }),
    }));
  }

  /** Of these intents those whose outcome is in the log: it tells the same lookup, and more. */
  private async concluded(intents: readonly AuditEntry[]): Promise<Set<string>> {
    if (intents.length === 0) return new Set();
    const digests = intents.map(({ request }) => request?.digest ?? '');
    const { rows } = await this.pool.query<{ request_digest: string }>(
      `SELECT DISTINCT request_digest FROM audit_entry WHERE request_digest = ANY($1) AND kind = 'outcome'`,
      [digests],
    );
    const known = new Set(rows.map(({ request_digest }) => request_digest));
    return new Set(intents.filter(({ request }) => known.has(request?.digest ?? '')).map(({ id }) => id));
  }
}

/** Its outcome tells the same. */
const withoutEntry = ({ index, leaf, personal }: SubjectEntry): SubjectEntry => ({ index, leaf, personal });

function entryOf({ index, leaf, body, labels, salts, values }: Row): SubjectEntry {
  const entry = readEntry(body);
  return {
    index: BigInt(index),
    leaf,
    ...(entry ? { entry } : {}),
    personal: labels.map((label, place): PersonalValue => ({
      label,
      salt: salts[place] ?? Buffer.alloc(0),
      value: values[place] ?? '',
    })),
  };
}

/** What somebody has spoilt in place is for `tongban audit fsck` to name; the reader passes it by. */
function readEntry(body: Buffer): AuditEntry | undefined {
  try {
    const entry = parseEntry(body);
    return (LOOKUP_KINDS as readonly string[]).includes(entry.kind) ? entry : undefined;
  } catch {
    return undefined;
  }
}
