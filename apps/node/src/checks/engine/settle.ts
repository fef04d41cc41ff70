import type { CheckSource, CheckState, SourceReply, SourceState } from '../check.js';

export interface RetryRules {
  /** First pause before a source is asked again, milliseconds; doubles each time. */
  firstPauseMs: number;
  longestPauseMs: number;
  /** Questions to one source after which it is given up. */
  maxAttempts: number;
  /** How far ahead a source may put its own time, milliseconds. */
  furthestMs: number;
}

export interface Settled {
  state: SourceState;
  attempts: number;
  nextAt?: number;
  /** What the source named, or what is assumed where it named nothing. */
  until?: number;
}

/**
 * What becomes of a source after a reply. Whoever answered, found nothing or refused has said what there is; whoever was
 * not there is asked again: when it said that it would be back, but not at once and not after more than `furthestMs`;
 * otherwise after a pause that doubles.
 */
export function settleSource(
  before: { attempts: number },
  reply: SourceReply,
  now: number,
  rules: RetryRules,
): Settled {
  const attempts = before.attempts + 1;
  if (reply.outcome !== 'not-available') return { state: 'settled', attempts };
  if (attempts >= rules.maxAttempts) return { state: 'given-up', attempts };
  const pause = Math.min(rules.firstPauseMs * 2 ** (attempts - 1), rules.longestPauseMs);
  const named = reply.until !== undefined && reply.until > now ? reply.until : undefined;
  const nextAt = Math.min(
    Math.max(named ?? now + pause, now + rules.firstPauseMs),
    now + Math.max(rules.furthestMs, rules.firstPauseMs),
  );
  return { state: 'late', attempts, nextAt, until: named ?? nextAt };
}

/** Sources that are to be asked now. */
export const dueSources = (sources: readonly CheckSource[], now: number): CheckSource[] =>
  sources.filter(
    ({ state, nextAt }) => state === 'open' || (state === 'late' && (nextAt === undefined || nextAt <= now)),
  );

/** What is written down of a check, as far as it decides what is to be done. */
export interface Standing {
  sources: readonly CheckSource[];
  /** Editions made, and the newest that the case was told of. */
  editions: number;
  told: number;
  hasCase: boolean;
  /** Neither report nor case is tried again before. */
  retryAt?: number;
}

/** What is to be done with a check, read from nothing but what is written down: so a crash changes nothing. */
export type NextStep =
  | { kind: 'ask'; sources: readonly CheckSource[] }
  /** Answers that no edition holds; all of them in the first one. */
  | { kind: 'report'; joined: readonly string[] }
  | { kind: 'tell' }
  | { kind: 'wait'; until: number }
  | { kind: 'done' };

export function nextStep(standing: Standing, now: number): NextStep {
  const { sources, editions, told, hasCase, retryAt } = standing;
  const due = dueSources(sources, now);
  if (due.length > 0) return { kind: 'ask', sources: due };
  const waits = sources.flatMap(({ state, nextAt }) => (state === 'late' ? (nextAt ?? []) : []));
  const mayTry = retryAt === undefined || retryAt <= now;
  const fresh = sources.filter(({ state, edition }) => state === 'settled' && edition === undefined);
  if (editions === 0 || fresh.length > 0) {
    if (mayTry) return { kind: 'report', joined: fresh.map(({ key }) => key) };
    waits.push(retryAt);
  } else if (hasCase && told < editions) {
    if (mayTry) return { kind: 'tell' };
    waits.push(retryAt);
  }
  return waits.length > 0 ? { kind: 'wait', until: Math.min(...waits) } : { kind: 'done' };
}

export function stateOf(sources: readonly CheckSource[], editions: number): CheckState {
  if (editions === 0) return 'asking';
  const ended = sources.every(
    ({ state, edition }) => state === 'given-up' || (state === 'settled' && edition !== undefined),
  );
  return ended ? 'complete' : 'reported';
}
