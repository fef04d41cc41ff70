const FIRST = Date.UTC(1940, 0, 1);
const DAY = 86_400_000;

const dayNumber = (date: string) => (Date.parse(`${date}T00:00:00Z`) - FIRST) / DAY;
const days = Array.from({ length: dayNumber('2032-01-01') }, (_, day) =>
  new Date(FIRST + day * DAY).toISOString().slice(0, 10),
);

/** Days between two dates, the last one included, as `at(0)` .. `at(length - 1)`. */
export function dayRange(first: string, last: string): { length: number; at(day: number): string } {
  const from = dayNumber(first);
  const length = dayNumber(last) - from + 1;
  return { length, at: (day) => days[from + (day % length)] ?? first };
}

/** The same day some years later; 29 February becomes the 28th. */
export function addYears(date: string, years: number): string {
  const rest = date.slice(4);
  return `${Number(date.slice(0, 4)) + years}${rest === '-02-29' ? '-02-28' : rest}`;
}
