import type { RulesConfig } from '../../auditing.config.js';
import type { Fact } from '../fact.js';
import type { Recent } from '../recent.js';
import { type Found, who, windowOf } from './rule.js';

/** Names of holders by `type:code`, as far as the own licence store knows them. */
export type HolderNames = ReadonlyMap<string, string>;

const COMPOUND =
  /^(欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|宇文|长孙|端木|百里|南宫|轩辕)/u;

/** The family name of a Chinese name; undefined for others, whose order cannot be told. */
export function familyNameOf(name: string): string | undefined {
  if (!/^\p{Script=Han}{2,4}$/u.test(name)) return undefined;
  return COMPOUND.exec(name)?.[0] ?? [...name][0];
}

const isPerson = (subject: string): boolean => !subject.startsWith('001:');

/**
 * A person who looks up him- or herself (the same identifier, or the same full name), or one after the other many
 * different holders who share the family name. A name proves nothing; the finding says which of the three it is.
 */
export function ownData(
  fact: Fact,
  recent: Recent,
  config: RulesConfig['ownData'],
  names: HolderNames,
): Found | undefined {
  const { person, personName } = fact;
  if (person === undefined) return undefined;
  const subjects = fact.lookups.flatMap(({ subject }) => (subject === undefined ? [] : [subject]));
  const window = windowOf(fact.at, config.windowMinutes);
  const found = (by: string, entries: readonly Fact[], more: Record<string, number> = {}): Found => ({
    rule: 'ownData',
    key: JSON.stringify([by, who(fact), window]),
    entries,
    detail: { by, caller: fact.caller, ...more },
  });
  if (subjects.some((subject) => subject.slice(subject.indexOf(':') + 1) === person))
    return found('identifier', [fact]);
  if (personName === undefined) return undefined;
  if (subjects.some((subject) => isPerson(subject) && names.get(subject) === personName))
    return found('name', [fact]);
  const family = config.familyNames ? familyNameOf(personName) : undefined;
  const shares = (subject: string): boolean => {
    const name = names.get(subject);
    return isPerson(subject) && name !== undefined && familyNameOf(name) === family;
  };
  if (family === undefined || !subjects.some(shares)) return undefined;
  const seen = recent.ofPerson(fact.caller, person, fact.at - config.windowMinutes * 60_000);
  const holders = new Map<string, Fact>();
  for (const one of seen)
    for (const { subject } of one.lookups)
      if (subject !== undefined && shares(subject)) holders.set(subject, one);
  if (holders.size < config.sameName) return undefined;
  return found('family-name', [...new Set(holders.values())], { holders: holders.size });
}
