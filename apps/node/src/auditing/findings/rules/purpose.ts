import { localTime, type Rule, who } from './rule.js';

/** Basic part of an item code: characters 20 to 31 (USCC, level, basic code). */
const basicOf = (itemCode: string): string => itemCode.slice(19, 31);

/** A licence type that is not needed for the matter that was given as the reason. One finding a person, type and day. */
export const purpose: Rule<'purpose'> = (fact, _recent, { fitting }) => {
  const { itemCode } = fact;
  if (itemCode === undefined) return undefined;
  for (const { licenceType } of fact.lookups) {
    if (licenceType === undefined) continue;
    const lines = fitting.filter(({ licenceType: of }) =>
      of.endsWith('*') ? licenceType.startsWith(of.slice(0, -1)) : of === licenceType,
    );
    if (lines.length === 0) continue;
    if (lines.some(({ items }) => items.includes(itemCode) || items.includes(basicOf(itemCode)))) continue;
    const { date } = localTime(fact.at);
    return {
      rule: 'purpose',
      key: JSON.stringify([licenceType, date, who(fact)]),
      entries: [fact],
      detail: { licenceType, itemCode, caller: fact.caller },
    };
  }
  return undefined;
};
