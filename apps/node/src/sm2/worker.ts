/** A thread that does SM2 jobs for the node, one after the other. Started by `WorkerPool`. */
import { randomBytes } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { Sm2JobRunner, type Sm2Job } from '#libs/pki';

const runner = new Sm2JobRunner(randomBytes);

parentPort?.on('message', ({ id, job }: { id: number; job: Sm2Job }) => {
  parentPort?.postMessage({ id, outcome: runner.run(job) });
});
