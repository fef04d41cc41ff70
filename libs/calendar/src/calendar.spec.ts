import { KNOWN_NOTICES } from './notices.data.js';
import { readHolidayNotice } from './notice.js';
import { readClock, type StatutoryClock } from './statutory-clock.js';
import { WorkingCalendar } from './working-calendar.js';

const calendar = new WorkingCalendar(KNOWN_NOTICES);
const beijing = (text: string) => Date.parse(`${text}+08:00`);

describe('a notice', () => {
  const good = {
    year: 2026,
    document: 'x',
    issued: '2025-11-04',
    holidays: [{ name: '元旦', from: '2026-01-01', until: '2026-01-03' }],
    worked: ['2026-01-04'],
  };
  it.each<[string, object]>([
    ['a date that does not exist', { holidays: [{ name: 'x', from: '2026-02-29', until: '2026-03-01' }] }],
    ['an end before its beginning', { holidays: [{ name: 'x', from: '2026-01-03', until: '2026-01-01' }] }],
    ['a holiday of a month', { holidays: [{ name: 'x', from: '2026-01-01', until: '2026-01-31' }] }],
    [
      'holidays that overlap',
      {
        holidays: [
          { name: 'x', from: '2026-01-01', until: '2026-01-03' },
          { name: 'y', from: '2026-01-03', until: '2026-01-05' },
        ],
      },
    ],
    ['a worked weekday', { worked: ['2026-01-05'] }],
    ['a worked day off', { worked: ['2026-01-03'] }],
    ['a member too many', { more: 1 }],
  ])('with %s is refused', (_, change) => {
    expect(() => readHolidayNotice({ ...good, ...change })).toThrow(
      expect.objectContaining({ code: 'HOLIDAY_NOTICE_INVALID' }),
    );
  });

  it('that is sound is read', () => {
    expect(readHolidayNotice(good)).toEqual(good);
  });
});

describe('working days', () => {
  it.each([
    ['2026-02-13', 'working'],
    ['2026-02-14', 'moved-working'],
    ['2026-02-15', 'holiday'],
    ['2026-02-23', 'holiday'],
    ['2026-02-24', 'working'],
    ['2026-02-28', 'moved-working'],
    ['2026-03-01', 'weekend'],
    ['2026-10-10', 'moved-working'],
    ['2025-10-08', 'holiday'],
    ['2024-02-09', 'working'],
  ])('%s: %s', (date, kind) => {
    expect(calendar.kindOf(date)).toBe(kind);
  });

  it.each([
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-13', 2, '2026-02-24'],
    ['2026-02-13', 0, '2026-02-13'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-09-30', 3, '2026-10-10'],
    ['2026-06-01', 20, '2026-06-30'],
  ])('%s and %i more: %s', (from, days, until) => {
    expect(calendar.add(from, days)).toEqual({ date: until, certain: true });
    expect(calendar.between(from, until)).toBe(days);
  });

  it('of a year without a notice are counted by weekends and said to be uncertain', () => {
    expect(calendar.add('2026-12-31', 1)).toEqual({ date: '2027-01-01', certain: false });
    expect(calendar.isCertain('2027-01-01')).toBe(false);
  });

  it('go by Beijing, wherever the machine stands', () => {
    expect(calendar.dateOf(Date.parse('2026-03-01T15:59:59.999Z'))).toBe('2026-03-01');
    expect(calendar.dateOf(Date.parse('2026-03-01T16:00:00Z'))).toBe('2026-03-02');
    expect(calendar.endOf('2026-03-01')).toBe(Date.parse('2026-03-01T16:00:00Z'));
  });

  it('agree with counting one by one, for every day of three years', () => {
    for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2026, 11, 1); at += 86_400_000) {
      const date = calendar.dateOf(at);
      const { date: later } = calendar.add(date, 7);
      expect(calendar.between(date, later)).toBe(7);
      expect(calendar.isWorking(later)).toBe(true);
    }
  });
});

describe('a statutory clock', () => {
  const clock = (more: Partial<StatutoryClock> = {}): StatutoryClock => ({
    startedAt: beijing('2026-03-02T10:00:00'), // a Monday
    workingDays: 5,
    stops: [],
    ...more,
  });
  const read = (at: string, more: Partial<StatutoryClock> = {}) =>
    readClock(clock(more), beijing(at), calendar);

  it('runs from the next day and is kept until the last moment of the last', () => {
    const due = { date: '2026-03-09', at: beijing('2026-03-10T00:00:00'), certain: true };
    expect(read('2026-03-02T23:59:59')).toEqual({ state: 'running', used: 0, left: 5, due });
    expect(read('2026-03-04T00:00:00')).toEqual({ state: 'running', used: 1, left: 4, due });
    expect(read('2026-03-09T23:59:59')).toMatchObject({ state: 'running', used: 4, left: 1 });
    expect(read('2026-03-10T00:00:00')).toMatchObject({ state: 'overdue', used: 5, left: -1 });
    expect(read('2026-03-12T09:00:00')).toMatchObject({ state: 'overdue', left: -3 });
  });

  it('is longer by an extension', () => {
    expect(read('2026-03-10T00:00:00', { extensionDays: 5 })).toMatchObject({
      state: 'running',
      used: 5,
      left: 5,
      due: { date: '2026-03-16' },
    });
  });

  it('stands still, and goes on with the days that were left', () => {
    const stop = { from: beijing('2026-03-04T11:00:00'), reason: 'correction' };
    expect(read('2026-03-20T09:00:00', { stops: [stop] })).toEqual({ state: 'stopped', used: 1, left: 4 });
    const stops = [{ ...stop, until: beijing('2026-03-20T10:00:00') }];
    // Tuesday 3 was used; Friday 20 ends with the clock running.
    expect(read('2026-03-20T11:00:00', { stops })).toMatchObject({
      state: 'running',
      used: 1,
      left: 4,
      due: { date: '2026-03-25' },
    });
  });

  it('is not touched by a stop that begins as a day ends', () => {
    const stops = [
      { from: beijing('2026-03-04T00:00:00'), until: beijing('2026-03-05T00:00:00'), reason: 'x' },
    ];
    expect(read('2026-03-05T08:00:00', { stops })).toMatchObject({ used: 1, due: { date: '2026-03-10' } });
  });

  it('says where its end rests on a year without a notice', () => {
    const { due } = read('2026-12-30T12:00:00', { startedAt: beijing('2026-12-30T09:00:00') });
    expect(due).toMatchObject({ certain: false });
  });
});
