import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CheckStore } from '../../apps/node/src/checks/check-store.js';
import type { CheckProgress, PlannedSource, SourceReply } from '../../apps/node/src/checks/check.js';
import { ContinueCheck } from '../../apps/node/src/checks/continue-check.js';
import type { SourceQuestion } from '../../apps/node/src/checks/ports.js';
import { MakeEdition } from '../../apps/node/src/checks/report/make-edition.js';
import { newReportCode } from '../../apps/node/src/checks/start-check.js';
import { uuid7 } from '../../apps/node/src/lookup/uuid7.js';
import { databaseConfig } from '../../apps/node/src/persistence/database.config.js';
import { Database } from '../../apps/node/src/persistence/index.js';
import { Refusal } from '#libs/errors';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

/** The engine over a real PostgreSQL, with sources that a test answers for. */

const HOUR = 3_600_000;
const ORGANISATION = { code: '11110000TB90000160', name: '样例机构' };
let test: TestDatabase;
let database: Database;
let offset = 0;
const clock = () => Date.now() + offset;
let store: CheckStore;

beforeAll(async () => {
  test = await freshDatabase();
  database = await Database.open({ url: test.url, config: databaseConfig.parse({}) });
  store = new CheckStore(database.pool);
});
beforeEach(() => (offset = 0));
afterAll(async () => {
  await database.close();
  await test.drop();
});

const both = (zh: string) => ({ zh, en: zh });
const planned = (dataset: string): PlannedSource => ({
  key: `110000:${dataset}`,
  region: '110000',
  dataset,
  department: { key: dataset, name: both(`${dataset}局`) },
  title: both(dataset),
  matterItems: [dataset],
  columns: [{ code: 'name', label: both('名称') }],
  deadlineMs: 300,
});
const said = (entry: string) => ({ provenance: { entry, receipt: `log ${entry}` }, withheld: [] });
const found = (name: string): SourceReply => ({ outcome: 'answered', records: [{ name }], ...said(name) });
const NOTHING: SourceReply = { outcome: 'nothing-found', ...said('n') };
const away = (until?: number): SourceReply => ({
  outcome: 'not-available',
  code: 'PEER_TIMEOUT',
  provenance: {},
  withheld: [],
  ...(until === undefined ? {} : { until }),
});
const NEVER = new Promise<SourceReply>(() => undefined);

interface Process {
  work: ContinueCheck;
  asked: string[];
  progress: CheckProgress[];
  drawn: number;
}
const wakes = new Map<string, number>();
const opened: Process[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ work }) => work.stop()));
});

