import type { RulesConfig } from '../../auditing.config.js';
import type { Fact } from '../fact.js';
import type { Recent } from '../recent.js';

export const RULE_NAMES = [
  'caseNumber',
  'bulk',
  'workingHours',
  'manyCases',
  'ownData',
  'denied',
  'purpose',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/** What a rule has found. Nothing of it but `key` may hold a person, and of the key only a digest is kept. */
export interface Found {
  rule: RuleName;
  /** Findings with the same key are one; further entries are added to it. */
  key: string;
  /** The entries that show it. */
  entries: readonly Fact[];
  detail: Record<string, string | number>;
}

/** A rule is a pure function of an entry and the time just before it. */
export type Rule<N extends RuleName> = (
  fact: Fact,
  recent: Recent,
  config: RulesConfig[N],
) => Found | undefined;

const CHINA_STANDARD_TIME_MS = 8 * 3_600_000;

/** Date and minute of the day in Beijing, which has had no summer time since 1991. */
export function localTime(at: number): { date: string; minute: number } {
  const local = new Date(at + CHINA_STANDARD_TIME_MS);
  return {
    date: local.toISOString().slice(0, 10),
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  };
}

/** The person of a fact as part of a key; systems that name none stand for themselves. */
export const who = ({ caller, person }: Fact): string => JSON.stringify([caller, person ?? null]);

/** Findings of a window are one as long as it lasts; then a new one begins. */
export const windowOf = (at: number, minutes: number): number => Math.floor(at / (minutes * 60_000));
