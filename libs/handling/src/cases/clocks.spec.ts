import { KNOWN_NOTICES, WorkingCalendar } from '#libs/calendar';
import { DAY, Desk, HOUR, material, MONDAY, receiving, terms } from '../../../../test/support/case-desk.js';
import { clocksOf, pledgeDue, remindersOf, type CaseClockName } from './clocks.js';

const calendar = new WorkingCalendar(KNOWN_NOTICES);
/** 10:00 in Beijing on a day. */
const on = (date: string) => Date.parse(`${date}T02:00:00Z`);
const clock = (desk: Desk, name: CaseClockName, date: string) =>
  clocksOf(desk.view, on(date), calendar).find((one) => one.name === name);

describe('the periods of a case', () => {
  it('begin with receipt, and none before', () => {
    expect(clocksOf(new Desk().view, MONDAY, calendar)).toEqual([]);
    const desk = new Desk().all('receive');
    expect(clock(desk, 'acceptance', '2026-03-02')?.reading).toMatchObject({
      state: 'running',
      due: { date: '2026-03-09' },
    });
    expect(clock(desk, 'decision', '2026-03-02')).toBeUndefined();
  });

  it('are five working days to tell what is missing; silence is acceptance', () => {
    const desk = new Desk().all('receive');
    expect(remindersOf(desk.view, on('2026-03-09'), calendar)).toMatchObject([
      { kind: 'approaching', left: 0 },
    ]);
    expect(remindersOf(desk.view, on('2026-03-10'), calendar)).toMatchObject([
      { about: 'acceptance', kind: 'deemed-accepted', due: '2026-03-09', recorded: false },
    ]);
  });

  it('stand still while something is corrected', () => {
    const desk = new Desk().all('receive');
    desk.do('ask-correction', { at: on('2026-03-04') });
    expect(clock(desk, 'acceptance', '2026-03-20')?.reading).toMatchObject({
      state: 'stopped',
      used: 1,
      left: 4,
    });
    desk.do('correct', { at: on('2026-03-20') });
    expect(clock(desk, 'acceptance', '2026-03-20')?.reading.due?.date).toBe('2026-03-25');
  });

  it('stand still in a special procedure, and go on with what was left', () => {
    const desk = new Desk().all('receive', 'accept', 'begin-review');
    desk.do('begin-special', { at: on('2026-03-06') });
    expect(remindersOf(desk.view, on('2026-12-01'), calendar)).toEqual([]);
    desk.do('end-special', { at: on('2026-04-07') });
    // 3rd to 5th used three of twenty; Qingming (4th to 6th of April) lay inside.
    expect(clock(desk, 'decision', '2026-04-07')?.reading).toMatchObject({
      used: 3,
      due: { date: '2026-04-29' },
    });
  });

  it('are extended once by what was told', () => {
    const desk = new Desk().all('receive', 'accept');
    expect(clock(desk, 'decision', '2026-03-03')?.reading.due?.date).toBe('2026-03-30');
    desk.do('extend', { data: { days: 5 } });
    expect(clock(desk, 'decision', '2026-03-03')?.reading.due?.date).toBe('2026-04-07');
  });

  it('end with the step that they wait for, and tell afterwards whether they were kept', () => {
    const desk = new Desk().all('receive', 'accept', 'begin-review');
    desk.do('approve', { at: on('2026-03-31') });
    expect(clock(desk, 'decision', '2026-12-01')).toMatchObject({
      endedAt: on('2026-03-31'),
      reading: { state: 'overdue' },
    });
    expect(remindersOf(desk.view, on('2026-04-15'), calendar)).toMatchObject([
      { about: 'delivery', due: '2026-04-15' },
    ]);
    desk.do('deliver');
    expect(remindersOf(desk.view, on('2027-01-01'), calendar)).toEqual([]);
  });

  it('end with a withdrawal', () => {
    const desk = new Desk().all('receive', 'accept', 'withdraw');
    expect(remindersOf(desk.view, on('2026-12-01'), calendar)).toEqual([]);
  });

  it('count what was promised beside what the law gives', () => {
    const desk = new Desk();
    desk.do('receive', { data: receiving({ terms: terms({ days: { ...terms().days, promised: 0 } }) }) });
    desk.do('accept');
    expect(remindersOf(desk.view, on('2026-03-03'), calendar)).toMatchObject([
      { about: 'promised', kind: 'overdue' },
    ]);
  });

  it('remember what was recorded', () => {
    const desk = new Desk().all('receive', 'accept', 'overdue');
    expect(remindersOf(desk.view, on('2026-04-01'), calendar)).toMatchObject([
      { about: 'decision', kind: 'overdue', recorded: true },
    ]);
  });

  it('run for what was pledged and for a bad rating', () => {
    const desk = new Desk();
    desk.do('receive', { data: receiving({ materials: [material('licence')] }) });
    expect(pledgeDue(desk.view, ['plan'], MONDAY, calendar)).toBe('2026-03-16');
    desk.all('pledge', 'accept', 'begin-review', 'approve-with-pledge', 'deliver');
    expect(remindersOf(desk.view, on('2026-03-13'), calendar)).toMatchObject([
      { about: 'pledge', kind: 'approaching', left: 1 },
    ]);
    expect(remindersOf(desk.view, on('2026-03-17'), calendar)).toMatchObject([
      { about: 'pledge', kind: 'broken', left: -1 },
    ]);
    desk.do('rate', { data: { stars: 2 }, at: MONDAY + DAY + HOUR });
    expect(clock(desk, 'rectification', '2026-03-04')?.reading.due?.date).toBe('2026-03-24');
  });

  it('say where next year is not known yet', () => {
    const desk = new Desk(undefined, on('2026-12-30'));
    desk.all('receive');
    expect(remindersOf(desk.view, on('2027-01-06'), calendar)).toMatchObject([{ uncertain: true }]);
  });
});
