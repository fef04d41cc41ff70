import { Refusal } from '#libs/errors';
import { wellKnownSample } from '#libs/licences';
import type { RawAnswer, SourceAdapter } from '../adapter.js';
import { sourceMapping } from '../mapping/mapping-file.js';
import type { AskOptions } from '../ports.js';
import { GuardedSource } from './guarded-source.js';

const FIRM = { type: '001', code: wellKnownSample('110000').holderCode };
const OTHER = FIRM.code.endsWith('1') ? '2' : '1';
const mapping = sourceMapping.parse({
  id: 's',
  dataset: 'tax',
  department: { code: '1111000000TB03095J', name: { zh: '税务', en: 'tax' } },
  deadlineMs: 100,
  concurrency: 1,
  queue: 1,
  maxRecords: 2,
  breaker: { failures: 2, openMs: 5_000 },
  subjects: { '001': 'c' },
  items: { owed: { from: 'a', type: 'decimal' }, paid: { from: 'b' } },
  without: ['penalties'],
  postgresql: { connection: { urlFile: '/nowhere' }, table: 't' },
});

function stage(records: (signal: AbortSignal) => Promise<RawAnswer>) {
  let now = 1_000_000;
  const faults: string[] = [];
  const adapter: SourceAdapter & { asked: string[][] } = {
    asked: [],
    records: ({ items, signal }) => {
      adapter.asked.push([...items]);
      return records(signal);
    },
    judge: async (subjects, questions, signal, tell) => {
      await records(signal);
      subjects.forEach((_, index) =>
        tell(
          index,
          questions.map(() => true),
        ),
      );
    },
    close: async () => undefined,
  };
  const source = new GuardedSource(mapping, adapter, {
    clock: () => now,
    onFault: (id, { code }) => faults.push(`${id} ${code}`),
  });
  const ask = (options: Partial<AskOptions> = {}, subject = FIRM) =>
    source.records(subject, {
      items: ['owed'],
      signal: new AbortController().signal,
      deadline: now + 60_000,
      limit: 10,
      ...options,
    });
  return { source, adapter, faults, ask, advance: (ms: number) => (now += ms), now: () => now };
}

const answered = (records: (string | null)[][]): RawAnswer => ({ outcome: 'answered', records });
const never = () => new Promise<RawAnswer>(() => undefined);

