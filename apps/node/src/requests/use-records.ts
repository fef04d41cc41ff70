import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { Refusal } from '#libs/errors';
import { assertForgettable, keptUntil, readUseRecord, type UseRecord } from '#libs/requests';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { Transactions } from '../persistence/index.js';
import { asRequest } from './kinds.js';
import type { StoredMatter } from './matter.js';
import type { MatterStore } from './matter-store.js';
import { maySee, partOf } from './who.js';

export interface StoredUseRecord {
  id: string;
  request: string;
  record: UseRecord;
  /** Milliseconds since the epoch. */
  recordedAt: number;
  keptUntil: number;
}

export interface UseRecordsDeps {
  self: string;
  pool: Pick<Pool, 'query'>;
  transactions: Transactions;
  matters: MatterStore;
  journal: GovernanceJournal;
  clock: () => number;
}

interface Row {
  id: string;
  request: string;
  record: UseRecord;
  recorded_at: Date;
  kept_until: Date;
}

const iso = (at: number): string => new Date(at).toISOString();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the requester did with data that was supplied to it; kept for three years at least, by the requester alone. */
export class UseRecords {
  constructor(private readonly deps: UseRecordsDeps) {}

  /** @throws Refusal `SHARING_REQUEST_UNKNOWN`, `SHARING_SIDE_NOT_ALLOWED`, `USE_RECORD_*` */
  async add(request: string, record: unknown, caller: ClientCaller): Promise<StoredUseRecord> {
    const { pool, clock } = this.deps;
    const now = clock();
    const matter = await this.requested(request, caller);
    const use = readUseRecord(asRequest(matter), record, now);
    const stored = {
      id: uuid7(now, (n) => randomBytes(n)),
      request,
      record: use,
      recordedAt: now,
      keptUntil: keptUntil(now),
    };
    await this.log(
      caller,
      `use record ${stored.id} of sharing request ${request}: ${use.kind}, ${use.count}`,
    );
    await pool.query(
      'INSERT INTO use_record (id, request, record, recorded_at, kept_until) VALUES ($1, $2, $3, $4, $5)',
      [stored.id, request, JSON.stringify(use), iso(now), iso(stored.keptUntil)],
    );
    return stored;
  }

  /** Of one request, the newest first. @throws Refusal `SHARING_REQUEST_UNKNOWN`, `SHARING_SIDE_NOT_ALLOWED`, `CURSOR_INVALID` */
  async list(
    request: string,
    { first, after }: { first: number; after?: string },
    caller: ClientCaller,
  ): Promise<{ rows: StoredUseRecord[]; hasNextPage: boolean }> {
    await this.requested(request, caller);
    if (after !== undefined && !UUID.test(after)) throw new Refusal('CURSOR_INVALID');
    const { rows } = await this.deps.pool.query<Row>(
      `SELECT id, request, record, recorded_at, kept_until FROM use_record
       WHERE request = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [request, after ?? null, first + 1],
    );
    return { rows: rows.slice(0, first).map(stored), hasNextPage: rows.length > first };
  }

  /** Deletes what need not be kept any longer. @throws Refusal `USE_RECORD_KEPT`, `SHARING_REQUEST_UNKNOWN` */
  async remove(id: string, caller: ClientCaller): Promise<void> {
    const { transactions, clock } = this.deps;
    if (!UUID.test(id)) throw new Refusal('SHARING_REQUEST_UNKNOWN');
    await transactions.run(async ({ client }) => {
      const { rows } = await client.query<Row>(
        'SELECT id, request, record, recorded_at, kept_until FROM use_record WHERE id = $1',
        [id],
      );
      const [row] = rows;
      if (!row) throw new Refusal('SHARING_REQUEST_UNKNOWN');
      await this.requested(row.request, caller);
      assertForgettable(row.recorded_at.getTime(), clock());
      await this.log(caller, `use record ${id} of sharing request ${row.request}: deleted`);
      await client.query('DELETE FROM use_record WHERE id = $1 AND kept_until <= $2', [id, iso(clock())]);
    });
  }

  private async requested(id: string, caller: ClientCaller): Promise<StoredMatter> {
    const by = partOf(caller);
    const matter = UUID.test(id) ? await this.deps.matters.byId('request', id) : undefined;
    if (!matter || !maySee(by, matter)) throw new Refusal('SHARING_REQUEST_UNKNOWN');
    if (matter.requester !== this.deps.self)
      throw new Refusal('SHARING_SIDE_NOT_ALLOWED', { hint: 'requester' });
    return matter;
  }

  private async log(caller: ClientCaller, note: string): Promise<void> {
    await this.deps.journal.record({
      kind: 'administration',
      caller,
      governance: { action: 'configure', note },
      outcome: 'granted',
    });
  }
}

const stored = ({ id, request, record, recorded_at, kept_until }: Row): StoredUseRecord => ({
  id,
  request,
  record,
  recordedAt: recorded_at.getTime(),
  keptUntil: kept_until.getTime(),
});
