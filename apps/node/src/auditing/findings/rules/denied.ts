import type { Fact } from '../fact.js';
import { type Found, type Rule, who, windowOf } from './rule.js';

/**
 * Denials that come in numbers: somebody tries what is not theirs, or an agreement does not fit. One person's are counted by
 * themselves, so that nobody hides among the colleagues of a client, nor do these add up to a finding. A caller's are counted
 * together as well, up to a higher bound: many a caller says itself who acts for it, and could say another name each time.
 */
export const denied: Rule<'denied'> = (fact, recent, { denials, callerDenials, windowMinutes }) => {
  if (!fact.denied) return undefined;
  const since = fact.at - windowMinutes * 60_000;
  const found = (by: 'person' | 'caller', whom: string, seen: readonly Fact[]): Found => ({
    rule: 'denied',
    key: JSON.stringify([whom, windowOf(fact.at, windowMinutes)]),
    entries: seen,
    detail: { by, denials: seen.length, windowMinutes, caller: fact.caller },
  });
  const own = recent.denialsOf(fact.caller, fact.person, since);
  if (own.length > denials) return found(fact.person === undefined ? 'caller' : 'person', who(fact), own);
  const all = recent.denialsOfAll(fact.caller, since);
  return all.length > callerDenials ? found('caller', fact.caller, all) : undefined;
};
