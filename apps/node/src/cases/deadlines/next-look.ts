import type { WorkingCalendar } from '#libs/calendar';
import { clocksOf, type CaseView } from '#libs/handling';

const HOURS_AHEAD_OF_UTC = 8;
const DAY = 86_400_000;

/** The instant at which a day begins in Beijing. */
export const startOf = (day: string): number =>
  Date.parse(`${day}T00:00:00Z`) - HOURS_AHEAD_OF_UTC * 3_600_000;

/**
 * When a case's periods have to be looked at next: the day on which one comes near, or the day after its last. Undefined
 * where none runs; whatever changes that is an event, and after each this is asked again.
 */
export function nextLook(
  view: CaseView,
  now: number,
  calendar: WorkingCalendar,
  warnDays: number,
): number | undefined {
  const dues = clocksOf(view, now, calendar).flatMap(({ endedAt, reading }) =>
    endedAt === undefined && reading.due ? [reading.due.date] : [],
  );
  if (view.pledge?.state === 'open') dues.push(view.pledge.due);
  const looks = dues.flatMap((due) => [startOf(daysBefore(due, warnDays, calendar)), startOf(due) + DAY]);
  const ahead = looks.filter((at) => at > now);
  return ahead.length > 0 ? Math.min(...ahead) : undefined;
}

/** The first day from which at most so many working days are left. */
function daysBefore(due: string, warnDays: number, calendar: WorkingCalendar): string {
  let day = due;
  // Holidays and weekends together never last two weeks.
  for (let i = 0; i < warnDays + 20; i += 1) {
    const before = new Date(Date.parse(`${day}T00:00:00Z`) - DAY).toISOString().slice(0, 10);
    if (calendar.between(before, due) > warnDays) return day;
    day = before;
  }
  return day;
}
