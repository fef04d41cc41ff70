import type { ClientBase, Pool } from 'pg';
import { PgBoss, systemClock, type CommandResponse, type Db } from 'pg-boss';

/** Where jobs go that failed for good, until a person looks. */
export const DEAD_JOBS = 'dead';
/** Ten years: nothing that waits for a person goes away by itself. */
export const KEEP_SECONDS = 10 * 365 * 86_400;

export interface QueueSettings {
  schema: string;
  clock: () => number;
  superviseSeconds: number;
}

/** The queue library on the node's own pool and under the node's own clock; it makes no tables and no timetable. */
export function openQueue(pool: Pool, { schema, clock, superviseSeconds }: QueueSettings): PgBoss {
  return new PgBoss({
    db: queueDatabase(pool, schema, clock),
    schema,
    clock: { ...systemClock, now: clock },
    migrate: false,
    createSchema: false,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    flowIntervalSeconds: 3_600,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  });
}

/** How many jobs a command of the library reached; its types leave the figure out. */
export const reached = (response: CommandResponse): number =>
  (response as { affected?: number }).affected ?? 0;

/**
 * The library's statements ask the database what time it is, through one function in its schema. They are given the
 * node's clock instead, so that a job is due by the same clock as the period that it watches.
 */
export function queueDatabase(client: ClientBase | Pool, schema: string, clock: () => number): Db {
  const asked = `${schema}.job_now()`;
  return {
    executeSql: (text, values) =>
      client.query(text.replaceAll(asked, `to_timestamp(${clock() / 1000})`), values as unknown[]),
  };
}
