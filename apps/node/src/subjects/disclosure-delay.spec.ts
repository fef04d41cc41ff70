import { belongsTo, disclosedFrom, longestDelay, withheldByMonth } from './disclosure-delay.js';
import { subjectsConfig, type DelayClass } from './subjects.config.js';

const DAY = 86_400_000;
const ITEM = '11120000TB9000024Y2000131001000';
const at = Date.UTC(2026, 10, 10);
const classOf = (more: Partial<DelayClass>): DelayClass => ({
  id: 'a',
  purposes: [],
  legalBases: [],
  days: 30,
  law: '某法第一条',
  ...more,
});

describe('a lookup belongs to a class', () => {
  it.each<[string, Partial<DelayClass>, boolean]>([
    ['by its whole item code', { purposes: [ITEM] }, true],
    ['by the basic code that all authorities share', { purposes: ['basic:000131001000'] }, true],
    ['by its authority', { purposes: ['11120000TB9000024Y*'] }, true],
    ['by words of its legal basis', { legalBases: ['刑事诉讼法'] }, true],
    ['not by another basic code', { purposes: ['basic:000131001001'] }, false],
    ['not by another authority', { purposes: ['11110000TB90000160*'] }, false],
    ['not by another basis', { legalBases: ['海关法'] }, false],
  ])('%s', (_name, more, expected) => {
    expect(belongsTo({ itemCode: ITEM, legalBasis: '依据刑事诉讼法第五十四条' }, classOf(more))).toBe(
      expected,
    );
  });

  it('never where it has neither matter nor basis', () => {
    expect(belongsTo({}, classOf({ purposes: [ITEM], legalBases: ['刑事诉讼法'] }))).toBe(false);
  });
});

it('is shown at once without a class, and after the longest delay of several', () => {
  const delays = [classOf({ purposes: [ITEM] }), classOf({ legalBases: ['刑事诉讼法'], days: 60 })];
  expect(disclosedFrom(at, { itemCode: 'other' }, delays)).toBe(at);
  expect(disclosedFrom(at, { itemCode: ITEM }, delays)).toBe(at + 30 * DAY);
  expect(disclosedFrom(at, { itemCode: ITEM, legalBasis: '刑事诉讼法' }, delays)).toBe(at + 60 * DAY);
  expect(longestDelay(delays)).toBe(60 * DAY);
  expect(longestDelay([])).toBe(0);
});

describe('what is withheld', () => {
  it('is counted by month in China, and never for the month that runs', () => {
    // 16:30 UTC is half past midnight in China: another day, here another month.
    const instants = [
      Date.UTC(2026, 8, 30, 16, 30),
      Date.UTC(2026, 9, 2),
      Date.UTC(2026, 8, 30, 15),
      Date.UTC(2026, 10, 5),
    ];
    const counted = [
      { month: '2026-10', count: 2 },
      { month: '2026-09', count: 1 },
    ];
    expect(withheldByMonth(instants, Date.UTC(2026, 10, 30, 15))).toEqual(counted);
    expect(withheldByMonth(instants, Date.UTC(2026, 10, 30, 16))).toEqual([
      { month: '2026-11', count: 1 },
      ...counted,
    ]);
  });
});

describe('the configuration of a class', () => {
  it.each<[string, object]>([
    ['that names nothing', { purposes: [], legalBases: [] }],
    ['without a law', { law: undefined }],
    ['of no days', { days: 0 }],
    ['with a pattern for everything', { purposes: ['*'] }],
    ['with an unknown key', { forever: true }],
  ])('%s is refused', (_name, change) => {
    const delays = [{ ...classOf({ purposes: [ITEM] }), ...change }];
    expect(subjectsConfig.safeParse({ delays }).success).toBe(false);
  });
});
