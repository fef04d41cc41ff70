import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sm2Job, Sm2Outcome } from '#libs/pki';
import { WorkerPool } from './worker-pool.js';

/** A worker of the test's own, so that a pool is tried without the built tree: it answers, waits or breaks as told. */
const dir = mkdtempSync(join(tmpdir(), 'sm2-pool-'));
const file = join(dir, 'worker.mjs');
writeFileSync(
  file,
  `import { parentPort, threadId } from 'node:worker_threads';
   parentPort.on('message', ({ id, job }) => {
     const word = Buffer.from(job.id).toString();
     if (word === 'break') throw new Error('broken');
     const bytes = job.content?.message?.byteLength ?? 0;
     const answer = () => parentPort.postMessage({ id, outcome: { signature: Uint8Array.of(threadId), bytes } });
     word === 'wait' ? setTimeout(answer, 30) : answer();
   });`,
);
afterAll(() => rmSync(dir, { recursive: true }));

const job = (word = ''): Sm2Job => ({
  kind: 'sign',
  privateKey: randomBytes(32),
  message: new Uint8Array(),
  id: Buffer.from(word),
});
const faults: unknown[] = [];
const poolOf = (threads: number, maxWaiting = 100): WorkerPool =>
  new WorkerPool({ threads, maxWaiting, file, onFault: (error) => void faults.push(error) });
const threadOf = (outcome: Sm2Outcome): number =>
  'signature' in outcome ? (outcome.signature[0] ?? -1) : -1;

describe('the pool of threads', () => {
  it('keeps the jobs of one key together while its thread keeps up', async () => {
    const pool = poolOf(2);
    const threads = new Map<number, Set<number>>();
    for (let round = 0; round < 6; round++)
      for (const affinity of [4, 7]) {
        const thread = threadOf(await pool.run(job(), affinity, []));
        threads.set(affinity, (threads.get(affinity) ?? new Set()).add(thread));
      }
    expect([...threads.values()].map((used) => used.size)).toEqual([1, 1]);
    expect(threads.get(4)).not.toEqual(threads.get(7));
    await pool.stop();
  });

  it('moves on where one key alone fills its thread', async () => {
    const pool = poolOf(2);
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => pool.run(job('wait'), 0, [])));
    expect(new Set(outcomes.map(threadOf)).size).toBe(2);
    await pool.stop();
  });

  it('refuses at once what is too much, and takes more when there is room', async () => {
    const pool = poolOf(1, 3);
    const running = [1, 2, 3].map(() => pool.run(job('wait'), 0, []));
    await expect(pool.run(job(), 0, [])).rejects.toMatchObject({ code: 'OVERLOADED', status: 503 });
    await Promise.all(running);
    await expect(pool.run(job(), 0, [])).resolves.toBeDefined();
    await pool.stop();
  });

  it('fails the jobs of a thread that breaks, reports it, and goes on with a new one', async () => {
    const pool = poolOf(1);
    const first = threadOf(await pool.run(job(), 0, []));
    const lost = [pool.run(job('wait'), 0, []), pool.run(job('break'), 0, [])];
    for (const one of lost) await expect(one).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(faults).toHaveLength(1);
    expect(threadOf(await pool.run(job(), 0, []))).not.toBe(first);
    await pool.stop();
  });

  it('finishes what it has and takes nothing more when it stops', async () => {
    const pool = poolOf(1);
    const running = [1, 2, 3].map(() => pool.run(job('wait'), 0, []));
    const stopped = pool.stop();
    await expect(pool.run(job(), 0, [])).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await stopped;
    await expect(Promise.all(running)).resolves.toHaveLength(3);
  });

  it('stops without having started anything', async () => {
    await poolOf(4).stop();
  });

  it('hands the buffers over', async () => {
    const pool = poolOf(1);
    const message = new Uint8Array(100_000);
    const verify: Sm2Job = {
      kind: 'verify',
      publicKey: new Uint8Array(64),
      content: { message },
      id: new Uint8Array(),
      signature: new Uint8Array(64),
      form: 'raw',
    };
    await expect(pool.run(verify, 0, [message.buffer])).resolves.toMatchObject({ bytes: 100_000 });
    expect(message.byteLength).toBe(0);
    await pool.stop();
  });
});
