import { coveredSize, judgeLag, type LagFacts } from './lag.js';

const policy = { alertSeconds: 300, stopSeconds: 3_600, stopNotFinalSeconds: 86_400, graceSeconds: 3_600 };
const NOW = Date.UTC(2026, 10, 29, 8);
const ago = (seconds: number): number => NOW - seconds * 1000;
const HOUR = 3_600;

const facts: LagFacts = {
  required: true,
  enoughWitnesses: true,
  everConfirmed: true,
  notFinalSince: undefined,
  unseenSince: undefined,
  requiredSince: ago(30 * 24 * HOUR),
};

describe('what the lag of witnesses means', () => {
  it.each<[string, Partial<LagFacts>, string]>([
    ['everything is final', {}, 'ok'],
    ['final is a moment away', { notFinalSince: ago(299), unseenSince: ago(299) }, 'ok'],
    ['final is late: an alert', { notFinalSince: ago(301) }, 'lagging'],
    ['nobody saw it for most of an hour', { notFinalSince: ago(3_599), unseenSince: ago(3_599) }, 'lagging'],
    ['nobody saw it for an hour: stop', { notFinalSince: ago(3_601), unseenSince: ago(3_601) }, 'stopped'],
    ['one region is away for a night', { notFinalSince: ago(10 * HOUR) }, 'lagging'],
    ['one region is away for a day: stop', { notFinalSince: ago(24 * HOUR + 1) }, 'stopped'],
    [
      'final cannot be had, because too few witness: an alert for ever',
      { enoughWitnesses: false, notFinalSince: ago(48 * HOUR) },
      'lagging',
    ],
    [
      'nobody at all witnesses although peers are known: stop',
      { enoughWitnesses: false, notFinalSince: ago(2 * HOUR), unseenSince: ago(2 * HOUR) },
      'stopped',
    ],
    [
      'first start: within the grace',
      { everConfirmed: false, notFinalSince: ago(2 * HOUR - 1), unseenSince: ago(2 * HOUR - 1) },
      'lagging',
    ],
    [
      'first start: beyond the grace',
      { everConfirmed: false, notFinalSince: ago(2 * HOUR + 1), unseenSince: ago(2 * HOUR + 1) },
      'stopped',
    ],
    [
      'a year alone, and peers since a minute',
      {
        everConfirmed: false,
        notFinalSince: ago(8_760 * HOUR),
        unseenSince: ago(8_760 * HOUR),
        requiredSince: ago(60),
      },
      'ok',
    ],
    [
      'nobody is needed',
      {
        required: false,
        everConfirmed: false,
        notFinalSince: ago(8_760 * HOUR),
        unseenSince: ago(8_760 * HOUR),
      },
      'ok',
    ],
    ['a checkpoint from the future', { notFinalSince: NOW + 60_000, unseenSince: NOW + 60_000 }, 'ok'],
  ])('%s', (_name, more, state) => {
    expect(judgeLag(NOW, { ...facts, ...more }, policy).state).toBe(state);
  });

  it('is told in milliseconds', () => {
    expect(judgeLag(NOW, { ...facts, notFinalSince: ago(10), unseenSince: ago(4) }, policy)).toEqual({
      state: 'ok',
      unwitnessedMs: 10_000,
      unseenMs: 4_000,
    });
  });
});

describe('the size that enough witnesses have confirmed', () => {
  it.each<[bigint[], number, bigint]>([
    [[], 1, 0n],
    [[5n], 1, 5n],
    [[5n], 2, 0n],
    [[5n, 9n, 7n], 1, 9n],
    [[5n, 9n, 7n], 2, 7n],
    [[5n, 9n, 7n], 3, 5n],
    [[10n, 9n], 1, 10n],
  ])('%p by %d is %p', (confirmed, count, expected) => {
    expect(coveredSize(confirmed, count)).toBe(expected);
  });
});
