import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { parse } from 'yaml';
import { Refusal } from '#libs/errors';
import { readMatter } from '#libs/handling';
import type { GovernanceEvent } from '../../apps/node/src/audit/index.js';
import type { ClientCaller } from '../../apps/node/src/callers/index.js';
import {
  eligibilityConfig,
  openEligibility,
  type Eligibility,
  type EligibilityRun,
  type StartInput,
  type SubjectsAnswer,
  type SubjectsQuestion,
} from '../../apps/node/src/eligibility/index.js';
import { jobsConfig, openJobs, waitingJobs, type Jobs } from '../../apps/node/src/jobs/index.js';
import { jobsSchema } from '../../apps/node/src/jobs/library-schema.js';
import { databaseConfig } from '../../apps/node/src/persistence/database.config.js';
import { Database } from '../../apps/node/src/persistence/index.js';
import { citizens } from '../support/citizens.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const matter = readMatter(parse(readFileSync('config/matters/disabled-persons.yaml', 'utf8')));
const CARD = '11100000TB00000441001';
const DAY = 86_400_000;
const organisation = { code: '11110000TB90000160', name: '样例残联' };
const caller = (id: string, more: Partial<ClientCaller> = {}): ClientCaller => ({
  kind: 'client',
  id: 'hall',
  role: 'windowClerk',
  organisation,
  person: { id, name: `样例${id}` },
  scopes: [],
  ...more,
});
const anna = caller('anna');
const bert = caller('bert', { role: 'approver' });
const stranger = caller('carl', { organisation: { code: '11120000TB9000024Y', name: '他' } });

let test: TestDatabase;
let database: Database;
let owner: pg.Client;
let offset = 0;
const clock = () => Date.now() + offset;
let opened: Jobs[] = [];
let entries: GovernanceEvent[] = [];
let asked: SubjectsQuestion[] = [];
let answer: (question: SubjectsQuestion) => SubjectsAnswer | Promise<SubjectsAnswer>;
let cases: Map<string, string>;
let opens: {
  draft: () => Promise<string>;
  open: (code: string, draft: string, key: string) => Promise<void>;
};

beforeAll(async () => {
  test = await freshDatabase();
  database = await Database.open({ url: test.url, config: databaseConfig.parse({}) });
  owner = new pg.Client(test.url);
  await owner.connect();
});
beforeEach(() => {
  offset = 0;
  opened = [];
  entries = [];
  asked = [];
  cases = new Map();
  let drafts = 0;
  opens = {
    draft: async () => `draft-${String((drafts += 1))}`,
    open: async (_, draft, key) => {
      const known = cases.get(key);
      if (known !== undefined && known !== draft) throw new Error('two cases of one candidate');
      cases.set(key, draft);
    },
  };
  answer = (question) => judged(question, (_, n) => n % 2 === 0);
});
afterEach(async () => {
  await Promise.all(opened.map((jobs) => jobs.stop()));
  await owner.query(
    `DELETE FROM ${await jobsSchema(owner)}.job; DELETE FROM eligibility_candidate; DELETE FROM eligibility_run`,
  );
});
afterAll(async () => {
  await owner.end();
  await database.close();
  await test.drop();
});

/** Verdicts by what is asked and by the place of the candidate in the file. */
function judged(
  { subjects, questions }: SubjectsQuestion,
  verdict: (field: string, place: number) => boolean | null,
): SubjectsAnswer {
  return {
    outcome: 'judged',
    verdicts: subjects.map(({ code }) =>
      questions.map(({ field }) => verdict(field, placeOf.get(code) ?? 0)),
    ),
  };
}

const people = citizens(60);
const placeOf = new Map(people.map((code, n) => [code, n]));
const csv = (codes: readonly string[], header = 'code'): Buffer =>
  Buffer.from(`${[header, ...codes].join('\r\n')}\r\n`);
async function* blocksOf(file: Buffer, size = 700): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

