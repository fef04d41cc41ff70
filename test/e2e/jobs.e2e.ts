import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import {
  dropJob,
  jobsConfig,
  openJobs,
  retryJob,
  pageOfJobs,
  waitingJobs,
  type JobHandler,
  type JobOptions,
  type Jobs,
} from '../../apps/node/src/jobs/index.js';
import { jobsSchema } from '../../apps/node/src/jobs/library-schema.js';
import { databaseConfig } from '../../apps/node/src/persistence/database.config.js';
import { Database, type Transaction } from '../../apps/node/src/persistence/index.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const data = z.strictObject({ word: z.string().max(20) });
type Data = z.infer<typeof data>;
const HOUR = 3_600_000;

let test: TestDatabase;
let database: Database;
let owner: pg.Client;
let offset = 0;
const clock = () => Date.now() + offset;
let opened: Jobs[] = [];
let alerts: object[] = [];

let schema: string;

beforeAll(async () => {
  test = await freshDatabase();
  database = await Database.open({ url: test.url, config: databaseConfig.parse({}) });
  owner = new pg.Client(test.url);
  await owner.connect();
  schema = await jobsSchema(owner);
  await owner.query('CREATE TABLE effect (word text NOT NULL); GRANT ALL ON effect TO PUBLIC');
});
beforeEach(() => {
  offset = 0;
  opened = [];
  alerts = [];
});
afterEach(async () => {
  await Promise.all(opened.map((jobs) => jobs.stop()));
  await owner.query(`DELETE FROM ${schema}.job; DELETE FROM effect`);
});
afterAll(async () => {
  await owner.end();
  await database.close();
  await test.drop();
});

/** A process's worth of jobs, which does those of name `test`. */
async function replica(handler: JobHandler<Data>, options: JobOptions = {}, name = 'test'): Promise<Jobs> {
  const jobs = openJobs(jobsConfig.parse({ pollSeconds: 0.5, superviseSeconds: 1 }), {
    database,
    clock,
    logger: { warn: () => undefined, error: (facts: object) => void alerts.push(facts) } as never,
  });
  jobs.define(name, data, handler, options);
  await jobs.prepare();
  opened.push(jobs);
  return jobs;
}

const inTransaction = <T>(work: (transaction: Transaction) => Promise<T>) => database.transactions.run(work);
const words = async () =>
  (await owner.query<{ word: string }>('SELECT word FROM effect ORDER BY word')).rows.map(({ word }) => word);

async function until(what: () => Promise<boolean> | boolean, ms = 8_000): Promise<void> {
  for (const end = performance.now() + ms; !(await what()); await pause(20))
    if (performance.now() > end) throw new Error(`did not come: ${String(what)}`);
}

const write: JobHandler<Data> = async ({ word }, job) =>
  inTransaction(async (transaction) => {
    await transaction.client.query('INSERT INTO effect VALUES ($1)', [word]);
    await job.finish(transaction);
  });

