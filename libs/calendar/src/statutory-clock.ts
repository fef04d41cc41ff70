import type { WorkingCalendar } from './working-calendar.js';

/** An interval in which a clock stands still: a correction, a special procedure. Milliseconds since 1970. */
export interface Stop {
  from: number;
  /** Absent while it lasts. */
  until?: number;
  reason: string;
}

/** A period that the law sets for somebody to act. */
export interface StatutoryClock {
  /** When it began, milliseconds since 1970; the day itself is not counted. */
  startedAt: number;
  workingDays: number;
  /** Added by a decision that was told to the applicant. */
  extensionDays?: number;
  stops: readonly Stop[];
}

export interface ClockReading {
  state: 'running' | 'stopped' | 'overdue';
  /** Working days of the period that have passed. */
  used: number;
  /** Working days of the period that have not ended yet: 1 on the last day. Negative once overdue. */
  left: number;
  /** Last day, `YYYY-MM-DD`, and the instant at which it ends; absent while the clock is stopped. */
  due?: { date: string; at: number; certain: boolean };
}

/**
 * Reads a clock at an instant. A working day is used up where it ends with the clock running; a day on whose evening the
 * clock stood still is not (办理期限中止). Pure: the same clock and instant give the same reading.
 */
export function readClock(clock: StatutoryClock, at: number, calendar: WorkingCalendar): ClockReading {
  const total = clock.workingDays + (clock.extensionDays ?? 0);
  const stops = [...clock.stops].sort((a, b) => a.from - b.from);
  const today = calendar.dateOf(at);
  const passed = countedDays(clock.startedAt, at, stops, calendar);
  const stopped = stops.some(({ from, until }) => from <= at && (until === undefined || at < until));
  if (stopped) return { state: 'stopped', used: passed, left: total - passed };
  const due = dueDate(clock.startedAt, total, stops, calendar);
  if (due.at <= at) return { state: 'overdue', used: passed, left: -calendar.between(due.date, today), due };
  return { state: 'running', used: passed, left: total - passed, due };
}

/** Working days after the start that have ended before `at` with the clock running. */
function countedDays(
  startedAt: number,
  at: number,
  stops: readonly Stop[],
  calendar: WorkingCalendar,
): number {
  let count = 0;
  for (const date of daysFrom(startedAt, calendar)) {
    const end = calendar.endOf(date);
    if (end > at) return count;
    if (calendar.isWorking(date) && !standsAt(end, stops)) count += 1;
  }
  return count;
}

function dueDate(
  startedAt: number,
  days: number,
  stops: readonly Stop[],
  calendar: WorkingCalendar,
): NonNullable<ClockReading['due']> {
  let left = days;
  let certain = calendar.isCertain(calendar.dateOf(startedAt));
  let last = calendar.dateOf(startedAt);
  for (const date of daysFrom(startedAt, calendar)) {
    if (left === 0) break;
    certain &&= calendar.isCertain(date);
    last = date;
    if (calendar.isWorking(date) && !standsAt(calendar.endOf(date), stops)) left -= 1;
  }
  return { date: last, at: calendar.endOf(last), certain };
}

/** Whether the clock stands still as a day ends. One that begins at 24:00 leaves the day that ends then alone; one that
 * ends at 24:00 has stood through it. */
function standsAt(end: number, stops: readonly Stop[]): boolean {
  return stops.some(({ from, until }) => from < end && (until === undefined || until >= end));
}

/** The days after that of the start, for at most forty years: no statutory period is longer. */
function* daysFrom(startedAt: number, calendar: WorkingCalendar): Generator<string> {
  let end = calendar.endOf(calendar.dateOf(startedAt));
  for (let days = 0; days < 15_000; days += 1) {
    const date = calendar.dateOf(end);
    yield date;
    end = calendar.endOf(date);
  }
}
