import type { CheckSource, SourceReply, SourceState } from '../check.js';
import { nextStep, settleSource, stateOf, type RetryRules, type Standing } from './settle.js';

const MINUTE = 60_000;
const rules: RetryRules = {
  firstPauseMs: MINUTE,
  longestPauseMs: 60 * MINUTE,
  maxAttempts: 4,
  furthestMs: 10 * 1440 * MINUTE,
};
const NOW = 1_000_000_000;
const away = (until?: number): SourceReply => ({
  outcome: 'not-available',
  code: 'PEER_TIMEOUT',
  provenance: {},
  withheld: [],
  ...(until === undefined ? {} : { until }),
});
const said: SourceReply = { outcome: 'nothing-found', provenance: {}, withheld: [] };

describe('a source that was not there', () => {
  it.each<[string, number, number | undefined, number]>([
    ['is asked again after a pause', 0, undefined, NOW + MINUTE],
    ['is asked again after a pause that doubles', 1, undefined, NOW + 2 * MINUTE],
    ['is asked again when it hopes to be back', 0, NOW + 30 * MINUTE, NOW + 30 * MINUTE],
    ['cannot have itself asked at once, again and again', 0, NOW + 1, NOW + MINUTE],
    ['cannot name a time that is over', 0, NOW - 5, NOW + MINUTE],
    ['cannot put itself off for ever', 0, NOW + 1e12, NOW + rules.furthestMs],
  ])('%s', (_, attempts, until, nextAt) => {
    expect(settleSource({ attempts }, away(until), NOW, rules)).toMatchObject({
      state: 'late',
      attempts: attempts + 1,
      nextAt,
    });
  });

  it('tells people what it named, and otherwise when it is asked again', () => {
    expect(settleSource({ attempts: 0 }, away(NOW + 1), NOW, rules).until).toBe(NOW + 1);
    expect(settleSource({ attempts: 0 }, away(), NOW, rules).until).toBe(NOW + MINUTE);
  });

  it('is given up after so many questions', () => {
    expect(settleSource({ attempts: 3 }, away(NOW + 5), NOW, rules)).toEqual({
      state: 'given-up',
      attempts: 4,
    });
  });
});

it.each<SourceReply>([
  said,
  { outcome: 'answered', records: [{}], provenance: {}, withheld: [] },
  { outcome: 'refused', reason: { zh: '无协议', en: 'no agreement' }, provenance: {}, withheld: [] },
])('whoever spoke is not asked again: $outcome', (reply) => {
  expect(settleSource({ attempts: 0 }, reply, NOW, rules)).toEqual({ state: 'settled', attempts: 1 });
});

const source = (key: string, state: SourceState, more: Partial<CheckSource> = {}): CheckSource => ({
  key,
  region: '110000',
  dataset: key,
  department: { key, name: { zh: key, en: key } },
  title: { zh: key, en: key },
  matterItems: [key],
  columns: [],
  deadlineMs: 1000,
  state,
  attempts: 1,
  ...more,
});
const standing = (sources: CheckSource[], more: Partial<Standing> = {}): Standing => ({
  sources,
  editions: 0,
  told: 0,
  hasCase: false,
  ...more,
});

describe('what is to be done', () => {
  it.each<[string, Standing, object]>([
    [
      'what was not asked to the end is asked, and what has spoken is not',
      standing([source('a', 'open'), source('b', 'settled'), source('c', 'late', { nextAt: NOW + 1 })]),
      { kind: 'ask', sources: [expect.objectContaining({ key: 'a' })] },
    ],
    [
      'the first edition is made though nobody has spoken',
      standing([source('a', 'late', { nextAt: NOW + 1 })]),
      { kind: 'report', joined: [] },
    ],
    [
      'an answer that no edition holds makes the next edition',
      standing([source('a', 'settled', { edition: 1 }), source('b', 'settled')], { editions: 1 }),
      { kind: 'report', joined: ['b'] },
    ],
    [
      'a report that could not be made waits, while sources are asked at their time',
      standing([source('a', 'settled'), source('b', 'late', { nextAt: NOW + 9 })], { retryAt: NOW + 5 }),
      { kind: 'wait', until: NOW + 5 },
    ],
    [
      'the case is told before anybody rests',
      standing([source('a', 'settled', { edition: 1 })], { editions: 1, hasCase: true }),
      { kind: 'tell' },
    ],
    [
      'a case that cannot be told yet waits',
      standing([source('a', 'settled', { edition: 1 })], { editions: 1, hasCase: true, retryAt: NOW + 7 }),
      { kind: 'wait', until: NOW + 7 },
    ],
    [
      'the earliest late source sets the time',
      standing([source('a', 'late', { nextAt: NOW + 9 }), source('b', 'late', { nextAt: NOW + 3 })], {
        editions: 1,
      }),
      { kind: 'wait', until: NOW + 3 },
    ],
    [
      'a late source whose time has come is asked',
      standing([source('a', 'late', { nextAt: NOW })], { editions: 1 }),
      { kind: 'ask', sources: [expect.objectContaining({ key: 'a' })] },
    ],
    [
      'what was given up is not asked again',
      standing([source('a', 'given-up'), source('b', 'settled', { edition: 1 })], { editions: 1 }),
      { kind: 'done' },
    ],
  ])('%s', (_, given, step) => {
    expect(nextStep(given, NOW)).toEqual(step);
  });
});

it('is complete only where every answer stands in an edition', () => {
  expect(stateOf([source('a', 'settled')], 0)).toBe('asking');
  expect(stateOf([source('a', 'settled')], 1)).toBe('reported');
  expect(stateOf([source('a', 'settled', { edition: 1 }), source('b', 'late')], 1)).toBe('reported');
  expect(stateOf([source('a', 'settled', { edition: 1 }), source('b', 'given-up')], 1)).toBe('complete');
});
