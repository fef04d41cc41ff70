import { type HolidayNotice, KNOWN_NOTICES, WorkingCalendar } from '#libs/calendar';
import { localTime, type Rule, who } from './rule.js';

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Configuration is frozen and asked for with every entry: one calendar for each list of notices. */
const calendars = new WeakMap<readonly HolidayNotice[], WorkingCalendar>();

/** The built-in notices and the configured ones; of one year the configured one counts. */
function calendarOf(notices: readonly HolidayNotice[]): WorkingCalendar {
  const known = calendars.get(notices) ?? new WorkingCalendar([...KNOWN_NOTICES, ...notices]);
  calendars.set(notices, known);
  return known;
}

/**
 * A lookup at a time when the counter is closed: days by the holiday notices (weekends that are worked included), hours in
 * Beijing time. One finding a person and day; it says where the year has no notice yet and weekends alone were counted.
 */
export const workingHours: Rule<'workingHours'> = (fact, _recent, config) => {
  if (fact.channel === undefined || !(config.channels as readonly string[]).includes(fact.channel))
    return undefined;
  const { date, minute } = localTime(fact.at);
  const calendar = calendarOf(config.notices);
  const worked = calendar.isWorking(date);
  if (worked && minute >= minuteOf(config.from) && minute < minuteOf(config.until)) return undefined;
  return {
    rule: 'workingHours',
    key: JSON.stringify([date, who(fact)]),
    entries: [fact],
    detail: {
      date,
      day: calendar.kindOf(date),
      ...(calendar.isCertain(date) ? {} : { notice: 'none' }),
      caller: fact.caller,
    },
  };
};
