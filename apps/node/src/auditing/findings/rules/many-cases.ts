import { type Rule, windowOf } from './rule.js';

/** One holder who was looked up for more cases than one holder has at a time. */
export const manyCases: Rule<'manyCases'> = (fact, recent, { cases, windowMinutes }) => {
  for (const { subject } of fact.lookups) {
    if (subject === undefined) continue;
    const seen = recent.ofSubject(subject, fact.at - windowMinutes * 60_000);
    const firstOfCase = new Map(seen.map((one) => [one.caseNumber, one]));
    firstOfCase.delete(undefined);
    if (firstOfCase.size <= cases) continue;
    return {
      rule: 'manyCases',
      key: JSON.stringify([subject, windowOf(fact.at, windowMinutes)]),
      entries: [...firstOfCase.values()],
      detail: { cases: firstOfCase.size, windowMinutes },
    };
  }
  return undefined;
};
