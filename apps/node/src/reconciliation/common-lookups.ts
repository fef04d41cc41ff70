import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import { leafHash, type Sha256 } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { AnsweredLine, AskedLine, Seat, Window } from '#libs/reconciliation';

/** Where a line comes from in our own log. */
export interface Located {
  /** The entry that speaks: the outcome, or the intent where there is no outcome; the answer or the refusal. */
  entry: { id: string; index: bigint };
  /** When the request was signed (`iat` of its token), milliseconds: what decides its window on both sides. */
  placedAt: number;
  peer: string;
}
export type OwnAskedLine = AskedLine & Located;
export type OwnAnsweredLine = AnsweredLine & Located;

interface Row {
  index: string;
  id: string;
  kind: string;
  at: Date;
  peer: string;
  request_digest: string;
  body: Buffer;
  request_token: string | null;
}

/**
 * An entry is written some moments after its request was signed: so far beyond a window its entries are looked for. A
 * token that claims to be older or younger than this is placed by its entry instead.
 */
const MARGIN_MS = 600_000;
/** Rows that are in memory at a time. */
const BATCH = 2_000;

const nativeSha256: Sha256 = (data) => hash('sha256', data, 'buffer');

const COLUMNS = `SELECT e.index, e.id, e.kind, e.at, e.body, e.request_digest, v.request_token`;
const FROM = `FROM audit_entry e LEFT JOIN audit_evidence v ON v.index = e.index AND v.month = e.month`;
/** A row with another node's name in the column is not found here, and so is missed by name. */
const SEATS: Record<Seat, { peer: string; kinds: string }> = {
  requester: { peer: 'e.counterpart', kinds: `('intent', 'outcome')` },
  provider: { peer: 'e.caller', kinds: `('answer', 'refusal')` },
};

/**
 * Reads from the node's own log what it has in common with a peer, under the auditor's role. Leaves are hashed anew from
 * the stored bytes, so that an entry that was altered in place cannot hide behind its old leaf.
 */
export class CommonLookups {
  /** @param maxLines of one window and direction */
  constructor(
    private readonly pool: Pool,
    private readonly maxLines: number,
  ) {}

  /** What we asked of the peer in the window. @throws Refusal `RECONCILIATION_TOO_LARGE` */
  async asked(peer: string, window: Window): Promise<OwnAskedLine[]> {
    return askedLines(await this.scan('requester', peer, window)).filter(within(window));
  }

  /** What we answered the peer in the window. @throws Refusal `RECONCILIATION_TOO_LARGE` */
  async answered(peer: string, window: Window): Promise<OwnAnsweredLine[]> {
    return (await this.scan('provider', peer, window)).map(answeredLine).filter(within(window));
  }

  /** What we asked of anybody, or of one peer, by request digests, whenever it was. */
  async findAsked(requests: readonly string[], peer?: string): Promise<OwnAskedLine[]> {
    return askedLines((await this.find('requester', requests, peer)).map(facts));
  }

  async findAnswered(requests: readonly string[], peer?: string): Promise<OwnAnsweredLine[]> {
    return (await this.find('provider', requests, peer)).map(facts).map(answeredLine);
  }

  /** Instant of the first entry that the log still has; undefined while it is empty. */
  async begin(): Promise<number | undefined> {
    return this.instantAt(0n);
  }