describe('a source behind its guard', () => {
  it.each([
    ['a firm whose check character is wrong', { type: '001', code: FIRM.code.slice(0, -1) + OTHER }],
    ['a type that the department does not know', { type: '111', code: '110105199003074557' }],
    ['a type that does not exist', { type: '__proto__', code: 'x' }],
  ])('does not ask the department about %s', async (_, subject) => {
    const { ask, adapter } = stage(never);
    expect(await ask({}, subject)).toEqual({ outcome: 'not-available', code: 'SOURCE_SUBJECT_UNFIT' });
    expect(adapter.asked).toEqual([]);
  });

  it('does not ask for what the dataset does not have', async () => {
    const { ask, adapter } = stage(never);
    expect(await ask({ items: ['owed', 'constructor'] })).toEqual({
      outcome: 'not-available',
      code: 'SOURCE_ITEM_UNKNOWN',
    });
    expect(adapter.asked).toEqual([]);
  });

  it('passes on the items asked for and nothing else, none where the department has none', async () => {
    const { ask, adapter } = stage(async () =>
      answered([
        ['12.50', 'not asked for'],
        ['0', null],
        ['1', null],
      ]),
    );
    expect(await ask({ items: ['owed', 'penalties', 'owed'] })).toEqual({
      outcome: 'answered',
      records: [
        { owed: '12.50', penalties: null },
        { owed: '0', penalties: null },
      ],
      truncated: true,
    });
    expect(adapter.asked).toEqual([['owed']]);
  });

  it('passes on nothing of an answer with a value that cannot be read', async () => {
    const { ask, faults } = stage(async () => answered([['1'], ['绝密']]));
    expect(await ask()).toMatchObject({ outcome: 'not-available', code: 'SOURCE_DATA_UNFIT' });
    expect(faults).toEqual(['s SOURCE_DATA_UNFIT']);
  });

  it('turns whatever is thrown into an outcome without its words', async () => {
    const { ask } = stage(async () => {
      throw new Error('password of tax@10.0.0.1');
    });
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'not-available', code: 'SOURCE_FAILED' });
    expect(JSON.stringify(answer)).not.toContain('password');
  });

  it('gives up a department that is silent, pauses it after that, then lets one question try', async () => {
    let silent = true;
    const { ask, advance, adapter, now } = stage(async (signal) => {
      if (silent)
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut'))));
      return answered([['1']]);
    });
    expect(await ask()).toMatchObject({ code: 'SOURCE_TIMEOUT' });
    expect(await ask()).toMatchObject({ code: 'SOURCE_TIMEOUT', until: now() + 5_000 });
    expect(await ask()).toEqual({ outcome: 'not-available', code: 'SOURCE_PAUSED', until: now() + 5_000 });
    expect(adapter.asked).toHaveLength(2);
    silent = false;
    advance(5_000);
    expect(await ask()).toMatchObject({ outcome: 'answered' });
    expect(await ask()).toMatchObject({ outcome: 'answered' });
  });

  it('does not blame the department for an asker who waits no longer', async () => {
    const { ask, source, now } = stage(never);
    for (const ms of [20, 20])
      expect(await ask({ deadline: now() + ms })).toMatchObject({ code: 'SOURCE_TIMEOUT' });
    const gone = AbortSignal.abort();
    expect(await ask({ signal: gone })).toMatchObject({ code: 'SOURCE_TIMEOUT' });
    expect(source.health()).toMatchObject({ state: 'closed' });
  });

  it('keeps the place of a question that has been given up, and takes no more than may wait', async () => {
    const { ask, source } = stage(never);
    await ask();
    const waiting = ask();
    await Promise.resolve();
    expect(await ask()).toMatchObject({ outcome: 'not-available', code: 'SOURCE_BUSY' });
    expect(source.health()).toMatchObject({ inside: 1, waiting: 1 });
    expect(await waiting).toMatchObject({ code: 'SOURCE_TIMEOUT' });
  });

  it('tells operators when it answered and failed, and what it is asked at most', async () => {
    let answer: RawAnswer | undefined = answered([['1', null]]);
    const { ask, source, advance, now } = stage(async () => {
      if (!answer) throw new Refusal('SOURCE_FAILED');
      return answer;
    });
    const begun = now();
    expect(source.health()).toMatchObject({ kind: 'postgresql', failuresInRow: 0, outcomes: {} });
    expect(source.health()).not.toHaveProperty('lastAnswerAt');
    await ask();
    answer = undefined;
    advance(1_000);
    await ask();
    expect(source.health()).toMatchObject({
      failuresInRow: 1,
      lastAnswerAt: begun,
      lastFault: 'SOURCE_FAILED',
      lastFaultAt: begun + 1_000,
      limits: { deadlineMs: 100, concurrency: 1, queue: 1, maxRecords: 2, breaker: { failures: 2 } },
    });
  });

  it('leaves a department alone for as long as it asks, an hour at most', async () => {
    const { ask, adapter, advance, now } = stage(async () => ({
      outcome: 'not-available',
      code: 'SOURCE_ASKED_TO_WAIT',
      until: Number.MAX_SAFE_INTEGER,
    }));
    await ask();
    expect(await ask()).toEqual({
      outcome: 'not-available',
      code: 'SOURCE_ASKED_TO_WAIT',
      until: now() + 3_600_000,
    });
    expect(adapter.asked).toHaveLength(1);
    advance(3_600_000);
    await ask();
    expect(adapter.asked).toHaveLength(2);
  });

  it('answers yes/no questions with "cannot say" for whom it may not ask and when the department fails', async () => {
    const { source, now } = stage(async () => {
      throw new Refusal('SOURCE_UNREACHABLE');
    });
    const options = { signal: new AbortController().signal, deadline: now() + 1_000 };
    const questions = [{ item: 'owed', operator: 'exists' as const }];
    expect(await source.judge([FIRM, { type: '111', code: 'x' }], questions, options)).toEqual([
      [null],
      [null],
    ]);
    const well = stage(async () => answered([]));
    expect(await well.source.judge([{ type: '111', code: 'x' }, FIRM], questions, options)).toEqual([
      [null],
      [true],
    ]);
    expect(await well.source.judge([], questions, options)).toEqual([]);
  });

  it('changes nothing in verdicts that it has given', async () => {
    let tellLate: () => void = () => undefined;
    const { source, adapter, now } = stage(never);
    adapter.judge = (_, __, ___, tell) => {
      tellLate = () => tell(0, [true]);
      return new Promise(() => undefined);
    };
    const given = await source.judge([FIRM], [{ item: 'owed', operator: 'exists' }], {
      signal: new AbortController().signal,
      deadline: now() + 20,
    });
    tellLate();
    expect(given).toEqual([[null]]);
  });

  it('asks nobody any more once it is closed', async () => {
    const { source, ask, adapter } = stage(async () => answered([]));
    await source.close();
    expect(await ask()).toMatchObject({ code: 'SOURCE_STOPPED' });
    expect(adapter.asked).toEqual([]);
  });
});
