import { availableParallelism } from 'node:os';
import { Refusal } from '#libs/errors';
import type { Sm2Job, Sm2Outcome, Sm2Workers } from '#libs/pki';
import { WorkerThread } from './worker-thread.js';

export interface WorkerPoolOptions {
  /** Number of threads; 0 for one less than there are processors, at least one, at most four. */
  threads: number;
  /** Jobs that may wait in all threads together; beyond it a job is refused at once. */
  maxWaiting: number;
  /** Told of a thread that broke; its jobs fail with INTERNAL and the next job starts another. */
  onFault: (error: unknown) => void;
  /** For tests. */
  file?: string;
}

/** A thread is left for a shorter queue only where its own is longer by this: another thread has no table of the key. */
const WORTH_MOVING = 8;

/**
 * A bounded pool of threads. The jobs of one key go to one thread, where its table is, as long as that one keeps up.
 * Threads start with the first job: a node without SM2 has none.
 */
export class WorkerPool implements Sm2Workers {
  private readonly threads: WorkerThread[];
  private readonly running = new Set<Promise<unknown>>();
  private closing = false;

  constructor(private readonly options: WorkerPoolOptions) {
    const count = options.threads || Math.min(4, Math.max(1, availableParallelism() - 1));
    this.threads = Array.from({ length: count }, () => new WorkerThread(options.onFault, options.file));
  }

  async run(job: Sm2Job, affinity: number, transfer: readonly ArrayBuffer[]): Promise<Sm2Outcome> {
    if (this.closing) throw new Refusal('SHUTTING_DOWN');
    if (this.running.size >= this.options.maxWaiting) throw new Refusal('OVERLOADED');
    const running = this.threadFor(affinity).run(job, transfer);
    this.running.add(running);
    try {
      return await running;
    } finally {
      this.running.delete(running);
    }
  }

  /** Takes no more jobs, finishes those that it has, ends the threads. */
  async stop(): Promise<void> {
    this.closing = true;
    await Promise.allSettled(this.running);
    await Promise.all(this.threads.map((thread) => thread.stop()));
  }

  private threadFor(affinity: number): WorkerThread {
    const own = this.threads[affinity % this.threads.length];
    const [idlest] = [...this.threads].sort((a, b) => a.load - b.load);
    if (!own || !idlest) throw new Refusal('INTERNAL', { details: { reason: 'no SM2 thread' } });
    return own.load > idlest.load + WORTH_MOVING ? idlest : own;
  }
}
