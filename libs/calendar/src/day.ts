/** Days as numbers since 1970-01-01, so that they can be counted without any clock or zone. */
const DAY_MS = 86_400_000;
/** Law and offices go by Beijing time, which has had no summer time since 1991. */
const BEIJING_MS = 8 * 3_600_000;

/** @returns undefined for what is not a date of the calendar, `YYYY-MM-DD` */
export function dayNumber(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : at / DAY_MS;
}

/** As {@link dayNumber}, for a date that was checked before. */
export function dayOfDate(text: string): number {
  const day = dayNumber(text);
  if (day === undefined) throw new RangeError(`not a date: ${text}`);
  return day;
}

export const dateText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The day of an instant (milliseconds since 1970) in Beijing. */
export const dayOf = (at: number): number => Math.floor((at + BEIJING_MS) / DAY_MS);

/** The instant at which a day ends in Beijing: 24:00, that is 00:00 of the next. */
export const endOfDay = (day: number): number => (day + 1) * DAY_MS - BEIJING_MS;

/** 0 Sunday to 6 Saturday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;
