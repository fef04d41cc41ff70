import { z } from 'zod';
import { agreementsSchema, type Agreement } from './agreement.js';
import { Offers } from './offers.js';
import { responsibilityListSchema, type ListEntry } from './responsibility-list.js';
import { thingsOf } from './things.js';

/** What a node offers and what it shares with whom. One version of it holds at any instant. */
export const policyContentSchema = z.strictObject({
  responsibilityList: responsibilityListSchema,
  agreements: agreementsSchema,
});

export interface PolicyContent {
  responsibilityList: readonly ListEntry[];
  agreements: readonly Agreement[];
}

/** A policy made ready for deciding: looked up by partner, licence type and purpose, never searched. */
export interface Policy extends PolicyContent {
  /** Number of the version; stands behind the agreement's id in every audit entry. */
  readonly version: number;
  readonly index: AgreementIndex;
  readonly offers: Offers;
  /** Rates by agreement id, of those that have one. */
  readonly rates: ReadonlyMap<string, NonNullable<Agreement['rate']>>;
}

export function policyOf(content: PolicyContent, version = 1): Policy {
  const { responsibilityList, agreements } = content;
  return {
    responsibilityList,
    agreements,
    version,
    index: new AgreementIndex(agreements),
    offers: new Offers(responsibilityList),
    rates: new Map(agreements.flatMap(({ id, rate }) => (rate ? [[id, rate] as const] : []))),
  };
}

/** Agreements of one partner for one licence type. */
interface Bucket {
  byPurpose: Map<string, Agreement[]>;
  /** Lengths of the prefixes that end in a star, star included. */
  prefixLengths: Set<number>;
}

/**
 * Finds the agreements that name a partner, a licence type and a purpose without looking at the others, so that a
 * decision costs the same with ten agreements and with a hundred thousand.
 */
export class AgreementIndex {
  private readonly partners = new Map<string, Map<string, Bucket>>();

  constructor(agreements: readonly Agreement[]) {
    for (const agreement of agreements)
      for (const type of thingsOf(agreement))
        for (const purpose of agreement.purposes) this.add(agreement, type, purpose);
  }

  knowsPartner(partner: string): boolean {
    return partnerNames(partner).some((name) => this.partners.has(name));
  }

  knowsType(partner: string, licenceType: string): boolean {
    return this.buckets(partner, licenceType).length > 0;
  }

  /** In no particular order. */
  candidates(partner: string, licenceType: string, purpose: string): Agreement[] {
    const found = new Set<Agreement>();
    for (const { byPurpose, prefixLengths } of this.buckets(partner, licenceType)) {
      const names = [purpose, `basic:${purpose.slice(19, 31)}`];
      // An item covers its business variants, a variant covers only itself.
      if (purpose.length === 33) names.push(purpose.slice(0, 31));
      for (const length of prefixLengths)
        if (purpose.length >= length - 1) names.push(`${purpose.slice(0, length - 1)}*`);
      for (const name of names) for (const agreement of byPurpose.get(name) ?? []) found.add(agreement);
    }
    return [...found];
  }

  private buckets(partner: string, licenceType: string): Bucket[] {
    return partnerNames(partner).flatMap((name) => this.partners.get(name)?.get(licenceType) ?? []);
  }

  private add(agreement: Agreement, type: string, purpose: string): void {
    const types = getOrMake(this.partners, agreement.partner, () => new Map<string, Bucket>());
    const bucket = getOrMake(types, type, () => ({
      byPurpose: new Map<string, Agreement[]>(),
      prefixLengths: new Set<number>(),
    }));
    getOrMake(bucket.byPurpose, purpose, (): Agreement[] => []).push(agreement);
    if (purpose.endsWith('*')) bucket.prefixLengths.add(purpose.length);
  }
}

/** `*` is every caller of the own region and never a peer: what crosses a border is agreed by name. */
const partnerNames = (partner: string): string[] =>
  partner.startsWith('role:') ? [partner, '*'] : partner === '*' ? [] : [partner];

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
