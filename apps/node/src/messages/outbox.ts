import { randomBytes } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import type { Transaction } from '../persistence/index.js';
import type { OutgoingMessage } from './ports.js';

/** A message that waits for its turn to be sent. */
export interface WaitingMessage {
  jti: string;
  peer: string;
  kind: string;
  subject: string;
  seq: number;
  /** Place of the last one before it that was delivered; 0 for none. */
  after: number;
  body: Uint8Array;
  attempts: number;
  /** Milliseconds since the epoch. */
  madeAt: number;
}

interface Row {
  jti: string;
  peer: string;
  kind: string;
  subject: string;
  seq: string;
  after: string;
  body: Buffer;
  attempts: number;
  made_at: Date;
}

const iso = (at: number): string => new Date(at).toISOString();

/** What is to be told to other nodes, kept in the transaction of what it tells. */
export class Outbox {
  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly clock: () => number,
  ) {}

  /** @returns the message's name */
  async enqueue({ client }: Transaction, { to, kind, subject, body }: OutgoingMessage): Promise<string> {
    const seq = await nextPlace(client, to, subject);
    const jti = randomBytes(16).toString('base64url');
    await client.query(
      `INSERT INTO message_outbox (jti, peer, kind, subject, seq, body, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [jti, to, kind, subject, seq, Buffer.from(JSON.stringify(body)), iso(this.clock())],
    );
    return jti;
  }

  async wasDropped({ client }: Transaction, jti: string): Promise<boolean> {
    const { rowCount } = await client.query(
      `SELECT FROM message_outbox WHERE jti = $1 AND state = 'dropped'`,
      [jti],
    );
    return rowCount === 1;
  }

  /** The first undelivered message of each subject, where it is due; one that waits for a person holds the others back. */
  async due(limit: number): Promise<WaitingMessage[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT h.*, coalesce((
         SELECT max(d.seq) FROM message_outbox d
         WHERE d.peer = h.peer AND d.subject = h.subject AND d.seq < h.seq AND d.state = 'delivered'), 0) AS after
       FROM (
         SELECT DISTINCT ON (peer, subject) jti, peer, kind, subject, seq, body, attempts, made_at, state, next_at
         FROM message_outbox WHERE state IN ('pending', 'dead') ORDER BY peer, subject, seq
       ) h WHERE h.state = 'pending' AND h.next_at <= $1 ORDER BY h.made_at LIMIT $2`,
      [iso(this.clock()), limit],
    );
    return rows.map((row) => ({
      jti: row.jti,
      peer: row.peer,
      kind: row.kind,
      subject: row.subject,
      seq: Number(row.seq),
      after: Number(row.after),
      body: row.body,
      attempts: row.attempts,
      madeAt: row.made_at.getTime(),
    }));
  }

  /** Its content is forgotten: it may be personal, and its effect keeps what has to be kept. */
  async delivered(jti: string, tokens: { token: string; ack: string }): Promise<void> {
    await this.pool.query(
      `UPDATE message_outbox SET state = 'delivered', body = '', attempts = attempts + 1, last_code = NULL, settled_at = $2,
       token = $3, ack = $4 WHERE jti = $1 AND state = 'pending'`,
      [jti, iso(this.clock()), tokens.token, tokens.ack],
    );
  }

  async postponed(jti: string, code: string, nextAt: number): Promise<void> {
    await this.pool.query(
      `UPDATE message_outbox SET attempts = attempts + 1, last_code = $2, next_at = $3
       WHERE jti = $1 AND state = 'pending'`,
      [jti, code, iso(nextAt)],
    );
  }

  /** It waits for a person. */
  async died(jti: string, code: string, tokens?: { token: string; ack: string }): Promise<void> {
    await this.pool.query(
      `UPDATE message_outbox SET state = 'dead', attempts = attempts + 1, last_code = $2, settled_at = $3,
       token = $4, ack = $5 WHERE jti = $1 AND state = 'pending'`,
      [jti, code, iso(this.clock()), tokens?.token ?? null, tokens?.ack ?? null],
    );
  }
}

/** The row is locked until the transaction ends: places are given out in the order in which they become visible. */
async function nextPlace(client: ClientBase, peer: string, subject: string): Promise<string> {
  const { rows } = await client.query<{ seq: string }>(
    `INSERT INTO message_place AS p (direction, peer, subject, seq) VALUES ('out', $1, $2, 1)
     ON CONFLICT (direction, peer, subject) DO UPDATE SET seq = p.seq + 1 RETURNING seq`,
    [peer, subject],
  );
  return rows[0]?.seq ?? '1';
}