/** One process that works on checks; `answers` says what each dataset answers, by how often it was asked here. */
function processOf(
  name: string,
  answers: (dataset: string, times: number, question: SourceQuestion) => Promise<SourceReply> | SourceReply,
  options: {
    draw?: () => Promise<Uint8Array>;
    tellCase?: (edition: number) => Promise<boolean>;
    maxAttempts?: number;
    graceMs?: number;
  } = {},
): Process {
  const one: Process = { asked: [], progress: [], drawn: 0, work: undefined as never };
  const drawing = {
    draw: async () => {
      one.drawn += 1;
      return options.draw
        ? options.draw()
        : Buffer.from(`%PDF ${String(one.drawn)} ${randomBytes(4).toString('hex')}`);
    },
  };
  one.work = new ContinueCheck({
    name,
    store,
    transactions: database.transactions,
    clock,
    after(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    questions: {
      ask: async (question) => {
        one.asked.push(question.dataset);
        return answers(
          question.dataset,
          one.asked.filter((key) => key === question.dataset).length,
          question,
        );
      },
    },
    editions: new MakeEdition({
      drawing,
      issuer: {
        node: 'https://a.example',
        ...ORGANISATION,
        region: '110000',
        verifyUrl: 'https://a.example/reports/',
        sample: true,
      },
      clock,
    }),
    tellCase: async (check) => (options.tellCase ? options.tellCase(check.editions.length) : true),
    wakes: { at: async (_, check, at) => void wakes.set(check, at) },
    retry: {
      firstPauseMs: 60_000,
      longestPauseMs: HOUR,
      maxAttempts: options.maxAttempts ?? 5,
      furthestMs: 240 * HOUR,
    },
    maxAtWork: 10,
    graceMs: options.graceMs ?? 10_000,
    log: { warn: () => undefined, error: () => undefined },
  });
  one.work.onProgress((progress) => one.progress.push(progress));
  opened.push(one);
  return one;
}

async function begun(datasets: string[], caseId?: string): Promise<string> {
  const id = uuid7(clock(), (n) => randomBytes(n));
  await database.transactions.run((transaction) =>
    store.insert(transaction, {
      id,
      ...(caseId === undefined ? {} : { caseId }),
      code: newReportCode(),
      organisation: ORGANISATION.code,
      numberPrefix: `HC110000-${id.slice(-8)}-`,
      request: {
        matter: {
          id: 'bankruptcy-check',
          version: 1,
          digest: 'a'.repeat(43),
          title: both('企业破产信息核查'),
          report: both('企业破产信息核查报告'),
        },
        subject: { type: '001', code: '91110000TB12345678', name: '样例债务人' },
        context: {
          purpose: { itemCode: '11110000TB900001602002099002000', itemName: '企业破产信息核查' },
          caseNumber: 'PC-1',
          legalBasis: '企业破产法 第二十五条',
          reason: '核查',
          organisation: ORGANISATION,
          person: { id: 'p', name: 'p' },
          channel: 'web',
        },
        asker: { id: 'a', role: 'integrator', organisation: ORGANISATION },
        facts: [],
        proofs: [],
      },
      sources: datasets.map(planned),
      begunAt: clock(),
    }),
  );
  return id;
}

const shown = async (id: string) => {
  const check = await store.find(id);
  return {
    state: check?.state,
    editions: check?.editions.map(({ number, joined }) => [
      number,
      [...joined].sort().map((key) => key.slice(7)),
    ]),
    sources: Object.fromEntries(
      (check?.sources ?? []).map(({ dataset, state, reply, attempts, edition }) => [
        dataset,
        [state, reply?.outcome, attempts, edition],
      ]),
    ),
  };
};

async function until(what: () => Promise<boolean> | boolean, ms = 5_000): Promise<void> {
  for (const end = performance.now() + ms; !(await what()); await pause(10))
    if (performance.now() > end) throw new Error(`did not come: ${String(what)}`);
}

it('reports what came in time; what comes late joins the next edition, by itself or when asked again', async () => {
  const id = await begun(['a', 'b', 'silent', 'down']);
  let release: (reply: SourceReply) => void = () => undefined;
  const silent = new Promise<SourceReply>((resolve) => (release = resolve));
  const one = processOf('p1', (dataset, times) => {
    if (dataset === 'silent') return silent;
    if (dataset === 'down') return times === 1 ? away(clock() + HOUR) : NOTHING;
    return dataset === 'a' ? found('甲') : { outcome: 'refused', reason: both('无共享协议'), ...said('r') };
  });
  await one.work.run(id);
  expect(await shown(id)).toEqual({
    state: 'reported',
    editions: [[1, ['a', 'b']]],
    sources: {
      a: ['settled', 'answered', 1, 1],
      b: ['settled', 'refused', 1, 1],
      silent: ['late', 'not-available', 1, undefined],
      down: ['late', 'not-available', 1, undefined],
    },
  });
  // Its deadline is over and its grace is not: what it says is no longer waited for, and taken.
  release(found('迟'));
  await until(async () => (await shown(id)).editions?.length === 2);
  expect((await shown(id)).sources['silent']).toEqual(['settled', 'answered', 1, 2]);

  // Woken before its time, the source that is down is left in peace.
  await one.work.run(id);
  expect(one.asked.filter((key) => key === 'down')).toHaveLength(1);
  expect(wakes.get(id)).toBeGreaterThan(clock() + HOUR - 60_000);
  offset += HOUR + 1000;
  await one.work.run(id);
  expect(await shown(id)).toMatchObject({
    state: 'complete',
    editions: [
      [1, ['a', 'b']],
      [2, ['silent']],
      [3, ['down']],
    ],
  });
  expect(one.asked.filter((key) => key === 'a')).toHaveLength(1);
  // Nothing is left to be done, however often it is woken.
  await one.work.run(id);
  expect(one.drawn).toBe(3);

  const [, , third] = (await store.find(id))?.editions ?? [];
  const content = await store.content(id, 3);
  const report = JSON.parse(content?.json ?? '') as {
    edition: { number: number; replaces: { pdf: string } };
    sections: {
      dataset: string;
      joined?: number;
      records: Record<string, { value: string; from: string }>[];
    }[];
    provenance: Record<string, { entry: string; dataset: string }>;
  };
  expect(
    createHash('sha256')
      .update(content?.json ?? '')
      .digest('base64url'),
  ).toBe(third?.json);
  expect(
    createHash('sha256')
      .update(content?.pdf ?? '')
      .digest('base64url'),
  ).toBe(third?.pdf);
  expect(report.edition).toMatchObject({ number: 3, replaces: { number: 2 } });
  expect(report.sections.map(({ dataset, joined }) => [dataset, joined])).toEqual([
    ['a', undefined],
    ['b', undefined],
    ['silent', 2],
    ['down', 3],
  ]);
  const value = report.sections[0]?.records[0]?.['name'];
  expect(value?.value).toBe('甲');
  expect(report.provenance[value?.from ?? '']).toMatchObject({ dataset: 'a', entry: '甲' });
});

it('tells each step as it happens', async () => {
  const id = await begun(['a', 'b']);
  const one = processOf('p1', async (dataset) => {
    await pause(dataset === 'a' ? 10 : 60);
    return NOTHING;
  });
  await one.work.run(id);
  expect(
    one.progress.map(({ source, settled, state, edition }) => [source?.key, settled, state, edition]),
  ).toEqual([
    ['110000:a', 1, 'asking', 0],
    ['110000:b', 2, 'asking', 0],
    [undefined, 2, 'complete', 1],
  ]);
});

it('goes on where a process was killed: what was answered is not asked again, and nobody works on it twice', async () => {
  const id = await begun(['a', 'b', 'c']);
  const dead = processOf('dead', (dataset) => (dataset === 'a' ? found('甲') : NEVER));
  dead.work.kick(id);
  await until(async () => (await shown(id)).sources['a']?.[0] === 'settled');
  const other = processOf('other', () => NOTHING);
  await other.work.run(id);
  expect(other.asked).toEqual([]); // somebody else is at it
  expect(wakes.get(id)).toBeGreaterThan(clock() + 10_000);
  offset += 20_000; // and gives no sign any more
  await other.work.run(id);
  expect(other.asked.sort()).toEqual(['b', 'c']);
  expect(await shown(id)).toMatchObject({
    state: 'complete',
    editions: [[1, ['a', 'b', 'c']]],
    sources: { a: ['settled', 'answered', 1, 1] },
  });
});

it('two processes that both take it for theirs make one edition', async () => {
  const id = await begun(['a', 'b']);
  const slow = processOf('slow', () => NEVER.then(() => NOTHING), {});
  slow.work.kick(id);
  await until(() => slow.asked.length === 2);
  offset += 20_000;
  const quick = processOf('quick', () => found('快'));
  await quick.work.run(id);
  await until(() => slow.work.load.atWork === 0); // its deadlines pass meanwhile
  expect(await shown(id)).toMatchObject({
    state: 'complete',
    editions: [[1, ['a', 'b']]],
    sources: { a: ['settled', 'answered', 1, 1], b: ['settled', 'answered', 1, 1] },
  });
});

it('a stop leaves what was not answered to be asked later', async () => {
  const id = await begun(['a', 'b']);
  const first = processOf('first', (dataset) => (dataset === 'a' ? found('甲') : NEVER));
  first.work.kick(id);
  await until(async () => (await shown(id)).sources['a']?.[0] === 'settled');
  await first.work.stop();
  const second = processOf('second', () => NOTHING);
  await second.work.run(id);
  expect(second.asked).toEqual(['b']);
  expect((await shown(id)).state).toBe('complete');
});

it('a report that cannot be made keeps the answers and is tried again, less and less often', async () => {
  const id = await begun(['a']);
  let works = false;
  const one = processOf('p1', () => found('甲'), {
    draw: () =>
      works ? Promise.resolve(Buffer.from('%PDF')) : Promise.reject(new Refusal('SEALING_UNAVAILABLE')),
  });
  await one.work.run(id);
  expect(await store.find(id)).toMatchObject({
    state: 'asking',
    problem: 'SEALING_UNAVAILABLE',
    failures: 1,
  });
  await one.work.run(id); // too early
  expect(one.drawn).toBe(1);
  offset += 6_000;
  await one.work.run(id);
  expect(one.drawn).toBe(2);
  expect((await store.find(id))?.retryAt).toBeGreaterThan(clock() + 9_000);
  works = true;
  offset += 11_000;
  await one.work.run(id);
  expect(one.asked).toEqual(['a']);
  expect(await store.find(id)).toMatchObject({ state: 'complete' });
  expect((await store.find(id))?.problem).toBeUndefined();
});

it('gives a source up that is never there, and the report stays as it is', async () => {
  const id = await begun(['a', 'gone']);
  const one = processOf('p1', (dataset) => (dataset === 'a' ? NOTHING : away()), { maxAttempts: 2 });
  await one.work.run(id);
  offset += 2 * 60_000;
  await one.work.run(id);
  expect(await shown(id)).toEqual({
    state: 'complete',
    editions: [[1, ['a']]],
    sources: { a: ['settled', 'nothing-found', 1, 1], gone: ['given-up', 'not-available', 2, undefined] },
  });
});

it('a case is told of each edition until it has heard, and asked no more once it is over', async () => {
  const id = await begun(['a', 'b'], '110000-20261129-0001');
  const heard: number[] = [];
  let listens = false;
  const one = processOf('p1', (dataset, times) => (dataset === 'b' && times === 1 ? away() : NOTHING), {
    tellCase: async (edition) => {
      heard.push(edition);
      return listens;
    },
  });
  await one.work.run(id);
  expect((await store.find(id))?.told).toBe(0);
  const tries = heard.length;
  await one.work.run(id); // a pause after it did not listen
  expect(heard).toHaveLength(tries);
  listens = true;
  await one.work.hurry(id);
  await until(async () => (await store.find(id))?.told === 1);
  await one.work.giveUp(id);
  offset += 2 * 60_000;
  await one.work.run(id);
  expect(one.asked.filter((key) => key === 'b')).toHaveLength(1);
  expect((await shown(id)).state).toBe('stopped');
});

it('keeps the order of arrival where more checks come than it works on at a time', async () => {
  const ids = await Promise.all(Array.from({ length: 25 }, () => begun(['a'])));
  let most = 0;
  const one = processOf('p1', async () => {
    most = Math.max(most, one.work.load.atWork);
    await pause(5);
    return NOTHING;
  });
  for (const id of ids) one.work.kick(id);
  await until(async () =>
    (await Promise.all(ids.map((id) => store.find(id)))).every((check) => check?.state === 'complete'),
  );
  expect(most).toBeLessThanOrEqual(10);
  expect(one.asked).toHaveLength(25);
});

it('forgets what it has kept long enough, and still says that the report was made', async () => {
  const id = await begun(['a']);
  const one = processOf('p1', () => found('甲'));
  await one.work.run(id);
  const check = await store.find(id);
  expect(await store.byCode(check?.code ?? '')).toHaveLength(1);
  offset += 1000;
  expect(await store.sweep(clock(), clock(), 1000)).toBeGreaterThan(0);
  expect(await store.content(id, 1)).toBeUndefined();
  expect((await store.find(id))?.sources[0]?.reply).toBeUndefined();
  expect(await store.byCode(check?.code ?? '')).toMatchObject([{ edition: 1, pdf: check?.editions[0]?.pdf }]);
  await one.work.run(id);
  expect(one.drawn).toBe(1);
});
