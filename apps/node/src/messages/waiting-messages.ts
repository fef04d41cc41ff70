import type { ClientBase, Pool } from 'pg';
import { Refusal } from '#libs/errors';

/** A message that is not delivered, as an operator sees it: nothing of its content. */
export interface MessageState {
  jti: string;
  peer: string;
  kind: string;
  subject: string;
  seq: number;
  /** `dead`: it waits for a person, and those after it about the same subject wait for it. */
  state: 'pending' | 'dead';
  attempts: number;
  code: string | null;
  madeAt: string;
  nextAt: string | null;
}

interface Row extends Omit<MessageState, 'seq' | 'code' | 'madeAt' | 'nextAt'> {
  seq: string;
  last_code: string | null;
  made_at: Date;
  next_at: Date | number;
}

/** What waits to be delivered, the oldest first. */
export async function waitingMessages(
  database: Pick<ClientBase | Pool, 'query'>,
  state?: 'pending' | 'dead',
): Promise<MessageState[]> {
  const { rows } = await database.query<Row>(
    `SELECT jti, peer, kind, subject, seq, state, attempts, last_code, made_at, next_at FROM message_outbox
     WHERE state IN ('pending', 'dead') AND ($1::text IS NULL OR state = $1) ORDER BY made_at, seq LIMIT 1000`,
    [state ?? null],
  );
  return rows.map(({ seq, last_code, made_at, next_at, ...row }) => ({
    ...row,
    seq: Number(seq),
    code: last_code,
    madeAt: made_at.toISOString(),
    nextAt: next_at instanceof Date ? next_at.toISOString() : null,
  }));
}

/** Has a message sent again at once. @throws Refusal MESSAGE_NOT_FOUND */
export async function retryMessage(database: Pick<ClientBase | Pool, 'query'>, jti: string): Promise<void> {
  await change(
    database,
    `UPDATE message_outbox SET state = 'pending', attempts = 0, next_at = '-infinity', settled_at = NULL
     WHERE jti = $1 AND state IN ('pending', 'dead')`,
    jti,
  );
}

/** Gives a message up; those after it go on. The two nodes then know different things. @throws Refusal MESSAGE_NOT_FOUND */
export async function dropMessage(database: Pick<ClientBase | Pool, 'query'>, jti: string): Promise<void> {
  await change(
    database,
    `UPDATE message_outbox SET state = 'dropped', settled_at = now() WHERE jti = $1 AND state IN ('pending', 'dead')`,
    jti,
  );
}

async function change(
  database: Pick<ClientBase | Pool, 'query'>,
  statement: string,
  jti: string,
): Promise<void> {
  const { rowCount } = await database.query(statement, [jti]);
  if (rowCount !== 1) throw new Refusal('MESSAGE_NOT_FOUND');
}
