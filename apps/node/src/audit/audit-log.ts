import { hash } from 'node:crypto';
import pg from 'pg';
import {
  type AuditEntry,
  canonicalBytes,
  checkEntry,
  ENTRY_MAX_BYTES,
  leafHash,
  receiptFor,
  type Sha256,
} from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { appendBatch } from './append-batch.js';
import type { AuditConfig } from './audit.config.js';
import type { AppendDraft, PreparedEntry } from './draft.js';

const nativeSha256: Sha256 = (data) => hash('sha256', data, 'buffer');
/** SQLSTATE classes 22 (data exception) and 23 (constraint): the fault of one entry, not of the database. */
const FAULT_OF_AN_ENTRY = /^(22|23)/;

function isFaultOfAnEntry(error: unknown): boolean {
  return error instanceof pg.DatabaseError && FAULT_OF_AN_ENTRY.test(error.code ?? '');
}

interface Waiting {
  draft: AppendDraft;
  resolve: (appended: { index: bigint }) => void;
  reject: (refusal: Refusal) => void;
}

/** Says when nothing may be appended: the log is stopped, or the connection leads to a database that nobody knows. */
export interface AppendGate {
  /** `LOG_...` while the log is stopped. Costs nothing. */
  refusal(): Refusal | undefined;
  /** For a connection that has not appended yet. @throws Refusal `LOG_WITNESSES_UNKNOWN` */
  vet(client: pg.PoolClient): Promise<void>;
}

export interface AuditLogOptions {
  /** A pool of its own with one connection: `Database.auditPool`. */
  pool: pg.Pool;
  config: AuditConfig;
  /** Origin of the log; `config.origin`, or `logOrigin(entityId)`. */
  origin: string;
  /** Told of every failed batch; the callers learn `AUDIT_UNAVAILABLE` only. */
  onFailure?: (error: unknown) => void;
  /** For tests: ends an append at the point named. */
  faults?: (point: 'append:connected' | 'append:committed') => void | Promise<void>;
}

/**
 * The writer of the node's audit log. Group commit: one batch is on its way at a time; entries that arrive meanwhile go
 * with the next one. An append that returns is durable; one that throws must not be followed by an answer. After a lost
 * connection the entry may stand in the log nevertheless: that says more than happened, never less.
 * Several replicas may append to one database: the database serialises their batches and no index is missing.
 */
export class AuditLog {
  private readonly waiting: Waiting[] = [];
  private readonly knownChains = new Set<string>();
  private readonly vetted = new WeakSet<pg.PoolClient>();
  private gate: AppendGate | undefined;
  private flushing: Promise<void> | undefined;
  private draining = false;

  private constructor(private readonly options: AuditLogOptions) {}

  /**
   * @throws Refusal `CONFIG_INVALID` where the database holds a log of another origin (a log keeps its name for ever), or
   * would call a commit done before it is durable.
   * @throws Refusal `AUDIT_UNAVAILABLE` where the database cannot be reached.
   */
  static async open(options: AuditLogOptions): Promise<AuditLog> {
    const { pool, origin } = options;
    let found: { origin: string; commit: string } | undefined;
    try {
      const { rows } = await pool.query<{ origin: string; commit: string }>(
        `SELECT audit_open($1) AS origin, current_setting('synchronous_commit') AS commit`,
        [origin],
      );
      found = rows[0];
    } catch (cause) {
      throw new Refusal('AUDIT_UNAVAILABLE', { cause });
    }
    if (found?.origin !== origin) {
      throw new Refusal('CONFIG_INVALID', {
        hint: `this database holds the log ${found?.origin}, not ${origin}`,
      });
    }
    if (found.commit === 'off') {
      throw new Refusal('CONFIG_INVALID', { hint: 'the database has synchronous_commit = off' });
    }
    return new AuditLog(options);
  }

  get origin(): string {
    return this.options.origin;
  }

  /** From now on nothing is appended that the gate refuses. */
  guardWith(gate: AppendGate): void {
    this.gate = gate;
  }

  /** Entries that wait or are on their way. */
  get backlog(): number {
    return this.waiting.length;
  }

