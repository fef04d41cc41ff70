import { availableParallelism } from 'node:os';
import { Refusal } from '#libs/errors';
import type { ValidationReport } from '#libs/seals';
import type { SourceInput, SourceRead, Task, TrustMaterial, VerifyInput } from './protocol.js';
import { VerifierThread, type TaskResult, type ThreadOptions } from './verifier-thread.js';

export interface VerifierPoolOptions extends ThreadOptions {
  /** Number of threads; 0 for one less than there are processors, at least one, at most four. */
  threads: number;
  /** Tasks that may wait for a thread; beyond it one is refused at once. */
  maxWaiting: number;
  /** Longest time for one document in milliseconds, once a thread has begun with it. */
  timeLimitMs: number;
}

/** Trust lists and revocation lists are the operator's own; they get more time than a stranger's document. */
const READ_LIMIT_MS = 60_000;

interface Waiting {
  task: Task;
  limitMs: number;
  signal: AbortSignal | undefined;
  resolve: (outcome: TaskResult) => void;
  reject: (thrown: unknown) => void;
}

const NOTHING_TRUSTED: TrustMaterial = { key: '', editions: [], certificates: [], crls: [], fetching: false };

/**
 * A bounded pool of threads that verify documents, each thread one at a time. Threads start with the first task.
 * What a document may cost in time and memory ends with its thread, and with a refusal by name.
 */
export class VerifierPool {
  private readonly threads: VerifierThread[];
  private readonly idle: VerifierThread[];
  private readonly waiting: Waiting[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private trust = NOTHING_TRUSTED;
  private closing = false;

  constructor(private readonly options: VerifierPoolOptions) {
    const count = options.threads || Math.min(4, Math.max(1, availableParallelism() - 1));
    this.threads = Array.from({ length: count }, () => new VerifierThread(options, () => this.trust));
    this.idle = [...this.threads];
  }

  /** Documents from here on are judged by it. */
  setTrust(trust: TrustMaterial): void {
    this.trust = trust;
    for (const thread of this.threads) thread.renew();
  }

  /**
   * The blocks move to a thread and are gone here.
   * @throws Refusal DOCUMENT_VERIFIER_BUSY, DOCUMENT_TIME_LIMIT, DOCUMENT_MEMORY_LIMIT, DOCUMENT_UPLOAD_ABANDONED,
   * SHUTTING_DOWN, and whatever the document is refused for
   */
  async verify(input: VerifyInput, signal?: AbortSignal): Promise<ValidationReport> {
    const outcome = await this.run({ kind: 'verify', input }, this.options.timeLimitMs, signal);
    if ('report' in outcome) return outcome.report;
    throw new Refusal('INTERNAL', { details: { reason: 'no report' } });
  }

  /** Reads and checks a source of trust. @throws Refusal what is wrong with it */
  async read(input: SourceInput): Promise<SourceRead> {
    const outcome = await this.run({ kind: 'read', input }, READ_LIMIT_MS, undefined);
    if ('source' in outcome) return outcome.source;
    throw new Refusal('INTERNAL', { details: { reason: 'nothing read' } });
  }

  /** Takes no more tasks, finishes those that it has, within their limits, and ends the threads. */
  async stop(): Promise<void> {
    this.closing = true;
    while (this.running.size > 0) await Promise.allSettled(this.running);
    await Promise.all(this.threads.map((thread) => thread.stop()));
  }

  private run(task: Task, limitMs: number, signal: AbortSignal | undefined): Promise<TaskResult> {
    if (this.closing) return Promise.reject(new Refusal('SHUTTING_DOWN'));
    if (signal?.aborted) return Promise.reject(new Refusal('DOCUMENT_UPLOAD_ABANDONED'));
    if (this.idle.length === 0 && this.waiting.length >= this.options.maxWaiting)
      return Promise.reject(new Refusal('DOCUMENT_VERIFIER_BUSY'));
    const running = new Promise<TaskResult>((resolve, reject) => {
      const waiting: Waiting = { task, limitMs, signal, resolve, reject };
      signal?.addEventListener('abort', () => this.abandon(waiting), { once: true });
      this.waiting.push(waiting);
      this.next();
    });
    this.running.add(running);
    const done = (): void => void this.running.delete(running);
    running.then(done, done);
    return running;
  }

  private next(): void {
    const thread = this.waiting.length > 0 ? this.idle.shift() : undefined;
    const waiting = thread && this.waiting.shift();
    if (!thread || !waiting) return;
    const { task, limitMs, signal, resolve, reject } = waiting;
    void thread
      .run(task, limitMs, signal)
      .then(resolve, reject)
      .finally(() => {
        // The thread that was used last is the warmest.
        this.idle.unshift(thread);
        this.next();
      });
  }

  private abandon(waiting: Waiting): void {
    const place = this.waiting.indexOf(waiting);
    if (place < 0) return;
    this.waiting.splice(place, 1);
    waiting.reject(new Refusal('DOCUMENT_UPLOAD_ABANDONED'));
  }
}
