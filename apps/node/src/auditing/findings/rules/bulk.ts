import { type Rule, who, windowOf } from './rule.js';

/** More lookups of one person than the work of one person explains. */
export const bulk: Rule<'bulk'> = (fact, recent, { lookups, windowMinutes }) => {
  if (fact.person === undefined) return undefined;
  const seen = recent.ofPerson(fact.caller, fact.person, fact.at - windowMinutes * 60_000);
  if (seen.length <= lookups) return undefined;
  return {
    rule: 'bulk',
    key: JSON.stringify([who(fact), windowOf(fact.at, windowMinutes)]),
    entries: seen,
    detail: { lookups: seen.length, windowMinutes, caller: fact.caller },
  };
};
