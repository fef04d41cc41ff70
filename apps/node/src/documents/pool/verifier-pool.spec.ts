import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import { ThreadFetches } from '../fetch/thread-fetches.js';
import { Blocks, ByteBudget } from './blocks.js';
import { movableReport } from './movable-report.js';
import { VerifierPool, type VerifierPoolOptions } from './verifier-pool.js';

/** A worker of the test's own, that does what the first word of a document says. */
const dir = mkdtempSync(join(tmpdir(), 'documents-pool-'));
const file = join(dir, 'worker.mjs');
writeFileSync(
  file,
  `import { parentPort, threadId } from 'node:worker_threads';
   let trust = '';
   const held = [];
   let answered;
   parentPort.on('message', (message) => {
     if (message.kind === 'trust') { trust = message.trust.key; parentPort.postMessage({ kind: 'ready' }); return; }
     if (message.kind === 'fetched') { answered(message.outcome); return; }
     const { id, task } = message;
     const word = Buffer.concat(task.input.blocks).toString().split(' ')[0];
     const say = (outcome) => parentPort.postMessage({ kind: 'done', id, outcome });
     if (word === 'hang') for (;;) { }
     if (word === 'grow') for (;;) held.push(Array.from({ length: 10000 }, () => Math.random()));
     if (word === 'crash') throw new Error('broken');
     if (word === 'exit') process.exit(3);
     if (word === 'fetch') {
       answered = (outcome) => {
         parentPort.postMessage({ kind: 'keep', url: 'u', resource: 'crl', until: 7 });
         say({ report: outcome.code ?? outcome.bytes[0] });
       };
       return parentPort.postMessage({ kind: 'fetch', fetch: 1, url: 'u', resource: 'crl' });
     }
     if (word === 'refuse') return say({ refusal: { code: 'PDF_ENCRYPTED', hint: 'here' } });
     if (word === 'defect') return say({ defect: { message: 'x is undefined', stack: 'at y' } });
     if (word === 'wait') return setTimeout(() => say({ report: { threadId, trust } }), 60);
     say({ report: { threadId, trust } });
   });`,
);
afterAll(() => rmSync(dir, { recursive: true }));

const faults: unknown[] = [];
const pools: VerifierPool[] = [];
function poolOf(options: Partial<VerifierPoolOptions> = {}): VerifierPool {
  const onFault = (error: unknown): void => void faults.push(error);
  const pool = new VerifierPool({
    threads: 1,
    maxWaiting: 10,
    timeLimitMs: 60_000,
    memoryMb: 64,
    onFault,
    file,
    ...options,
  });
  pools.push(pool);
  return pool;
}
beforeEach(() => (faults.length = 0));
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
});

interface Said {
  threadId: number;
  trust: string;
}
const input = (word: string) => ({ blocks: [new Uint8Array(Buffer.from(word))], now: 0, maxBytes: 100 });
const verify = async (pool: VerifierPool, word = 'go', signal?: AbortSignal): Promise<Said> =>
  (await pool.verify(input(word), signal)) as unknown as Said;
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (thrown) {
    return thrown instanceof Refusal ? thrown.code : String(thrown);
  }
};
const trust = (key: string) => ({ key, editions: [], certificates: [], crls: [], fetching: false });

describe('a document that goes beyond its bounds', () => {
  it.each([
    ['of time', 'hang', 'DOCUMENT_TIME_LIMIT', 0],
    ['of memory', 'grow', 'DOCUMENT_MEMORY_LIMIT', 0],
    ['by breaking the thread', 'crash', 'INTERNAL', 1],
    ['by ending the thread', 'exit', 'INTERNAL', 1],
  ])('%s is refused by name, and the next one gets another thread', async (_rule, word, code, told) => {
    const pool = poolOf(word === 'hang' ? { timeLimitMs: 1500 } : {});
    const { threadId } = await verify(pool);
    expect(await codeOf(verify(pool, word))).toBe(code);
    expect(faults).toHaveLength(told);
    expect((await verify(pool)).threadId).toBeGreaterThan(threadId);
  });

  it('takes no document with it that waits behind it', async () => {
    const pool = poolOf({ timeLimitMs: 1500 });
    const outcomes = await Promise.all(
      ['hang', 'go', 'exit', 'go'].map((word) => codeOf(verify(pool, word))),
    );
    expect(outcomes).toEqual(['DOCUMENT_TIME_LIMIT', 'done', 'INTERNAL', 'done']);
  });
});

describe('what a thread says', () => {
  it('is a refusal with its hint, which the thread survives', async () => {
    const pool = poolOf();
    await expect(pool.verify(input('refuse'))).rejects.toMatchObject({ code: 'PDF_ENCRYPTED', hint: 'here' });
    expect(faults).toEqual([]);
  });

  it('is never told to a caller where it is a defect, but to the log', async () => {
    const pool = poolOf();
    const thrown = await pool.verify(input('defect')).catch((error: unknown) => error);
    expect(JSON.stringify((thrown as Refusal).toPublic())).not.toContain('undefined');
    expect(faults).toMatchObject([{ message: 'x is undefined' }]);
  });
});

