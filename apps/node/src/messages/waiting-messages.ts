import type { ClientBase, Pool } from 'pg';
import { Refusal } from '#libs/errors';
import { asInstant, asMicros, pageOfRows, placeOf } from '../persistence/place-cursor.js';

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
  micros: string;
  next_at: Date | number;
}

export interface MessagePage {
  /** Of all pages. */
  total: number;
  messages: MessageState[];
  hasNextPage: boolean;
  endCursor?: string;
}

const COLUMNS = 'jti, peer, kind, subject, seq, state, attempts, last_code, made_at, next_at';
const WAITING = `FROM message_outbox WHERE state IN ('pending', 'dead') AND ($1::text IS NULL OR state = $1)`;

/** What waits to be delivered, the oldest first, at most a thousand. */
export async function waitingMessages(
  database: Pick<ClientBase | Pool, 'query'>,
  state?: MessageState['state'],
): Promise<MessageState[]> {
  const { rows } = await database.query<Row>(
    `SELECT ${COLUMNS} ${WAITING} ORDER BY made_at, seq LIMIT 1000`,
    [state ?? null],
  );
  return rows.map(stateOf);
}

/** The same page by page. @throws Refusal CURSOR_INVALID */
export async function pageOfMessages(
  database: Pick<ClientBase | Pool, 'query'>,
  { state, first, after }: { state?: MessageState['state']; first: number; after?: string },
): Promise<MessagePage> {
  const place = after === undefined ? undefined : placeOf(after);
  const [seq, jti] = place?.id.split('/', 2) ?? [];
  if (place && !/^\d{1,18}$/.test(seq ?? '')) throw new Refusal('CURSOR_INVALID');
  const { rows: counts } = await database.query<{ total: number }>(
    `SELECT count(*)::int AS total ${WAITING}`,
    [state ?? null],
  );
  const { rows } = await database.query<Row>(
    `SELECT ${COLUMNS}, ${asMicros('made_at')} AS micros ${WAITING}
       AND ($2::text IS NULL OR (made_at, seq, jti) > (${asInstant('$2')}, $3::bigint, $4::text))
     ORDER BY made_at, seq, jti LIMIT $5`,
    [state ?? null, place?.micros ?? null, seq ?? null, jti ?? null, first + 1],
  );
  const page = pageOfRows(rows, first, (row) => ({ micros: row.micros, id: `${row.seq}/${row.jti}` }));
  const { rows: shown, ...more } = page;
  return { total: counts[0]?.total ?? 0, messages: shown.map(stateOf), ...more };
}

const stateOf = (row: Row): MessageState => ({
  jti: row.jti,
  peer: row.peer,
  kind: row.kind,
  subject: row.subject,
  seq: Number(row.seq),
  state: row.state,
  attempts: row.attempts,
  code: row.last_code,
  madeAt: row.made_at.toISOString(),
  nextAt: row.next_at instanceof Date ? row.next_at.toISOString() : null,
});

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
