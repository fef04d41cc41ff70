import { setTimeout as pause } from 'node:timers/promises';
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { Logger } from '../observability/logger.js';
import type { Database, Transaction } from '../persistence/index.js';
import type { JobsConfig } from './jobs.config.js';
import { jobsSchema } from './library-schema.js';
import {
  JOB_RETRY,
  type DefineJobs,
  type EnqueueJobs,
  type EnqueueOptions,
  type JobHandler,
  type JobOptions,
  type JobRetry,
} from './ports.js';
import { DEAD_JOBS, KEEP_SECONDS, openQueue, queueDatabase } from './queue-library.js';
import { runJob } from './run-job.js';

export interface JobsParts {
  database: Pick<Database, 'pool'>;
  clock: () => number;
  logger: Pick<Logger, 'warn' | 'error'>;
}

export interface Jobs extends EnqueueJobs, DefineJobs {
  /** Makes the queues, so that jobs can be queued; before anybody may call. */
  prepare(): Promise<void>;
  /** Begins to work. */
  start(): Promise<void>;
  /** Lets go: handlers are told by their signals and waited for; what they leave is done later or by a replica. */
  stop(): Promise<void>;
}

interface Definition {
  name: string;
  schema: z.ZodType<unknown>;
  handler: JobHandler<unknown>;
  options: JobOptions;
}

const MAX_DATA_BYTES = 8 * 1024;
const MAX_KEY_LENGTH = 200;
const TIMEOUT_SECONDS = 900;
/** A process that died is noticed after so long. */
const HEARTBEAT_SECONDS = 30;
/** How long handlers may take to let go, milliseconds. */
const STOP_MS = 10_000;

/** Everything of this room, put together. */
export function openJobs(config: JobsConfig, { database, clock, logger }: JobsParts): Jobs {
  const definitions = new Map<string, Definition>();
  const workers = new Set<string>();
  const ending = new AbortController();
  let opened: { queue: PgBoss; schema: string } | undefined;

  const ready = () => {
    if (!opened) throw new Error('jobs are queued before the node has started');
    return opened;
  };
  const soon = () => {
    for (const id of workers) opened?.queue.notifyWorker(id);
  };

  return {
    define(name, schema, handler, options = {}) {
      if (opened) throw new Error(`a job is defined after the start: ${name}`);
      if (definitions.has(name) || name === DEAD_JOBS) throw new Error(`two rooms do jobs of name ${name}`);
      definitions.set(name, { name, schema, handler: handler as JobHandler<unknown>, options });
    },

    async prepare() {
      const schema = await jobsSchema(database.pool);
      const { superviseSeconds } = config;
      const queue = openQueue(database.pool, { schema, clock, superviseSeconds });
      queue.on('error', (error) => logger.warn({ err: error }, 'the queue of jobs failed'));
      await queue.start();
      opened = { queue, schema };
      await ensureQueue(queue, DEAD_JOBS, { retentionSeconds: KEEP_SECONDS, deleteAfterSeconds: 86_400 });
      for (const { name, options } of definitions.values())
        await ensureQueue(queue, name, {
          ...retryOf({ ...JOB_RETRY, ...options.retry }),
          policy: 'short',
          deadLetter: DEAD_JOBS,
          expireInSeconds: options.timeoutSeconds ?? TIMEOUT_SECONDS,
          heartbeatSeconds: HEARTBEAT_SECONDS,
          retentionSeconds: KEEP_SECONDS,
          deleteAfterSeconds: config.keepDays * 86_400,
        });
    },

    async start() {
      const { queue, schema } = ready();
      const deps = { queue, schema, clock, ending: ending.signal, log: logger };
      for (const definition of definitions.values()) {
        for (let n = 0; n < (definition.options.concurrency ?? 1); n += 1) {
          let self = '';
          self = await queue.work<unknown>(
            definition.name,
            { pollingIntervalSeconds: config.pollSeconds, includeMetadata: true, perJobResults: true },
            async (taken) => {
              // One at a time, with what was asked for beside it.
              const [job] = taken as JobWithMetadata<unknown>[];
              if (!job) return [];
              const result = await runJob(job, definition, deps);
              queue.notifyWorker(self); // there may be more: look again without a pause
              return [result];
            },
          );
          workers.add(self);
        }
      }
    },

    async enqueue(transaction, name, data, options = {}) {
      const { queue, schema } = ready();
      const definition = definitions.get(name);
      if (!definition) throw new Error(`nobody does jobs of name ${name}`);
      const parsed = definition.schema.safeParse(data);
      if (!parsed.success || !isSmall(parsed.data, options.singletonKey))
        throw new Refusal('JOB_DATA_INVALID', { details: { job: name }, cause: parsed.error });
      const db = queueDatabase(transaction.client, schema, clock);
      const { startAfter, retry } = options;
      // Without a key of its own every job would wait for the one before it.
      const key = options.singletonKey ?? crypto.randomUUID();
      const id = await queue.send(name, parsed.data as object, {
        db,
        singletonKey: key,
        ...(startAfter === undefined ? {} : { startAfter: new Date(startAfter) }),
        ...(retry ? retryOf({ ...JOB_RETRY, ...definition.options.retry, ...retry }) : {}),
      });
      if (id !== null) return id;
      await moveForward(queue, { name, key, at: startAfter ?? clock() }, transaction, schema, clock);
      return undefined;
    },

    soon,

    async stop() {
      ending.abort();
      if (!opened) return;
      const { queue } = opened;
      const stopped = queue.stop({ graceful: true, timeout: STOP_MS });
      const late = pause(STOP_MS + 2_000, undefined, { ref: false });
      await Promise.race([stopped, late]);
    },
  };
}

function isSmall(data: unknown, key: string | undefined): boolean {
  return (
    Buffer.byteLength(JSON.stringify(data)) <= MAX_DATA_BYTES &&
    (key === undefined || (key.length > 0 && key.length <= MAX_KEY_LENGTH))
  );
}

const retryOf = ({ limit, delaySeconds, maxDelaySeconds }: JobRetry) => ({
  retryLimit: limit,
  retryDelay: delaySeconds,
  retryBackoff: true,
  retryDelayMax: maxDelaySeconds,
});

/** Makes a queue, or gives an older one the settings of this version. */
async function ensureQueue(
  queue: PgBoss,
  name: string,
  { policy = 'standard', ...settings }: NonNullable<Parameters<PgBoss['createQueue']>[1]>,
): Promise<void> {
  await queue.createQueue(name, { policy, ...settings });
  await queue.updateQueue(name, settings);
}

/** The one that waits starts earlier, where it was going to start later. */
async function moveForward(
  queue: PgBoss,
  { name, key, at }: { name: string; key: string; at: number },
  { client }: Transaction,
  schema: string,
  clock: () => number,
): Promise<void> {
  const db = queueDatabase(client, schema, clock);
  const [waiting] = await queue.findJobs(name, { key, queued: true, limit: 1, db });
  if (waiting && waiting.startAfter.getTime() > at)
    await queue.update(name, undefined, { id: waiting.id, startAfter: new Date(at), db });
}

export type { EnqueueOptions };