/** A process's worth of the room. */
async function replica(settings: object = {}): Promise<Eligibility> {
  const jobs = openJobs(jobsConfig.parse({ pollSeconds: 0.5, superviseSeconds: 1 }), {
    database,
    clock,
    logger: { warn: () => undefined, error: () => undefined },
  });
  const config = eligibilityConfig.parse({ batch: 7, window: 200, concurrency: 2, ...settings });
  const room = openEligibility(
    { ...config, window: 20 },
    {
      region: '110000',
      database,
      matters: {
        current: (id) => (id === matter.id ? { matter, digest: 'd', from: '2026-01-01' } : undefined),
        find: (id) => (id === matter.id ? { matter, digest: 'd', from: '2026-01-01' } : undefined),
        roleOf: (_, code) => ({ authority: code === organisation.code, items: [] }),
      },
      journal: {
        record: async (event) => {
          entries.push(event);
          return { id: 'e', index: 1n, receipt: { log: 'l', leaf: 'l' } };
        },
      },
      jobs,
      subjects: {
        for: () => async (question) => {
          asked.push(question);
          return answer(question);
        },
      },
      holders: async (_, __, after) => ({
        outcome: 'told',
        holders: after ? [] : people.slice(0, 5).map((code) => ({ type: '111', code, name: '样例' })),
      }),
      opens: {
        draft: () => opens.draft(),
        open: (_, { code }, draft, key) => opens.open(code, draft, key),
      },
      clock,
      logger: { warn: () => undefined, info: () => undefined } as never,
    },
  );
  await jobs.prepare();
  await jobs.start();
  opened.push(jobs);
  return room;
}

const input = (changes: Partial<StartInput> = {}): StartInput => ({
  matter: matter.id,
  candidates: { from: 'file', skipInvalid: false },
  regions: {},
  opensCases: false,
  form: {},
  items: [],
  ...changes,
});
const form = {
  name: { candidate: 'name' },
  citizenNumber: { candidate: 'code' },
  phone: '12345',
  service: 'subsidy',
};

async function begin(room: Eligibility, codes = people, changes: Partial<StartInput> = {}): Promise<string> {
  const { id } = await room.starting.start(input(changes), anna);
  const header = changes.opensCases ? 'code,name' : 'code';
  const lines = changes.opensCases ? codes.map((code) => `${code},样例`) : codes;
  await room.files.take(id, { blocks: blocksOf(csv(lines, header)), encoding: 'utf-8' }, anna);
  return id;
}

async function until(
  room: Eligibility,
  id: string,
  what: (run: EligibilityRun) => boolean,
  ms = 10_000,
): Promise<EligibilityRun> {
  for (const end = performance.now() + ms; ; await pause(20)) {
    const run = await room.one(id, anna);
    if (what(run)) return run;
    if (performance.now() > end) throw new Error(`did not come: ${JSON.stringify(run)}`);
  }
}
const inState = (state: string) => (run: EligibilityRun) => run.state === state;
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

describe('a batch is not begun', () => {
  it.each<[string, Partial<StartInput>, ClientCaller, string]>([
    ['by an auditor', {}, caller('x', { role: 'auditor' }), 'ROLE_NOT_ALLOWED'],
    ['by who has no part in the matter', {}, stranger, 'ELIGIBILITY_NOT_YOURS'],
    ['for a matter that does not exist', { matter: 'nothing' }, anna, 'MATTER_UNKNOWN'],
    [
      'with a source that the matter does not ask',
      { regions: { 'dataset:tax': ['110000'] } },
      anna,
      'ELIGIBILITY_INPUT_INVALID',
    ],
    [
      'with licences of another region',
      { regions: { [`licence:${CARD}`]: ['120000'] } },
      anna,
      'ELIGIBILITY_SOURCE_ELSEWHERE',
    ],
    [
      'of the holders of a licence that has nothing to do with it',
      { candidates: { from: 'licences', licenceType: '11100000MB0143028R001' } },
      anna,
      'ELIGIBILITY_INPUT_INVALID',
    ],
    [
      'that opens cases whose form would lack something',
      { opensCases: true, form: { service: 'subsidy' } },
      anna,
      'ELIGIBILITY_FORM_INCOMPLETE',
    ],
    [
      'that fills in what the form does not have',
      { opensCases: true, form: { ...form, note: 'x' } },
      anna,
      'ELIGIBILITY_FORM_INCOMPLETE',
    ],
  ])('%s', async (_, changes, by, code) => {
    const room = await replica();
    await expect(room.starting.start(input(changes), by)).rejects.toThrow(refusal(code));
    expect(entries).toEqual([]);
  });

  it('beyond the bound of unfinished ones', async () => {
    const room = await replica({ runsAtOnce: 1 });
    const { id } = await room.starting.start(input(), anna);
    await expect(room.starting.start(input(), anna)).rejects.toThrow(refusal('ELIGIBILITY_TOO_MANY'));
    await room.steering.take(id, 'cancel', anna);
    await room.starting.start(input(), anna);
  });
});

