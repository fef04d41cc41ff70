import { localTime, type Rule, who } from './rule.js';

/** A lookup without a case, or whose case number has a form that no case of ours has. One finding a person and day. */
export const caseNumber: Rule<'caseNumber'> = (fact, _recent, { pattern }) => {
  const fault =
    fact.caseNumber === undefined
      ? 'none'
      : new RegExp(pattern, 'u').test(fact.caseNumber)
        ? undefined
        : 'form';
  // A request that was refused before its context was read has none to show.
  if (fault === undefined || fact.kind === 'refusal' || fact.withoutCase) return undefined;
  const { date } = localTime(fact.at);
  return {
    rule: 'caseNumber',
    key: JSON.stringify([fault, date, who(fact)]),
    entries: [fact],
    detail: { fault, date, caller: fact.caller },
  };
};
