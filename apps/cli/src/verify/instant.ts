const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Milliseconds since 1970 of an RFC 3339 time, or of the first instant of a date in Beijing; undefined otherwise. */
export function parseInstant(text: string): number | undefined {
  const date = DATE.test(text) ? text : RFC_3339.exec(text)?.[1];
  if (date === undefined || !exists(date)) return undefined;
  const at = Date.parse(date === text ? `${date}T00:00:00+08:00` : text.replace(' ', 'T').toUpperCase());
  return Number.isNaN(at) ? undefined : at;
}

/** The calendar has it: `Date` would take 31 April for 1 May. */
function exists(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}
