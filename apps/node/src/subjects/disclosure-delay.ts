import type { DelayClass } from './subjects.config.js';

const DAY_MS = 86_400_000;
/** China has one time and no summer time: UTC+8. */
const CHINA_MS = 8 * 3_600_000;
/** Where the 12 characters of the basic code stand in an item code: after USCC (18) and level (1). */
const BASIC = { from: 19, to: 31 };

/** What decides about a lookup's class. */
export interface Purpose {
  itemCode?: string | undefined;
  legalBasis?: string | undefined;
}

/** The instant (milliseconds) from which a lookup is shown to whom it concerns; of several classes the longest counts. */
export function disclosedFrom(at: number, purpose: Purpose, delays: readonly DelayClass[]): number {
  const days = delays.filter((one) => belongsTo(purpose, one)).map((one) => one.days);
  return at + Math.max(0, ...days) * DAY_MS;
}

export function belongsTo({ itemCode, legalBasis }: Purpose, { purposes, legalBases }: DelayClass): boolean {
  const ofMatter = itemCode !== undefined && purposes.some((pattern) => isOfMatter(itemCode, pattern));
  return ofMatter || (legalBasis !== undefined && legalBases.some((text) => legalBasis.includes(text)));
}

function isOfMatter(itemCode: string, pattern: string): boolean {
  if (pattern.startsWith('basic:')) return itemCode.slice(BASIC.from, BASIC.to) === pattern.slice(6);
  if (pattern.endsWith('*')) return itemCode.startsWith(pattern.slice(0, -1));
  return itemCode === pattern || (pattern.length === 31 && itemCode.startsWith(pattern));
}

/** The longest delay of all, milliseconds: what is older than that is shown, whatever its class. */
export const longestDelay = (delays: readonly DelayClass[]): number =>
  Math.max(0, ...delays.map(({ days }) => days)) * DAY_MS;

export interface WithheldMonth {
  /** `YYYY-MM`, China Standard Time. */
  month: string;
  count: number;
}

/**
 * How many lookups are withheld, by month. Only months that are over are counted: a number that grew from one day to
 * the next would tell when somebody looked.
 */
export function withheldByMonth(instants: readonly number[], now: number): WithheldMonth[] {
  const current = monthOf(now);
  const counts = new Map<string, number>();
  for (const at of instants) {
    const month = monthOf(at);
    if (month < current) counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  return [...counts].map(([month, count]) => ({ month, count })).sort((a, b) => (a.month < b.month ? 1 : -1));
}

const monthOf = (at: number): string => new Date(at + CHINA_MS).toISOString().slice(0, 7);
