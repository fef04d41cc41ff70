import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Refusal } from '#libs/errors';
import type { FromThread, Task, TaskOutcome, ToThread, TrustMaterial } from './protocol.js';
import type { ThreadFetches } from '../fetch/thread-fetches.js';

/** Compiled code beside this file; from the sources (tests) what `npm run build` made of it. */
const WORKER_FILE = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts')
      ? '../../../../../dist/apps/node/src/documents/pool/worker.js'
      : './worker.js',
    import.meta.url,
  ),
);
/** Longest time in which a thread starts and takes in the trust lists. */
const START_MS = 60_000;

export interface ThreadOptions {
  memoryMb: number;
  /** Told of a thread that broke by a defect. */
  onFault: (error: unknown) => void;
  fetches?: ThreadFetches;
  /** For tests. */
  file?: string;
}

export type TaskResult = Exclude<TaskOutcome, { refusal: unknown } | { defect: unknown }>;

interface Current {
  id: number;
  settle: (outcome: TaskOutcome | Refusal) => void;
}

/**
 * One thread, which does one task at a time, so that what one document costs can be laid to that document. Where a
 * task passes its bounds the thread is ended with it; the next task starts another.
 */
export class VerifierThread {
  private worker: Worker | undefined;
  private started: Promise<void> | undefined;
  private current: Current | undefined;
  private lastId = 0;
  private readonly ending = new Set<Promise<unknown>>();

  constructor(
    private readonly options: ThreadOptions,
    private readonly trust: () => TrustMaterial,
  ) {}

  /** @throws Refusal what the task refuses, or DOCUMENT_TIME_LIMIT, DOCUMENT_MEMORY_LIMIT, INTERNAL */
  async run(task: Task, limitMs: number, signal?: AbortSignal): Promise<TaskResult> {
    const abandon = (): void => this.end(new Refusal('DOCUMENT_UPLOAD_ABANDONED'));
    let timer: NodeJS.Timeout | undefined;
    try {
      const outcome = new Promise<TaskOutcome | Refusal>(
        (settle) => (this.current = { id: ++this.lastId, settle }),
      );
      timer = setTimeout(() => this.end(internal('a thread did not start')), START_MS);
      // Where it cannot start, the outcome says so.
      await Promise.race([this.start(), outcome]);
      clearTimeout(timer);
      if (signal?.aborted) throw new Refusal('DOCUMENT_UPLOAD_ABANDONED');
      timer = setTimeout(
        () => this.end(new Refusal('DOCUMENT_TIME_LIMIT', { hint: `${String(limitMs)} ms` })),
        limitMs,
      );
      signal?.addEventListener('abort', abandon, { once: true });
      this.worker?.ref();
      this.worker?.postMessage({ kind: 'task', id: this.lastId, task } satisfies ToThread, buffersOf(task));
      return resultOf(await outcome, this.options.onFault);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abandon);
      this.current = undefined;
      // A thread without work keeps no process alive; one with work does.
      this.worker?.unref();
    }
  }

  /** The trust has changed; tasks from here on are judged by it. */
  renew(): void {
    this.worker?.postMessage({ kind: 'trust', trust: this.trust() } satisfies ToThread);
  }

  async stop(): Promise<void> {
    this.end(new Refusal('SHUTTING_DOWN'));
    await Promise.all(this.ending);
  }

  private start(): Promise<void> {
    if (this.worker && this.started) return this.started;
    const worker = new Worker(this.options.file ?? WORKER_FILE, {
      name: 'documents',
      resourceLimits: { maxOldGenerationSizeMb: this.options.memoryMb, stackSizeMb: 4 },
      // The node's secrets come by its environment; a thread that reads strangers' files needs none of it.
      env: {},
    });
    this.worker = worker;
    let broken: unknown;
    this.started = new Promise<void>((ready) => {
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'ready') ready();
        else if (worker === this.worker) this.take(message, worker);
      });
    });
    worker.on('error', (error: unknown) => (broken = error));
    worker.on('exit', () => {
      if (worker !== this.worker) return;
      const refusal = whyItBroke(broken);
      if (refusal.code === 'INTERNAL') this.options.onFault(broken ?? refusal);
      this.forget(refusal);
    });
    this.renew();
    return this.started;
  }

  private take(message: Exclude<FromThread, { kind: 'ready' }>, worker: Worker): void {
    const { fetches } = this.options;
    if (message.kind === 'done') {
      if (this.current?.id === message.id) this.current.settle(message.outcome);
    } else if (message.kind === 'fetch') {
      void fetches?.answer(message).then((answer) => {
        if (worker === this.worker) worker.postMessage(answer);
      });
    } else fetches?.keep(message);
  }

  /** Ends the thread at once; whatever it still says is not heard, and the next task gets another. */
  private end(why: Refusal): void {
    if (!this.worker) return;
    const ended = this.worker.terminate();
    this.ending.add(ended);
    void ended.finally(() => this.ending.delete(ended));
    this.forget(why);
  }

  private forget(why: Refusal): void {
    this.worker = this.started = undefined;
    this.current?.settle(why);
  }
}

const internal = (reason: string, cause?: unknown) => new Refusal('INTERNAL', { details: { reason }, cause });

function whyItBroke(error: unknown): Refusal {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new Refusal('DOCUMENT_MEMORY_LIMIT', { cause: error })
    : internal('a thread that verifies documents ended', error);
}

function resultOf(outcome: TaskOutcome | Refusal, onFault: (error: unknown) => void): TaskResult {
  if (outcome instanceof Refusal) throw outcome;
  if ('refusal' in outcome) {
    const { code, hint } = outcome.refusal;
    throw new Refusal(code, hint === undefined ? {} : { hint });
  }
  if (!('defect' in outcome)) return outcome;
  const error = Object.assign(new Error(outcome.defect.message), { stack: outcome.defect.stack });
  onFault(error);
  throw new Refusal('INTERNAL', { cause: error });
}

/** Memory of the task's own, which moves with it; what is shared between threads stays. */
function buffersOf({ kind, input }: Task): ArrayBuffer[] {
  if (kind === 'read') return [];
  return [...input.blocks, ...(input.detached ?? [])].flatMap(({ buffer }) =>
    buffer instanceof ArrayBuffer ? [buffer] : [],
  );
}
