import { type Rule, windowOf } from './rule.js';

/** Denials that come in numbers: somebody tries what is not theirs, or an agreement does not fit. */
export const denied: Rule<'denied'> = (fact, recent, { denials, windowMinutes }) => {
  if (!fact.denied) return undefined;
  const seen = recent.denialsOf(fact.caller, fact.at - windowMinutes * 60_000);
  if (seen.length <= denials) return undefined;
  return {
    rule: 'denied',
    key: JSON.stringify([fact.caller, windowOf(fact.at, windowMinutes)]),
    entries: seen,
    detail: { denials: seen.length, windowMinutes, caller: fact.caller },
  };
};
