import { localTime, type Rule, who } from './rule.js';

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** A lookup at a time when the counter is closed. One finding a person and day. */
export const workingHours: Rule<'workingHours'> = (fact, _recent, config) => {
  if (fact.channel === undefined || !(config.channels as readonly string[]).includes(fact.channel))
    return undefined;
  const { date, weekday, minute } = localTime(fact.at);
  const worked =
    config.workdays.includes(date) || (config.weekdays.includes(weekday) && !config.holidays.includes(date));
  if (worked && minute >= minuteOf(config.from) && minute < minuteOf(config.until)) return undefined;
  return {
    rule: 'workingHours',
    key: JSON.stringify([date, who(fact)]),
    entries: [fact],
    detail: { date, day: worked ? 'workday' : 'day-off', caller: fact.caller },
  };
};
