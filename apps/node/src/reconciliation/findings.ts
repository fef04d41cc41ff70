import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Window } from '#libs/reconciliation';
import type { GovernanceJournal } from '../audit/index.js';

/** What a finding of reconciliation can be about, seen from this node. */
export const FINDING_CLASSES = [
  'missing-here',
  'missing-there',
  'altered',
  'refused',
  'inconsistent',
  'too-many',
  // Of receipts (receipts/).
  'not-included',
  'log-inconsistent',
  'log-unavailable',
] as const;
export type FindingClass = (typeof FINDING_CLASSES)[number];

export interface Finding {
  peer: string;
  class: FindingClass;
  /** Empty where it is about the peer as a whole. */
  request: string;
  window: Window;
  /** Everything that a third party needs to see who is right, as far as this node has it. */
  proofs: Record<string, unknown>;
  /** Our entry that it is about. */
  about?: string;
}

export interface StoredFinding extends Omit<Finding, 'about'> {
  id: string;
  /** The log entry that opened it. */
  entry: string;
  openedAt: number;
}

interface Row {
  id: string;
  peer: string;
  class: FindingClass;
  request_digest: string;
  from_at: Date;
  to_at: Date;
  proofs: Record<string, unknown>;
  entry: string;
  opened_at: Date;
}

/** A peer that goes on refusing is said so once a day. */
const SAY_AGAIN_MS = 86_400_000;
const COLUMNS = 'id, peer, class, request_digest, from_at, to_at, proofs, entry, opened_at';

/**
 * Opens findings: an entry in the log first, then the row that holds the proofs. A crash in between leaves an entry
 * whose row comes with a second entry when the window is done again; that says more than happened, never less.
 */
export class ReconciliationFindings {
  private readonly listeners = new Set<(finding: StoredFinding) => void>();

  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly journal: GovernanceJournal,
    private readonly clock: () => number,
  ) {}

  /** Told of each finding after it is durable. @returns how to stop listening */
  onFinding(listener: (finding: StoredFinding) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** @returns undefined where it stands open already */
  async open(finding: Finding): Promise<StoredFinding | undefined> {
    if (await this.known(finding)) return undefined;
    const id = randomUUID();
    const openedAt = this.clock();
    const { about, ...rest } = finding;
    const record = await this.journal.record({
      kind: 'finding',
      caller: { kind: 'node' },
      counterpart: finding.peer,
      governance: {
        action: 'finding',
        finding: { id, rule: `reconciliation.${finding.class}`, state: 'open' },
        ...(about === undefined ? {} : { entries: [about] }),
        ...(finding.request === '' ? {} : { note: `request ${finding.request}` }),
      },
      outcome: 'mixed',
    });
    const { rowCount } = await this.pool.query(
      `INSERT INTO reconciliation_finding (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (peer, class, request_digest, from_at) DO NOTHING`,
      [
        id,
        finding.peer,
        finding.class,
        finding.request,
        new Date(finding.window.from).toISOString(),
        new Date(finding.window.to).toISOString(),
        JSON.stringify(finding.proofs),
        record.id,
        new Date(openedAt).toISOString(),
      ],
    );
    if (rowCount === 0) return undefined;
    const stored = { ...rest, id, entry: record.id, openedAt };
    for (const listener of this.listeners) listener(stored);
    return stored;
  }

  /** Everything that a finding rests on, under its id in the auditors' list too. */
  async proofsOf(id: string): Promise<Record<string, unknown> | undefined> {
    const { rows } = await this.pool.query<{ proofs: Record<string, unknown> }>(
      'SELECT proofs FROM reconciliation_finding WHERE id = $1',
      [id],
    );
    return rows[0]?.proofs;
  }

  /** Newest first. */
  list(filter: FindingFilter, limit: number): Promise<StoredFinding[]> {
    return listFindings(this.pool, filter, limit);
  }

  /** The findings about these requests. */
  async about(requests: readonly string[]): Promise<StoredFinding[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM reconciliation_finding WHERE request_digest = ANY($1) AND request_digest <> ''
       ORDER BY opened_at`,
      [[...requests]],
    );
    return rows.map(stored);
  }

  private async known({ peer, class: of, request, window }: Finding): Promise<boolean> {
    // Of one request one finding of a class is enough, however often its window is done again; of a peer, one a day.
    const { rowCount } = await this.pool.query(
      `SELECT FROM reconciliation_finding WHERE peer = $1 AND class = $2 AND request_digest = $3
         AND (request_digest <> '' OR from_at = $4 OR (class = 'refused' AND opened_at > $5)) LIMIT 1`,
      [
        peer,
        of,
        request,
        new Date(window.from).toISOString(),
        new Date(this.clock() - SAY_AGAIN_MS).toISOString(),
      ],
    );
    return (rowCount ?? 0) > 0;
  }
}

export interface FindingFilter {
  peer?: string;
  /** Of windows that end after this instant and begin before `to` (milliseconds). */
  from?: number;
  to?: number;
  before?: { openedAt: number; id: string };
}

/** Findings, newest first; for whoever has a connection and no journal. */
export async function listFindings(
  pool: Pick<Pool, 'query'>,
  filter: FindingFilter,
  limit: number,
): Promise<StoredFinding[]> {
  const at = (instant: number | undefined): string | null =>
    instant === undefined ? null : new Date(instant).toISOString();
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM reconciliation_finding
       WHERE ($1::text IS NULL OR peer = $1) AND ($2::timestamptz IS NULL OR to_at > $2)
         AND ($3::timestamptz IS NULL OR from_at < $3)
         AND ($4::timestamptz IS NULL OR (opened_at, id) < ($4, $5::uuid))
       ORDER BY opened_at DESC, id DESC LIMIT $6`,
    [
      filter.peer ?? null,
      at(filter.from),
      at(filter.to),
      at(filter.before?.openedAt),
      filter.before?.id ?? null,
      limit,
    ],
  );
  return rows.map(stored);
}

function stored(row: Row): StoredFinding {
  return {
    id: row.id,
    peer: row.peer,
    class: row.class,
    request: row.request_digest,
    window: { from: row.from_at.getTime(), to: row.to_at.getTime() },
    proofs: row.proofs,
    entry: row.entry,
    openedAt: row.opened_at.getTime(),
  };
}
