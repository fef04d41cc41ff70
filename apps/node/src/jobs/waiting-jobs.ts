import type { Client, ClientBase, Pool } from 'pg';
import { Refusal } from '#libs/errors';
import { asInstant, asMicros, pageOfRows, placeOf } from '../persistence/place-cursor.js';
import { jobsSchema } from './library-schema.js';
import { DEAD_JOBS, openQueue, reached } from './queue-library.js';

/** A job that is not done, as an operator sees it: nothing of its data. */
export interface JobState {
  id: string;
  name: string;
  /** `dead`: it failed for good and waits for a person. */
  state: 'waiting' | 'active' | 'dead';
  attempts: number;
  code: string | null;
  madeAt: string;
  startAfter: string;
}

interface Row {
  id: string;
  name: string;
  source_name: string | null;
  state: string;
  attempts: number;
  code: string | null;
  made_at: Date;
  start_after: Date;
}

export interface JobPage {
  /** Of all pages. */
  total: number;
  jobs: JobState[];
  hasNextPage: boolean;
  endCursor?: string;
}

const COLUMNS = `id, name, source_name, state::text, coalesce(source_retry_count, retry_count) AS attempts,
  coalesce(source_output, output) ->> 'code' AS code, coalesce(source_created_on, created_on) AS made_at, start_after`;
const waiting = (schema: string): string => `FROM ${schema}.job
  WHERE state < 'completed' AND CASE $1::text
    WHEN 'dead' THEN name = $2
    WHEN 'active' THEN name <> $2 AND state = 'active'
    WHEN 'waiting' THEN name <> $2 AND state < 'active'
    ELSE true END`;

/** What is not done, the oldest first, at most a thousand. */
export async function waitingJobs(
  database: Pick<ClientBase | Pool, 'query'>,
  state?: JobState['state'],
): Promise<JobState[]> {
  const schema = await jobsSchema(database);
  const { rows } = await database.query<Row>(
    `SELECT ${COLUMNS} ${waiting(schema)} ORDER BY created_on, id LIMIT 1000`,
    [state ?? null, DEAD_JOBS],
  );
  return rows.map(stateOf);
}

/** The same page by page. @throws Refusal CURSOR_INVALID */
export async function pageOfJobs(
  database: Pick<ClientBase | Pool, 'query'>,
  { state, first, after }: { state?: JobState['state']; first: number; after?: string },
): Promise<JobPage> {
  const place = after === undefined ? undefined : placeOf(after);
  if (place && !UUID.test(place.id)) throw new Refusal('CURSOR_INVALID');
  const schema = await jobsSchema(database);
  const { rows: counts } = await database.query<{ total: number }>(
    `SELECT count(*)::int AS total ${waiting(schema)}`,
    [state ?? null, DEAD_JOBS],
  );
  const { rows } = await database.query<Row & { micros: string }>(
    `SELECT ${COLUMNS}, ${asMicros('created_on')} AS micros ${waiting(schema)}
       AND ($3::text IS NULL OR (created_on, id) > (${asInstant('$3')}, $4::uuid))
     ORDER BY created_on, id LIMIT $5`,
    [state ?? null, DEAD_JOBS, place?.micros ?? null, place?.id ?? null, first + 1],
  );
  const { rows: shown, ...more } = pageOfRows(rows, first, (row) => row);
  return { total: counts[0]?.total ?? 0, jobs: shown.map(stateOf), ...more };
}

const stateOf = (row: Row): JobState => ({
  id: row.id,
  name: row.source_name ?? row.name,
  state: row.name === DEAD_JOBS ? 'dead' : row.state === 'active' ? 'active' : 'waiting',
  attempts: row.attempts,
  code: row.code,
  madeAt: row.made_at.toISOString(),
  startAfter: row.start_after.toISOString(),
});

/** Queues a dead job again. @throws Refusal JOB_NOT_FOUND */
export async function retryJob(client: ClientBase, id: string, clock: () => number): Promise<void> {
  await change(client, id, clock, (queue) => queue.redrive(DEAD_JOBS, { ids: [id] }));
}

/** Gives a dead job up. @throws Refusal JOB_NOT_FOUND */
export async function dropJob(client: ClientBase, id: string, clock: () => number): Promise<void> {
  await change(client, id, clock, async (queue) => reached(await queue.deleteJob(DEAD_JOBS, id)));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function change(
  client: ClientBase,
  id: string,
  clock: () => number,
  work: (queue: ReturnType<typeof openQueue>) => Promise<number>,
): Promise<void> {
  if (!UUID.test(id)) throw new Refusal('JOB_NOT_FOUND');
  const schema = await jobsSchema(client);
  // Never started: it only says what is to be done, in the transaction that the client is in.
  const queue = openQueue(client as unknown as Pool & Client, { schema, clock, superviseSeconds: 3_600 });
  if ((await work(queue)) !== 1) throw new Refusal('JOB_NOT_FOUND');
}