describe('a file of candidates', () => {
  const [one = '', two = ''] = people;
  it.each<[string, Buffer, string]>([
    ['without a column of codes', csv([one], 'number'), 'ELIGIBILITY_COLUMNS_INVALID'],
    ['with a column that nobody needs', csv([`${one},女`], 'code,gender'), 'ELIGIBILITY_COLUMNS_INVALID'],
    ['with a column twice', csv([`${one},${one}`], 'code,code'), 'ELIGIBILITY_COLUMNS_INVALID'],
    ['that is empty', Buffer.alloc(0), 'ELIGIBILITY_COLUMNS_INVALID'],
    ['of a header alone', csv([]), 'ELIGIBILITY_NO_CANDIDATES'],
    [
      'with a wrong check character',
      csv([one, `${two.slice(0, 17)}${two.endsWith('X') ? '1' : 'X'}`]),
      'ELIGIBILITY_ROWS_INVALID',
    ],
    ['with an unknown type of holder', csv([`999999,${one}`], 'holderType,code'), 'ELIGIBILITY_ROWS_INVALID'],
    ['with half a record', csv([`"${one}`]), 'ELIGIBILITY_ROWS_INVALID'],
    ['that is a spreadsheet', Buffer.from('PK\u0003\u0004xl/'), 'IMPORT_NOT_TEXT'],
    ['of too many', csv(people), 'ELIGIBILITY_TOO_MANY_CANDIDATES'],
    ['of too many bytes', Buffer.alloc(3_000, 'a'), 'ELIGIBILITY_FILE_TOO_LARGE'],
  ])('%s is refused, and leaves nothing', async (_, file, code) => {
    const room = await replica({ maxCandidates: 50, maxUploadBytes: 2_000 });
    const { id } = await room.starting.start(input(), anna);
    const told = room.files.take(id, { blocks: blocksOf(file), encoding: 'utf-8' }, anna);
    const error = await told.then(
      () => undefined,
      (thrown: unknown) => thrown as Refusal,
    );
    expect(error?.code).toBe(code);
    expect(error?.message).not.toContain(one.slice(0, 17));
    expect((await owner.query('SELECT FROM eligibility_candidate')).rowCount).toBe(0);
    expect((await room.one(id, anna)).state).toBe('collecting');
  });

  it('that breaks off leaves nothing; the next one counts, twins once and invalid lines left out where that was said', async () => {
    const room = await replica();
    const { id } = await room.starting.start(
      input({ candidates: { from: 'file', skipInvalid: true } }),
      anna,
    );
    const broken = (async function* () {
      yield csv(people.slice(30));
      throw new Refusal('DOCUMENT_UPLOAD_ABANDONED');
    })();
    await expect(room.files.take(id, { blocks: broken, encoding: 'utf-8' }, anna)).rejects.toThrow(
      refusal('DOCUMENT_UPLOAD_ABANDONED'),
    );
    const file = csv([one, two, one, '12345']);
    const taken = await room.files.take(id, { blocks: blocksOf(file), encoding: 'utf-8' }, anna);
    expect(taken).toMatchObject({
      rows: 4,
      candidates: 2,
      duplicates: 1,
      invalid: 1,
      findings: [{ line: 5 }],
    });
    expect((await until(room, id, inState('judged'))).candidates).toBe(2);
    expect(asked.flatMap(({ subjects }) => subjects.map(({ code }) => code))).not.toContain(people[40]);
    await expect(room.files.take(id, { blocks: blocksOf(file), encoding: 'utf-8' }, anna)).rejects.toThrow(
      refusal('ELIGIBILITY_STEP_NOT_ALLOWED'),
    );
  });

  it('is not taken beside another one, nor from another organisation', async () => {
    const room = await replica();
    const { id } = await room.starting.start(input(), anna);
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const slow = (async function* () {
      yield csv([one]);
      await held;
    })();
    const first = room.files.take(id, { blocks: slow, encoding: 'utf-8' }, anna);
    await pause(200);
    const file = { blocks: blocksOf(csv([two])), encoding: 'utf-8' as const };
    await expect(room.files.take(id, file, anna)).rejects.toThrow(refusal('ELIGIBILITY_UPLOAD_RUNNING'));
    await expect(room.files.take(id, file, stranger)).rejects.toThrow(refusal('ELIGIBILITY_RUN_UNKNOWN'));
    go();
    expect((await first).candidates).toBe(1);
  });
});

