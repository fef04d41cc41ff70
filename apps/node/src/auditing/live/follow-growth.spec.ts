import { jest } from '@jest/globals';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import { FollowGrowth } from './follow-growth.js';

const caller = { kind: 'client', id: 'console', role: 'auditor' } as ClientCaller;
let size: bigint;
let matching: number;
let texts: string[];
let recorded: unknown[];
let growth: FollowGrowth;

beforeEach(() => {
  jest.useFakeTimers();
  [size, matching, texts, recorded] = [10n, 0, [], []];
  growth = new FollowGrowth({
    reader: {
      size: async () => size,
      query: (async (text: string) => {
        texts.push(text);
        return [{ count: String(matching) }];
      }) as never,
    },
    journal: { record: async (draft: unknown) => void recorded.push(draft) } as unknown as GovernanceJournal,
    everyMs: 1000,
  });
});
afterEach(() => jest.useRealTimers());

const grow = async (entries: bigint, of: number): Promise<void> => {
  [size, matching] = [size + entries, matching + of];
  await jest.advanceTimersByTimeAsync(1000);
};

describe('following the growth of the log', () => {
  it('is an entry once, and no question to the log while it does not grow', async () => {
    const news = await growth.follow(caller, {}, 10n);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(recorded).toHaveLength(1);
    expect(texts).toEqual([]);
    await news.return();
  });

  it('tells how many entries of the filter are new, and nothing where none of them is', async () => {
    const news = await growth.follow(caller, {}, 10n);
    await grow(5n, 0);
    await grow(3n, 2);
    await expect(news.next()).resolves.toEqual({
      done: false,
      value: { logSize: '18', fresh: 2, exact: true },
    });
    await news.return();
  });

  it('counts no reads of auditors, unless they are what is looked for', async () => {
    const all = await growth.follow(caller, {}, 10n);
    const reads = await growth.follow(caller, { kinds: ['audit-read'] }, 10n);
    await grow(1n, 1);
    expect(texts.filter((text) => text.includes(`<> 'audit-read'`))).toHaveLength(1);
    expect(texts).toHaveLength(2);
    await all.return();
    await reads.return();
  });

  it('says "at least" beyond a thousand, and then asks no more', async () => {
    const news = await growth.follow(caller, {}, 10n);
    await grow(2000n, 1001);
    await expect(news.next()).resolves.toMatchObject({ value: { fresh: 1000, exact: false } });
    await grow(1n, 1);
    expect(texts).toHaveLength(1);
    await news.return();
  });

  it('ends with its reader', async () => {
    const news = await growth.follow(caller, {}, 10n);
    await news.return();
    expect(jest.getTimerCount()).toBe(0);
  });
});