describe('what is queued', () => {
  it('is refused where it is not as defined, too large, or of no known name', async () => {
    const jobs = await replica(write);
    const put = (name: string, value: unknown, singletonKey?: string) =>
      inTransaction((t) => jobs.enqueue(t, name, value, singletonKey === undefined ? {} : { singletonKey }));
    await expect(put('test', { word: 7 })).rejects.toMatchObject({ code: 'JOB_DATA_INVALID' });
    await expect(put('test', { word: 'a', more: 1 })).rejects.toMatchObject({ code: 'JOB_DATA_INVALID' });
    await expect(put('test', { word: 'a' }, 'k'.repeat(201))).rejects.toMatchObject({
      code: 'JOB_DATA_INVALID',
    });
    await expect(put('other', { word: 'a' })).rejects.toThrow('nobody does jobs of name other');
    expect(await waitingJobs(owner)).toEqual([]);
  });

  it('is not there where its transaction fails', async () => {
    const jobs = await replica(write);
    await jobs.start();
    const failing = inTransaction(async (transaction) => {
      await jobs.enqueue(transaction, 'test', { word: 'never' });
      throw new Error('the change failed');
    });
    await expect(failing).rejects.toThrow('the change failed');
    await inTransaction((transaction) => jobs.enqueue(transaction, 'test', { word: 'done' }));
    jobs.soon();
    await until(async () => (await words()).includes('done'));
    expect(await words()).toEqual(['done']);
  });

  it('is listed page by page, the oldest first', async () => {
    const jobs = await replica(write);
    const made: string[] = [];
    for (const word of ['a', 'b', 'c', 'd', 'e'])
      made.push(
        String(
          await inTransaction((t) => jobs.enqueue(t, 'test', { word }, { startAfter: clock() + 9 * HOUR })),
        ),
      );
    const listed: string[] = [];
    let after: string | undefined;
    for (const [size, hasNextPage] of [
      [2, true],
      [2, true],
      [1, false],
    ] as const) {
      const page = await pageOfJobs(owner, { first: 2, state: 'waiting', ...(after ? { after } : {}) });
      expect(page).toMatchObject({ total: 5, hasNextPage });
      expect(page.jobs).toHaveLength(size);
      listed.push(...page.jobs.map(({ id }) => id));
      after = page.endCursor;
    }
    expect(listed).toEqual(made);
    expect(await pageOfJobs(owner, { first: 2, state: 'dead' })).toEqual({
      total: 0,
      jobs: [],
      hasNextPage: false,
    });
    await expect(pageOfJobs(owner, { first: 2, after: 'x' })).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
    });
  });

  it('waits for its instant by the clock of the node, and one of a key at a time, moved forward only', async () => {
    const jobs = await replica(write);
    await jobs.start();
    const put = (word: string, startAfter: number) =>
      inTransaction((t) => jobs.enqueue(t, 'test', { word }, { startAfter, singletonKey: 'key' }));
    expect(await put('first', clock() + 9 * HOUR)).toEqual(expect.any(String));
    expect(await put('second', clock() + 2 * HOUR)).toBeUndefined();
    expect(await put('third', clock() + 5 * HOUR)).toBeUndefined();
    const [job] = await waitingJobs(owner, 'waiting');
    expect(Math.abs(Date.parse(job?.startAfter ?? '') - clock() - 2 * HOUR)).toBeLessThan(60_000);
    jobs.soon();
    await pause(700);
    expect(await words()).toEqual([]);
    offset = 2 * HOUR + 60_000;
    jobs.soon();
    await until(async () => (await words()).length > 0);
    expect(await words()).toEqual(['first']);
  });
});

describe('what is done', () => {
  it('is done once by several replicas, each taking what is free', async () => {
    const replicas = await Promise.all([1, 2, 3].map(() => replica(write, { concurrency: 2 })));
    await Promise.all(replicas.map((jobs) => jobs.start()));
    const wanted = Array.from({ length: 60 }, (_, n) => `w${String(n).padStart(3, '0')}`);
    await inTransaction(async (t) => {
      for (const word of wanted) await replicas[0]?.enqueue(t, 'test', { word });
    });
    for (const jobs of replicas) jobs.soon();
    await until(async () => (await words()).length >= 60);
    expect(await words()).toEqual(wanted);
  });

  it('cannot be finished by whoever lost it: the effect of the late one is rolled back', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const seen: unknown[] = [];
    const slow = await replica(async ({ word }, job) => {
      if (job.attempt > 0) return write({ word: `${word} again` }, job);
      await held;
      await write({ word: `${word} late` }, job).catch((error: unknown) => {
        seen.push((error as Refusal).code);
        throw error;
      });
    });
    await slow.start();
    const other = await replica((value, job) => write({ word: `${value.word} again` }, job));
    await inTransaction((t) => slow.enqueue(t, 'test', { word: 'job' }, { retry: { delaySeconds: 1 } }));
    slow.soon();
    await until(async () => (await waitingJobs(owner, 'active')).length === 1);
    await other.start();
    // As after kill -9: no heartbeat for a minute, by the clock that both share.
    offset += 60_000;
    await until(async () => (await waitingJobs(owner, 'active')).length === 0);
    offset += 60_000;
    await until(async () => (await words()).length === 1);
    release();
    await until(() => seen.length === 1);
    expect(seen).toEqual(['JOB_CLAIM_LOST']);
    expect(await words()).toEqual(['job again']);
  });

  it('is let go by a node that stops, and done by another', async () => {
    let begun = false;
    let told = false;
    const leaving = await replica(async (_, { signal }) => {
      begun = true;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      told = true;
      throw new Refusal('STORE_UNAVAILABLE');
    });
    await leaving.start();
    await inTransaction((t) => leaving.enqueue(t, 'test', { word: 'kept' }));
    leaving.soon();
    // What the queue calls active may not have reached its handler yet.
    await until(async () => begun);
    await leaving.stop();
    expect(told).toBe(true);
    const staying = await replica(write);
    await staying.start();
    offset = HOUR;
    staying.soon();
    await until(async () => (await words()).length === 1);
    expect(await words()).toEqual(['kept']);
  });
});