describe('judging', () => {
  it('gives each candidate one verdict, with counts and reasons, and nothing but yes and no was asked', async () => {
    const room = await replica();
    answer = (question) =>
      judged(question, (field, n) =>
        field === 'status' ? n % 3 !== 0 : field === 'attributes.KZ_CJDJ' ? n % 2 === 0 : true,
      );
    const run = await until(room, await begin(room), inState('judged'));
    expect(run).toMatchObject({ candidates: 60, eligible: 40, ineligible: 20, unknown: 0, edition: 1 });
    expect(run.reasons).toEqual([`licence:${CARD}/status`]);
    expect(run.reasonCounts).toEqual([20]);
    expect(asked.every(({ subjects }) => subjects.length <= 7)).toBe(true);
    const { rows } = await owner.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM eligibility_candidate WHERE verdict IS NULL',
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('by a process that was thought dead changes nothing any more', async () => {
    const stuck = await replica();
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    let isHeld = true;
    answer = async (question) => {
      if (isHeld) await held;
      return judged(question, () => true);
    };
    const id = await begin(stuck);
    for (let n = 0; asked.length === 0 && n < 200; n += 1) await pause(20);
    expect(asked.length).toBeGreaterThan(0);
    isHeld = false;
    const other = await replica();
    // Somebody has it go on at once, as after a kill; the first is still at its first window.
    await other.steering.take(id, 'resume', anna);
    answer = (question) => judged(question, () => false);
    const run = await until(other, id, inState('judged'));
    expect(run).toMatchObject({ eligible: 0, ineligible: 60, unknown: 0 });
    go();
    await pause(300);
    expect(await other.one(id, anna)).toMatchObject({
      eligible: 0,
      ineligible: 60,
      unknown: 0,
      state: 'judged',
    });
    const { rows } = await owner.query('SELECT DISTINCT verdict FROM eligibility_candidate');
    expect(rows).toEqual([{ verdict: 2 }]);
  });

  it('stands still while it is paused, and goes on where it was', async () => {
    const room = await replica();
    let pausing: Promise<unknown> | undefined;
    const id = (await room.starting.start(input(), anna)).id;
    answer = async (question) => {
      await (pausing ??= room.steering.take(id, 'pause', anna));
      return judged(question, () => true);
    };
    await room.files.take(id, { blocks: blocksOf(csv(people)), encoding: 'utf-8' }, anna);
    await until(room, id, inState('paused'));
    await pause(300);
    expect(await room.one(id, anna)).toMatchObject({ state: 'paused', eligible: 0, position: 0 });
    await room.steering.take(id, 'resume', anna);
    expect(await until(room, id, inState('judged'))).toMatchObject({ eligible: 60 });
  });

  it('waits for a source that is away, then leaves those unknown; they alone are asked about again', async () => {
    const room = await replica({ patience: 2 });
    answer = (question) =>
      'dataset' in question.source
        ? { outcome: 'not-available', code: 'SOURCE_TIMEOUT' }
        : judged(question, (field, n) => field !== 'attributes.KZ_CJDJ' && n < 30);
    const id = await begin(room);
    for (const stalls of [1, 2]) {
      expect(await until(room, id, (run) => run.stalls === stalls)).toMatchObject({
        position: 0,
        unknown: 0,
      });
      offset += 3_600_000;
    }
    const run = await until(room, id, inState('judged'));
    expect(run).toMatchObject({ eligible: 0, ineligible: 30, unknown: 30 });
    expect(run.reasons).toContain('SOURCE_TIMEOUT dataset:low-income/member');
    asked = [];
    answer = (question) => judged(question, (field, n) => field !== 'attributes.KZ_CJDJ' && n < 10);
    await room.steering.take(id, 'rerun', anna);
    const again = await until(room, id, (one) => one.state === 'judged' && one.edition === 2);
    expect(again).toMatchObject({ eligible: 10, ineligible: 50, unknown: 0 });
    const counts = Object.fromEntries(again.reasons.map((reason, n) => [reason, again.reasonCounts[n]]));
    expect(counts['SOURCE_TIMEOUT dataset:low-income/member']).toBe(0);
    expect(Object.values(counts).reduce((sum = 0, n = 0) => sum + n, 0)).toBe(50);
    expect(new Set(asked.flatMap(({ subjects }) => subjects.map(({ code }) => code))).size).toBe(30);
    await expect(room.steering.take(id, 'rerun', anna)).rejects.toThrow(
      refusal('ELIGIBILITY_STEP_NOT_ALLOWED'),
    );
  });

  it('stops where a source may not be asked, and goes on when that is mended', async () => {
    const room = await replica();
    answer = () => ({ outcome: 'refused', code: 'NO_AGREEMENT' });
    const id = await begin(room);
    expect(await until(room, id, inState('refused'))).toMatchObject({
      code: 'NO_AGREEMENT',
      eligible: 0,
      position: 0,
    });
    answer = (question) => judged(question, () => true);
    await room.steering.take(id, 'resume', anna);
    expect(await until(room, id, inState('judged'))).toMatchObject({ eligible: 60, code: undefined });
  });

  it('stops where the log takes nothing: no verdict without its entry', async () => {
    const room = await replica();
    answer = () => {
      throw new Refusal('AUDIT_UNAVAILABLE');
    };
    const id = await begin(room);
    for (let n = 0; asked.length < 2 && n < 300; n += 1) await pause(20);
    expect(await room.one(id, anna)).toMatchObject({ state: 'judging', position: 0, eligible: 0 });
    const [job] = await waitingJobs(owner);
    expect(job).toMatchObject({ name: 'eligibility.judge' });
  });

  it('takes holders of the licence that it is about as candidates', async () => {
    const room = await replica();
    const { id } = await room.starting.start(
      input({ candidates: { from: 'licences', licenceType: CARD } }),
      anna,
    );
    expect(await until(room, id, inState('judged'))).toMatchObject({ candidates: 5, eligible: 3 });
  });
});

describe('what comes of it', () => {
  it('is approved by a second person, and then everybody eligible has one case, whatever breaks in between', async () => {
    const room = await replica();
    const id = await begin(room, people, { opensCases: true, form });
    await until(room, id, inState('judged'));
    for (const [by, code] of [
      [anna, 'ROLE_NOT_ALLOWED'],
      [caller('anna', { role: 'approver' }), 'ELIGIBILITY_APPROVAL_NEEDS_ANOTHER'],
      [caller('bert', { role: 'integrator' }), 'ROLE_NOT_ALLOWED'],
      [stranger, 'ELIGIBILITY_RUN_UNKNOWN'],
    ] as const)
      await expect(room.steering.take(id, 'approve', by)).rejects.toThrow(refusal(code));
    expect(cases.size).toBe(0);
    let calls = 0;
    const plain = opens.open;
    opens.open = async (...args) => {
      calls += 1;
      // After it was opened, and before anybody noted it.
      await plain(...args);
      if (calls === 3 || calls === 9) throw new Refusal('STORE_UNAVAILABLE');
    };
    await room.steering.take(id, 'approve', bert);
    for (let n = 0; n < 2; n += 1) {
      await pause(500);
      offset += 3_600_000;
    }
    const run = await until(room, id, inState('done'));
    expect(run).toMatchObject({ eligible: 30, opened: 30, approvedEdition: 1 });
    expect(run.approvedBy?.person?.id).toBe('bert');
    expect(cases.size).toBe(30);
    expect(entries.map(({ governance }) => (governance as { note?: string }).note?.split(':')[1])).toContain(
      ' approve, edition 1',
    );
  });

  it('leaves out whom a case is refused for, says why, and tries them again', async () => {
    const room = await replica({ requireApproval: false });
    const bad = new Set([people[0], people[2]]);
    const plain = opens.open;
    opens.open = async (code, ...rest) => {
      if (bad.has(code)) throw new Refusal('FORM_FORMAT_WRONG');
      return plain(code, ...rest);
    };
    const id = await begin(room, people, { opensCases: true, form });
    const run = await until(room, id, inState('done'));
    expect(run).toMatchObject({ eligible: 30, opened: 28 });
    expect(run.reasonCounts[run.reasons.indexOf('FORM_FORMAT_WRONG')]).toBe(2);
    bad.clear();
    await room.steering.take(id, 'rerun', anna);
    expect(await until(room, id, (one) => one.state === 'done' && one.opened === 30)).toMatchObject({
      eligible: 30,
    });
    expect(cases.size).toBe(30);
  });

  it('is shown to its organisation alone, and each look stands in the log', async () => {
    const room = await replica();
    const id = await begin(room);
    await until(room, id, inState('judged'));
    const page = { verdict: 'not-eligible' as const, first: 20 };
    await expect(room.listing.page(id, page, stranger)).rejects.toThrow(refusal('ELIGIBILITY_RUN_UNKNOWN'));
    await expect(room.listing.page('1', page, anna)).rejects.toThrow(refusal('ELIGIBILITY_RUN_UNKNOWN'));
    for (const after of ['0', '-1', "1'", '9999999999'])
      await expect(room.listing.page(id, { ...page, after }, anna)).rejects.toThrow(
        refusal('CURSOR_INVALID'),
      );
    entries = [];
    const first = await room.listing.page(id, page, anna);
    const second = await room.listing.page(id, { ...page, after: first.endCursor ?? '' }, anna);
    expect(first.items[0]).toMatchObject({ code: people[1], reason: `licence:${CARD}/holderCode` });
    expect([first.items.length, first.hasNextPage, second.items.length, second.hasNextPage]).toEqual([
      20,
      true,
      10,
      false,
    ]);
    expect(entries.map(({ governance }) => (governance as { rows?: number }).rows)).toEqual([20, 10]);
    expect(JSON.stringify(entries.map(({ governance }) => governance))).not.toContain(people[1]);
  });

  it('is forgotten by name when its time is over; the counts stay', async () => {
    const room = await replica({ requireApproval: false, keepDays: 30 });
    const id = await begin(room);
    await until(room, id, inState('done'));
    offset = 29 * DAY;
    await pause(700);
    expect((await owner.query('SELECT FROM eligibility_candidate')).rowCount).toBe(60);
    offset = 31 * DAY;
    expect(await until(room, id, (run) => run.forgottenAt !== undefined)).toMatchObject({
      eligible: 30,
      ineligible: 30,
    });
    expect((await owner.query('SELECT FROM eligibility_candidate')).rowCount).toBe(0);
  });
});
