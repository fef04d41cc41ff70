import type { RulesConfig } from '../../auditing.config.js';
import type { Fact } from '../fact.js';
import type { Recent } from '../recent.js';
import { bulk } from './bulk.js';
import { caseNumber } from './case-number.js';
import { denied } from './denied.js';
import { manyCases } from './many-cases.js';
import { type HolderNames, ownData } from './own-data.js';
import { purpose } from './purpose.js';
import type { Found } from './rule.js';
import { workingHours } from './working-hours.js';

export type { HolderNames } from './own-data.js';
export { type Found, RULE_NAMES, type RuleName } from './rule.js';

/** All that the rules find of one entry. */
export function judge(fact: Fact, recent: Recent, rules: RulesConfig, names: HolderNames): Found[] {
  const found = [
    rules.caseNumber.enabled && caseNumber(fact, recent, rules.caseNumber),
    rules.bulk.enabled && bulk(fact, recent, rules.bulk),
    rules.workingHours.enabled && workingHours(fact, recent, rules.workingHours),
    rules.manyCases.enabled && manyCases(fact, recent, rules.manyCases),
    rules.ownData.enabled && ownData(fact, recent, rules.ownData, names),
    rules.denied.enabled && denied(fact, recent, rules.denied),
    rules.purpose.enabled && purpose(fact, recent, rules.purpose),
  ];
  return found.filter((one) => typeof one === 'object');
}

/** The longest time that a rule looks back, milliseconds. */
export function longestWindowMs({
  bulk: many,
  manyCases: cases,
  ownData: own,
  denied: refused,
}: RulesConfig): number {
  return 60_000 * Math.max(...[many, cases, own, refused].map(({ windowMinutes }) => windowMinutes));
}