  /** The result that is in the log already for this window, written since; after a crash. */
  async recorded(peer: string, { from, to }: Window, since: number): Promise<string | undefined> {
    const first = await this.firstAt(since - MARGIN_MS);
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM audit_entry e
       WHERE index >= $1 AND kind = 'reconciliation' AND counterpart = $2 AND at >= $3
         AND convert_from(body, 'UTF8')::jsonb #>> '{governance,reconciliation,from}' = $4
         AND convert_from(body, 'UTF8')::jsonb #>> '{governance,reconciliation,to}' = $5
       ORDER BY index DESC LIMIT 1`,
      [
        String(first),
        peer,
        new Date(since).toISOString(),
        new Date(from).toISOString(),
        new Date(to).toISOString(),
      ],
    );
    return rows[0]?.id;
  }

  private async find(seat: Seat, requests: readonly string[], peer: string | undefined): Promise<Row[]> {
    if (requests.length === 0) return [];
    const { peer: column, kinds } = SEATS[seat];
    const { rows } = await this.pool.query<Row>(
      `${COLUMNS}, ${column} AS peer ${FROM}
       WHERE e.request_digest = ANY($1) AND e.kind IN ${kinds} AND ($2::text IS NULL OR ${column} = $2)
       ORDER BY e.index LIMIT $3`,
      [[...requests], peer ?? null, 8 * requests.length],
    );
    return rows;
  }

  /** The facts of all entries around the window; of bodies and tokens only those are kept. */
  private async scan(seat: Seat, peer: string, { from, to }: Window): Promise<Facts[]> {
    const { peer: column, kinds } = SEATS[seat];
    const end = await this.firstAt(to + MARGIN_MS);
    let next = await this.firstAt(from - MARGIN_MS);
    const found: Facts[] = [];
    for (;;) {
      const { rows } = await this.pool.query<Row>(
        `${COLUMNS}, ${column} AS peer ${FROM}
         WHERE e.index >= $1 AND e.index < $2 AND ${column} = $3 AND e.kind IN ${kinds}
         ORDER BY e.index LIMIT ${BATCH}`,
        [String(next), String(end), peer],
      );
      found.push(...rows.map(facts));
      // An asked lookup has two entries.
      if (found.length > 2 * this.maxLines) throw new Refusal('RECONCILIATION_TOO_LARGE');
      const last = rows.at(-1);
      if (rows.length < BATCH || !last) return found;
      next = BigInt(last.index) + 1n;
    }
  }

  /**
   * The first index whose entry was made at `at` or later. Entries rise with their indexes but for the differences of
   * replicas' clocks, which the margin covers; so a search by halves replaces an index over time on the hottest table.
   */
  private async firstAt(at: number): Promise<bigint> {
    const { rows } = await this.pool.query<{ size: string }>('SELECT size FROM audit_log');
    let low = 0n;
    let high = BigInt(rows[0]?.size ?? 0);
    while (low < high) {
      const middle = (low + high) / 2n;
      const instant = await this.instantAt(middle);
      if (instant !== undefined && instant < at) low = middle + 1n;
      else high = middle;
    }
    return low;
  }

  /** Instant of the entry at this index, or of the next one where it is gone (archived, or torn out). */
  private async instantAt(index: bigint): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ at: Date }>(
      'SELECT at FROM audit_entry WHERE index >= $1 ORDER BY index LIMIT 1',
      [String(index)],
    );
    return rows[0]?.at.getTime();
  }
}

interface Facts {
  kind: string;
  request: string;
  leaf: string;
  receiptLeaf?: string;
  bodyDigest?: string;
  placedAt: number;
  entry: { id: string; index: bigint };
  peer: string;
}

function facts(row: Row): Facts {
  const { receiptLeaf, bodyDigest } = membersOf(row.body);
  const iat = issuedAt(row.request_token);
  const at = row.at.getTime();
  return {
    kind: row.kind,
    request: row.request_digest,
    leaf: Buffer.from(leafHash(row.body, nativeSha256)).toString('base64url'),
    ...(receiptLeaf === undefined ? {} : { receiptLeaf }),
    ...(bodyDigest === undefined ? {} : { bodyDigest }),
    placedAt: iat !== undefined && Math.abs(at - iat) < MARGIN_MS ? iat : at,
    entry: { id: row.id, index: BigInt(row.index) },
    peer: row.peer,
  };
}

/** Of bytes that somebody has spoilt nothing can be told but their hash, which then differs. */
function membersOf(body: Buffer): { receiptLeaf?: string; bodyDigest?: string } {
  try {
    const entry = JSON.parse(body.toString()) as {
      receipt?: { leaf?: unknown };
      answer?: { bodyDigest?: unknown };
    };
    const leaf = entry.receipt?.leaf;
    const digest = entry.answer?.bodyDigest;
    return {
      ...(typeof leaf === 'string' ? { receiptLeaf: leaf } : {}),
      ...(typeof digest === 'string' ? { bodyDigest: digest } : {}),
    };
  } catch {
    return {};
  }
}

function issuedAt(token: string | null): number | undefined {
  try {
    const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString();
    const { iat } = JSON.parse(payload) as { iat?: unknown };
    return typeof iat === 'number' && Number.isSafeInteger(iat) ? iat * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** No digest is the hash of nothing readable: it can match no receipt. */
const UNREADABLE = 'A'.repeat(43);

function answeredLine({
  request,
  leaf,
  bodyDigest = UNREADABLE,
  placedAt,
  entry,
  peer,
}: Facts): OwnAnsweredLine {
  return { request, leaf, body: bodyDigest, placedAt, entry, peer };
}

/** Intent and outcome of one request make one line, placed where the intent is. */
function askedLines(entries: readonly Facts[]): OwnAskedLine[] {
  const lines = new Map<string, OwnAskedLine>();
  for (const fact of entries) {
    const known = lines.get(fact.request);
    if (fact.kind === 'intent') {
      const { request, placedAt, entry, peer } = fact;
      if (known) lines.set(request, { ...known, placedAt });
      else lines.set(request, { request, state: 'open', placedAt, entry, peer });
    } else lines.set(fact.request, { ...concluded(fact), ...(known ? { placedAt: known.placedAt } : {}) });
  }
  return [...lines.values()];
}

function concluded({ request, receiptLeaf, bodyDigest, placedAt, entry, peer }: Facts): OwnAskedLine {
  const place = { request, placedAt, entry, peer };
  if (receiptLeaf === undefined || bodyDigest === undefined) return { ...place, state: 'unanswered' };
  return { ...place, state: 'answered', leaf: receiptLeaf, body: bodyDigest };
}

const within =
  ({ from, to }: Window) =>
  ({ placedAt }: Located): boolean =>
    placedAt >= from && placedAt < to;