describe('what a thread asks of the network', () => {
  const asked: unknown[] = [];
  const poolWith = (fetch: () => Promise<{ bytes: Uint8Array; cached: boolean }>): VerifierPool => {
    const fetcher = {
      fetch: (...what: unknown[]) => {
        asked.push(what);
        return fetch();
      },
      keep: (...what: unknown[]) => void asked.push(what),
    };
    return poolOf({ fetches: new ThreadFetches(fetcher as never) });
  };
  beforeEach(() => (asked.length = 0));

  it('is fetched by the main thread, and kept as long as the thread says', async () => {
    const pool = poolWith(() => Promise.resolve({ bytes: Uint8Array.of(42), cached: false }));
    expect(await verify(pool, 'fetch')).toBe(42);
    expect(asked).toEqual([
      ['u', 'crl', undefined],
      ['u', 'crl', undefined, 7],
    ]);
  });

  it.each([
    ['a refusal by its code', new Refusal('PKI_FETCH_NOT_ALLOWED'), 'PKI_FETCH_NOT_ALLOWED'],
    ['a defect without a word of it', new Error('secret'), 'INTERNAL'],
  ])('is told as %s', async (_rule, thrown, code) => {
    expect(
      await verify(
        poolWith(() => Promise.reject(thrown)),
        'fetch',
      ),
    ).toBe(code);
  });
});

describe('the pool', () => {
  it('refuses at once what is too much, and takes more when there is room', async () => {
    const pool = poolOf({ maxWaiting: 2 });
    const taken = ['wait', 'wait', 'wait'].map((word) => verify(pool, word));
    expect(await codeOf(verify(pool))).toBe('DOCUMENT_VERIFIER_BUSY');
    await Promise.all(taken);
    expect(await codeOf(verify(pool))).toBe('done');
  });

  it('uses as many threads as it has, and starts none that it does not need', async () => {
    const pool = poolOf({ threads: 2 });
    const one = await verify(pool);
    expect((await verify(pool)).threadId).toBe(one.threadId);
    const both = await Promise.all([verify(pool, 'wait'), verify(pool, 'wait')]);
    expect(new Set(both.map(({ threadId }) => threadId)).size).toBe(2);
  });

  it('judges by the trust of the moment, in threads that run and in those that start', async () => {
    const pool = poolOf();
    pool.setTrust(trust('first'));
    expect((await verify(pool)).trust).toBe('first');
    pool.setTrust(trust('second'));
    expect((await verify(pool)).trust).toBe('second');
    await codeOf(verify(pool, 'exit'));
    expect((await verify(pool)).trust).toBe('second');
  });

  it('forgets a caller who went away, whether he waits or is served', async () => {
    const pool = poolOf();
    const [served, waiting] = [new AbortController(), new AbortController()];
    const first = verify(pool, 'hang', served.signal);
    const second = verify(pool, 'go', waiting.signal);
    waiting.abort();
    expect(await codeOf(second)).toBe('DOCUMENT_UPLOAD_ABANDONED');
    served.abort();
    expect(await codeOf(first)).toBe('DOCUMENT_UPLOAD_ABANDONED');
    expect(await codeOf(verify(pool, 'go', served.signal))).toBe('DOCUMENT_UPLOAD_ABANDONED');
    expect(await codeOf(verify(pool))).toBe('done');
  });

  it('finishes what it has when it stops, and takes no more', async () => {
    const pool = poolOf();
    const taken = ['wait', 'go'].map((word) => codeOf(verify(pool, word)));
    const stopped = pool.stop();
    expect(await codeOf(verify(pool))).toBe('SHUTTING_DOWN');
    await stopped;
    expect(await Promise.all(taken)).toEqual(['done', 'done']);
  });
});

describe('bytes in hand', () => {
  it('are cut into blocks of their own memory and come out as they were', async () => {
    const bytes = new Uint8Array(Buffer.alloc((9 << 20) + 5, 'abcdefg'));
    const blocks = await Blocks.of(bytes, 10 << 20);
    expect(blocks.size).toBe(bytes.length);
    expect(Buffer.concat(blocks.parts()).equals(bytes)).toBe(true);
    expect(blocks.parts().some(({ buffer }) => buffer === bytes.buffer)).toBe(false);
  });

  it('are bounded one by one and all together, and given back', async () => {
    const budget = new ByteBudget(3 << 20);
    expect(await codeOf(Blocks.of(new Uint8Array(11), 10, budget))).toBe('DOCUMENT_TOO_LARGE');
    const blocks = await Blocks.of(new Uint8Array(2 << 20), 10 << 20, budget);
    expect(await codeOf(Blocks.of(new Uint8Array(2 << 20), 10 << 20, budget))).toBe('DOCUMENT_VERIFIER_BUSY');
    blocks.release();
    blocks.release();
    expect(await codeOf(Blocks.of(new Uint8Array(3 << 20), 10 << 20, budget))).toBe('done');
    expect(await codeOf(Blocks.of(new Uint8Array(1), 10 << 20, budget))).toBe('DOCUMENT_VERIFIER_BUSY');
  });
});

describe('a report on its way out of a thread', () => {
  it('leaves the document behind', () => {
    const document = new Uint8Array(1000);
    const report = movableReport({ seal: { bytes: document.subarray(10, 20) } } as never) as unknown as {
      seal: { bytes: Uint8Array };
    };
    expect(report.seal.bytes.buffer.byteLength).toBe(10);
  });

  it('is bounded', async () => {
    const notes = Array.from({ length: 100_000 }, () => 'x'.repeat(50));
    expect(await codeOf((async () => movableReport({ notes } as never))())).toBe('DOCUMENT_REPORT_TOO_LARGE');
  });
});
