import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss';
import type { z } from 'zod';
import { asRefusal, Refusal } from '#libs/errors';
import type { Logger } from '../observability/logger.js';
import type { Transaction } from '../persistence/index.js';
import type { JobHandler } from './ports.js';
import { queueDatabase, reached } from './queue-library.js';

export interface RunJobDeps {
  queue: PgBoss;
  schema: string;
  clock: () => number;
  /** Aborted when the node stops. */
  ending: AbortSignal;
  log: Pick<Logger, 'warn' | 'error'>;
}

/**
 * Does one job and says what became of it. Only a code of the error catalogue is kept of a failure: messages and stacks
 * of errors may name a person.
 */
export async function runJob<T>(
  job: JobWithMetadata<unknown>,
  { schema, handler }: { schema: z.ZodType<T>; handler: JobHandler<T> },
  deps: RunJobDeps,
): Promise<JobResult> {
  const { id, name, retryCount } = job;
  const finish = async ({ client }: Transaction): Promise<void> => {
    const db = queueDatabase(client, deps.schema, deps.clock);
    if (reached(await deps.queue.complete(name, { id, retryCount }, null, { db })) !== 1)
      throw new Refusal('JOB_CLAIM_LOST');
  };
  try {
    const data = schema.safeParse(job.data);
    // Written by another version of this node, or by hand.
    if (!data.success) throw new Refusal('JOB_DATA_INVALID', { cause: data.error });
    const signal = AbortSignal.any([job.signal, deps.ending]);
    await handler(data.data, { id, attempt: retryCount, signal, finish });
    return { id, status: 'completed' };
  } catch (error) {
    const refusal = asRefusal(error);
    const mayRetry = (refusal.entry.retryable ?? false) || refusal.status >= 500;
    const isLast = !mayRetry || retryCount >= job.retryLimit;
    const facts = { job: name, id, code: refusal.code, attempt: retryCount, err: error };
    if (isLast) deps.log.error(facts, 'ALERT: a job failed for good and waits for an operator');
    else deps.log.warn(facts, 'a job is tried again');
    return { id, status: mayRetry ? 'failed' : 'deadletter', output: { code: refusal.code } };
  }
}
