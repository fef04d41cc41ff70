import { Refusal } from '#libs/errors';
import type { PlannedSource, SourceReply } from '../check.js';
import { askSources, type Asked } from './ask-sources.js';

const both = (zh: string) => ({ zh, en: zh });
const source = (key: string, deadlineMs = 1000): PlannedSource => ({
  key,
  region: '110000',
  dataset: key,
  department: { key, name: both(key) },
  title: both(key),
  matterItems: [key],
  columns: [{ code: 'name', label: both('名称') }],
  deadlineMs,
});
const found = (value: string): SourceReply => ({
  outcome: 'answered',
  records: [{ name: value }],
  provenance: {},
  withheld: [],
});

/** A clock that moves when it is told to, and fires what has come due in order. */
class Stage {
  now = 0;
  readonly heard: Asked[] = [];
  readonly reported: unknown[] = [];
  readonly ending = new AbortController();
  readonly signals = new Map<string, AbortSignal>();
  private readonly timers = new Set<{ at: number; then: () => void }>();

  after = (ms: number, then: () => void) => {
    const timer = { at: this.now + ms, then };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  };

  get pending(): number {
    return this.timers.size;
  }

  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    await settle();
    for (;;) {
      const [next] = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.timers.delete(next);
      this.now = next.at;
      next.then();
      await settle();
    }
    this.now = end;
  }

  run(
    sources: PlannedSource[],
    ask: (key: string) => Promise<SourceReply>,
    heard?: (asked: Asked) => Promise<void>,
  ) {
    return askSources(sources, {
      clock: () => this.now,
      after: this.after,
      graceMs: 5000,
      ending: this.ending.signal,
      ask: (one, _deadline, signal) => {
        this.signals.set(one.key, signal);
        return ask(one.key);
      },
      heard: heard ?? (async (asked) => void this.heard.push(asked)),
      report: (error) => void this.reported.push(error),
    });
  }

  answerAfter(ms: number, reply: SourceReply): Promise<SourceReply> {
    return new Promise((resolve) => void this.after(ms, () => resolve(reply)));
  }

  outcomes() {
    return this.heard.map(({ source: { key }, reply, late, answeredAt }) => [
      key,
      reply.outcome,
      late,
      answeredAt,
    ]);
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

it('does not wait longer for any source than its own deadline, and takes what comes late as late', async () => {
  const stage = new Stage();
  const done = stage.run([source('quick'), source('late'), source('never')], (key) =>
    key === 'quick'
      ? stage.answerAfter(10, found('q'))
      : key === 'late'
        ? stage.answerAfter(3000, found('l'))
        : new Promise<SourceReply>(() => undefined),
  );
  await stage.advance(1000);
  await done;
  expect(stage.outcomes()).toEqual([
    ['quick', 'answered', false, 10],
    ['late', 'not-available', false, 1000],
    ['never', 'not-available', false, 1000],
  ]);
  await stage.advance(10_000);
  expect(stage.outcomes().slice(3)).toEqual([['late', 'answered', true, 3000]]);
  expect(stage.signals.get('never')?.aborted).toBe(true);
  expect(stage.pending).toBe(0);
});

it('asks all at once: the whole takes as long as the slowest', async () => {
  const stage = new Stage();
  const done = stage.run(
    [300, 100, 200].map((ms) => source(String(ms))),
    (key) => stage.answerAfter(Number(key), found(key)),
  );
  await stage.advance(300);
  await done;
  expect(stage.outcomes()).toEqual([
    ['100', 'answered', false, 100],
    ['200', 'answered', false, 200],
    ['300', 'answered', false, 300],
  ]);
});

it.each<[string, () => Promise<SourceReply>, string, number]>([
  ['is refused by this node', () => Promise.reject(new Refusal('OVERLOADED')), 'OVERLOADED', 0],
  ['breaks', () => Promise.reject(new TypeError('secret 110101199001011234')), 'INTERNAL', 1],
  [
    'throws before it promises anything',
    () => {
      throw new TypeError('at once');
    },
    'INTERNAL',
    1,
  ],
])('a source that %s is not available, and holds nobody up', async (_, ask, code, reports) => {
  const stage = new Stage();
  const done = stage.run([source('bad'), source('good')], (key) =>
    key === 'bad' ? ask() : stage.answerAfter(5, found('g')),
  );
  await stage.advance(5);
  await done;
  expect(stage.heard.map(({ reply }) => reply)).toEqual([
    { outcome: 'not-available', code, provenance: {}, withheld: [] },
    found('g'),
  ]);
  expect(stage.reported).toHaveLength(reports);
  expect(stage.pending).toBe(0);
});

it('fails where an answer could not be written down, after the others were', async () => {
  const stage = new Stage();
  const written: string[] = [];
  const done = stage.run(
    [source('a'), source('b')],
    (key) => stage.answerAfter(key === 'a' ? 1 : 2, found(key)),
    async ({ source: { key } }) => {
      if (key === 'a') throw new Refusal('STORE_UNAVAILABLE');
      written.push(key);
    },
  );
  const failed = expect(done).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await stage.advance(2);
  await failed;
  expect(written).toEqual(['b']);
});

it('a late refusal to answer is not news', async () => {
  const stage = new Stage();
  const done = stage.run([source('a')], () =>
    stage.answerAfter(2000, { outcome: 'not-available', code: 'PEER_TIMEOUT', provenance: {}, withheld: [] }),
  );
  await stage.advance(8000);
  await done;
  expect(stage.outcomes()).toEqual([['a', 'not-available', false, 1000]]);
  expect(stage.pending).toBe(0);
});

it('a process that ends writes nothing of what was not answered', async () => {
  const stage = new Stage();
  const done = stage.run([source('quick'), source('slow')], (key) =>
    key === 'quick' ? stage.answerAfter(10, found('q')) : new Promise<SourceReply>(() => undefined),
  );
  const failed = expect(done).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  await stage.advance(10);
  stage.ending.abort();
  await failed;
  expect(stage.outcomes()).toEqual([['quick', 'answered', false, 10]]);
  expect(stage.signals.get('slow')?.aborted).toBe(true);
  expect(stage.pending).toBe(0);
  await expect(stage.run([source('a')], () => Promise.reject(new Error('asked')))).rejects.toMatchObject({
    code: 'SHUTTING_DOWN',
  });
});
