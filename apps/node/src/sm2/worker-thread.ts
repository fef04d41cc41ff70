import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Refusal } from '#libs/errors';
import type { Sm2Job, Sm2Outcome } from '#libs/pki';

interface Waiting {
  resolve: (outcome: Sm2Outcome) => void;
  reject: (refusal: Refusal) => void;
}

/** Compiled code beside this file; from the sources (tests) what `npm run build` made of it. */
const WORKER_FILE = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../../../dist/apps/node/src/sm2/worker.js' : './worker.js',
    import.meta.url,
  ),
);
/** Tables of frequent signers take 16 MB at most; the rest is Node itself and what a burst leaves to be collected. */
const HEAP_MB = 192;

/** One thread and the jobs that it has not answered yet. It starts with its first job and after a crash with the next. */
export class WorkerThread {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(
    private readonly onFault: (error: unknown) => void,
    private readonly file = WORKER_FILE,
  ) {}

  get load(): number {
    return this.waiting.size;
  }

  run(job: Sm2Job, transfer: readonly ArrayBuffer[]): Promise<Sm2Outcome> {
    return new Promise((resolve, reject) => {
      const worker = (this.worker ??= this.start());
      const id = ++this.lastId;
      this.waiting.set(id, { resolve, reject });
      // A thread without work keeps no process alive; one with work does.
      worker.ref();
      worker.postMessage({ id, job }, transfer);
    });
  }

  async stop(): Promise<void> {
    await this.worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(this.file, {
      name: 'sm2',
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    worker.on('message', ({ id, outcome }: { id: number; outcome: Sm2Outcome }) => {
      this.waiting.get(id)?.resolve(outcome);
      this.waiting.delete(id);
      if (this.waiting.size === 0) worker.unref();
    });
    worker.on('error', (error) => this.onFault(error));
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = undefined;
      const lost = [...this.waiting.values()];
      this.waiting.clear();
      for (const { reject } of lost)
        reject(new Refusal('INTERNAL', { details: { reason: 'an SM2 thread ended' } }));
    });
    return worker;
  }
}