  /**
   * Settles the bytes of an entry and with them its receipt. Writes nothing.
   * @throws Refusal `AUDIT_ENTRY_INVALID`.
   */
  prepare(entry: AuditEntry): PreparedEntry {
    const checked = checkEntry(entry);
    const bytes = canonicalBytes(checked);
    // An entry bundle (C2SP tlog-tiles) has 16 bits for a length: what is longer could never be published.
    if (bytes.length > ENTRY_MAX_BYTES)
      throw new Refusal('AUDIT_ENTRY_INVALID', { hint: `more than ${ENTRY_MAX_BYTES} bytes` });
    return { entry: checked, bytes, receipt: receiptFor(this.origin, leafHash(bytes, nativeSha256)) };
  }

  /**
   * Returns once the entry is durable.
   * @throws Refusal `REPLAYED`: an entry with this replay key exists; nothing was written.
   * @throws Refusal `AUDIT_UNAVAILABLE`, `OVERLOADED`, `SHUTTING_DOWN` or `LOG_...`: there must be no answer.
   */
  append(draft: AppendDraft): Promise<{ index: bigint }> {
    if (this.draining) return Promise.reject(new Refusal('SHUTTING_DOWN'));
    const refused = this.gate?.refusal();
    if (refused) return Promise.reject(refused);
    if (this.waiting.length >= this.options.config.backlogMax) {
      return Promise.reject(new Refusal('OVERLOADED'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ draft, resolve, reject });
      this.flushing ??= this.flush();
    });
  }

  /** Keeps a trust chain that entries name by its digest; costs a round trip only the first time. */
  async keepChain(digest: string, statements: readonly string[]): Promise<void> {
    if (this.knownChains.has(digest)) return;
    try {
      await this.options.pool.query('SELECT audit_keep_chain($1, $2)', [digest, statements]);
    } catch (cause) {
      this.options.onFailure?.(cause);
      throw new Refusal('AUDIT_UNAVAILABLE', { cause });
    }
    if (this.knownChains.size >= 10_000) this.knownChains.clear(); // chains are renewed daily; this bounds the memory
    this.knownChains.add(digest);
  }

  /** Forgets replay keys of tokens long expired; call now and then. @returns how many. */
  async forgetReplays(): Promise<number> {
    const { rows } = await this.options.pool.query<{ gone: string }>(
      `SELECT audit_forget_replays(make_interval(secs => $1)) AS gone`,
      [this.options.config.replayMarginSeconds],
    );
    return Number(rows[0]?.gone ?? 0);
  }

  /** Takes nothing more, finishes what waits. The pool is the caller's to close. */
  async drain(): Promise<void> {
    this.draining = true;
    await this.flushing;
  }

  private async flush(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        // To the end of this turn of the event loop: callers whom the last batch set free come along with the next.
        await new Promise(setImmediate);
        await this.commit(this.waiting.slice(0, this.options.config.batchMax));
      }
    } finally {
      this.flushing = undefined;
    }
  }

  /** Never throws: each of the batch learns its own outcome. */
  private async commit(batch: Waiting[]): Promise<void> {
    try {
      const drafts = batch.map(({ draft }) => draft);
      const indexes = await this.send(drafts);
      this.waiting.splice(0, batch.length);
      batch.forEach(({ resolve, reject }, at) => {
        const index = indexes[at];
        if (index === null || index === undefined) reject(new Refusal('REPLAYED'));
        else resolve({ index });
      });
    } catch (cause) {
      if (batch.length > 1 && isFaultOfAnEntry(cause)) {
        // One entry that the database cannot take must not cost the others theirs. Nothing was committed.
        for (const one of batch) await this.commit([one]);
        return;
      }
      this.options.onFailure?.(cause);
      this.waiting.splice(0, batch.length);
      const refusal = cause instanceof Refusal ? cause : new Refusal('AUDIT_UNAVAILABLE', { cause });
      for (const { reject } of batch) reject(refusal);
    }
  }

  private async send(drafts: AppendDraft[]): Promise<(bigint | null)[]> {
    const client = await this.options.pool.connect();
    let isUsable = false;
    try {
      if (this.gate && !this.vetted.has(client)) {
        await this.gate.vet(client);
        this.vetted.add(client);
      }
      await this.options.faults?.('append:connected');
      const indexes = await appendBatch(client, drafts, this.options.config.commitTimeoutMs);
      await this.options.faults?.('append:committed');
      isUsable = true;
      return indexes;
    } catch (error) {
      isUsable = isFaultOfAnEntry(error);
      throw error;
    } finally {
      // After anything else the connection may be about to break, or its answer may still be on the way.
      client.release(!isUsable);
    }
  }
}
