import type { z } from 'zod';
import type { Transaction } from '../persistence/index.js';

/** How often and how soon a job is tried again. */
export interface JobRetry {
  /** Attempts after the first. */
  limit: number;
  /** First pause in seconds; doubles each time. */
  delaySeconds: number;
  maxDelaySeconds: number;
}

export const JOB_RETRY: Readonly<JobRetry> = { limit: 10, delaySeconds: 5, maxDelaySeconds: 600 };

export interface JobOptions {
  /** Jobs of this name that one process works on at a time; 1 unless said. */
  concurrency?: number;
  /** A job that takes longer is tried again and its signal aborted, seconds; 900 unless said. */
  timeoutSeconds?: number;
  retry?: Partial<JobRetry>;
}

/** A job at work. */
export interface RunningJob {
  readonly id: string;
  /** 0 at first. */
  readonly attempt: number;
  /** Aborted where the job took too long, its claim is gone, or the node stops. */
  readonly signal: AbortSignal;
  /**
   * Makes the job done in the transaction of its effect, so that both happen once or not at all.
   * @throws Refusal JOB_CLAIM_LOST where somebody else has the job meanwhile: the transaction must not commit
   */
  finish(transaction: Transaction): Promise<void>;
}

export type JobHandler<T> = (data: T, job: RunningJob) => Promise<void>;

export interface EnqueueOptions {
  /** Not before, milliseconds since the epoch by the node's clock; at once unless said. */
  startAfter?: number;
  /**
   * One job of the key waits at a time: a second one only moves it forward where it wants to start earlier. What is at
   * work already does not count. Data should follow from the key.
   */
  singletonKey?: string;
  retry?: Partial<JobRetry>;
}

/** Queues work with the change that asks for it. */
export interface EnqueueJobs {
  /**
   * @param data of the schema that the job was defined with: names of things, never personal data
   * @returns the job's id; undefined where one of its key waits already
   * @throws Refusal JOB_DATA_INVALID
   */
  enqueue(
    transaction: Transaction,
    name: string,
    data: unknown,
    options?: EnqueueOptions,
  ): Promise<string | undefined>;
  /** After the commit: this process looks at once. */
  soon(): void;
}

export interface DefineJobs {
  /**
   * Says who does the jobs of a name, before the node starts. What the handler throws as a refusal that is not
   * retryable ends the job at once; anything else is tried again. A job may run twice: see {@link RunningJob.finish}.
   */
  define<T>(name: string, schema: z.ZodType<T>, handler: JobHandler<T>, options?: JobOptions): void;
}
