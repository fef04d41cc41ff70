import type { Pool } from 'pg';
import { asStoreRefusal } from '../persistence/index.js';
import type { FailedRequest } from './failed-request.js';

export interface FailedRequestsParts {
  pool: Pool;
  keepDays: number;
  clock: () => number;
  onFailure: (error: unknown) => void;
}

/** A flood of failures must cost little: what comes faster than it is written is not kept. */
const MOST_WAITING = 1_000;
const FLUSH_MS = 500;
const SWEEP_MS = 3_600_000;

interface Row {
  id: string;
  at: Date;
  organisation: string;
  client: string;
  operation: string | null;
  codes: string[];
  entry: string | null;
  asked: FailedRequest['asked'];
}

/** Keeps failed requests for those who made them; off the way of the request itself, many in one write. */
export class FailedRequests {
  private waiting: FailedRequest[] = [];
  private writing: Promise<void> = Promise.resolve();
  private timers: NodeJS.Timeout[] = [];

  constructor(private readonly parts: FailedRequestsParts) {}

  note(request: FailedRequest): void {
    if (this.waiting.length < MOST_WAITING) this.waiting.push(request);
  }

  /** @returns undefined for one that is unknown, and for another organisation's alike */
  async find(id: string, organisation: string): Promise<FailedRequest | undefined> {
    await this.flush();
    try {
      const { rows } = await this.parts.pool.query<Row>(
        'SELECT * FROM failed_request WHERE id = $1 AND organisation = $2 AND at >= $3',
        [id, organisation, new Date(this.oldest())],
      );
      return rows[0] && requestOf(rows[0]);
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }

  start(): void {
    const { onFailure } = this.parts;
    this.timers = [
      setInterval(() => void this.flush(), FLUSH_MS),
      setInterval(() => void this.sweep().catch(onFailure), SWEEP_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.flush();
  }

  async sweep(): Promise<void> {
    await this.parts.pool.query('DELETE FROM failed_request WHERE at < $1', [new Date(this.oldest())]);
  }

  private oldest(): number {
    return this.parts.clock() - this.parts.keepDays * 86_400_000;
  }

  /** One write at a time; what cannot be written is told of and let go. */
  private flush(): Promise<void> {
    return (this.writing = this.writing
      .then(() => this.write(this.waiting.splice(0)))
      .catch((error: unknown) => this.parts.onFailure(error)));
  }

  private async write(requests: readonly FailedRequest[]): Promise<void> {
    if (requests.length === 0) return;
    await this.parts.pool.query(
      `INSERT INTO failed_request (id, at, organisation, client, operation, codes, entry, asked)
       SELECT id, at, organisation, client, operation, codes, entry, asked
       FROM jsonb_to_recordset($1) AS r(id uuid, at timestamptz, organisation text, client text, operation text,
         codes text[], entry uuid, asked jsonb)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(requests.map((one) => ({ ...one, at: new Date(one.at).toISOString() })))],
    );
  }
}

function requestOf({ at, operation, entry, ...row }: Row): FailedRequest {
  return {
    ...row,
    at: at.getTime(),
    ...(operation === null ? {} : { operation }),
    ...(entry === null ? {} : { entry }),
  };
}