describe('what fails', () => {
  it('is tried again while it may, then waits dead with its code alone, is retried and dropped', async () => {
    let broken = true;
    let attempts = 0;
    const jobs = await replica(
      async (value, job) => {
        attempts += 1;
        if (broken) throw new Error('张三 110101199003070011');
        return write(value, job);
      },
      { retry: { limit: 2, delaySeconds: 1 } },
    );
    await jobs.start();
    await inTransaction((t) => jobs.enqueue(t, 'test', { word: 'hurt' }));
    for (let n = 0; n < 2; n += 1) {
      jobs.soon();
      await until(() => attempts === n + 1);
      await until(async () => (await waitingJobs(owner, 'waiting'))[0]?.code === 'INTERNAL');
      offset += HOUR;
    }
    jobs.soon();
    await until(async () => (await waitingJobs(owner, 'dead')).length === 1);
    const [dead] = await waitingJobs(owner, 'dead');
    expect(dead).toMatchObject({ name: 'test', state: 'dead', code: 'INTERNAL', attempts: 2 });
    expect(alerts).toMatchObject([{ job: 'test', code: 'INTERNAL' }]);
    const kept = await owner.query(`SELECT data, output, source_output FROM ${schema}.job`);
    expect(JSON.stringify(kept.rows)).not.toMatch(/张三|1101/);

    // Nothing that waits for a person goes away by itself.
    offset += 1_000 * 24 * HOUR;
    await pause(1_300);
    expect(await waitingJobs(owner, 'dead')).toHaveLength(1);

    await expect(retryJob(owner, 'no-uuid', clock)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    await expect(dropJob(owner, crypto.randomUUID(), clock)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    broken = false;
    await retryJob(owner, dead?.id ?? '', clock);
    await until(async () => (await words()).length === 1);
    expect(await waitingJobs(owner)).toEqual([]);
  });

  it('for good is not tried again, and is given up by an operator', async () => {
    let attempts = 0;
    const jobs = await replica(async () => {
      attempts += 1;
      throw new Refusal('JOB_NOT_FOUND');
    });
    await jobs.start();
    await inTransaction((t) => jobs.enqueue(t, 'test', { word: 'bad' }));
    jobs.soon();
    await until(async () => (await waitingJobs(owner, 'dead')).length === 1);
    expect(attempts).toBe(1);
    const [dead] = await waitingJobs(owner);
    expect(dead).toMatchObject({ code: 'JOB_NOT_FOUND', attempts: 0 });
    await dropJob(owner, dead?.id ?? '', clock);
    expect(await waitingJobs(owner)).toEqual([]);
  });

  it('holds nobody up where it was queued by hand', async () => {
    const jobs = await replica(write);
    await owner.query(
      `INSERT INTO ${schema}.job (name, data, dead_letter, policy) VALUES ('test', '{"word": 7}', 'dead', 'short')`,
    );
    await jobs.start();
    await inTransaction((t) => jobs.enqueue(t, 'test', { word: 'next' }));
    jobs.soon();
    await until(async () => (await words()).length === 1);
    expect(await words()).toEqual(['next']);
  });
});

// Where the login of DATABASE_URL may not make roles, the node works under the owner.
(process.env.DATABASE_URL ? it.skip : it)('the application may not make tables for the queue', async () => {
  await replica(write);
  await expect(database.pool.query(`CREATE TABLE ${schema}.mine (a int)`)).rejects.toMatchObject({
    code: '42501',
  });
});
