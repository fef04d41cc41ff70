import type { SharingOperation } from './agreement.js';
import { coversField, touchesField } from './fields.js';
import type { SharingCode } from './request.js';
import { thingsOf } from './things.js';
import { attributeOf, type ListEntry, type SharingWay } from './responsibility-list.js';

/** By which way of the list a lookup asks. */
export const wayOf = (operation: SharingOperation): SharingWay =>
  operation === 'verify' || operation === 'judge' ? 'verify' : operation === 'document' ? 'file' : 'query';

/** What the entries for one licence type come to. */
interface Offer {
  /** Fields that some entry offers, with its ways. */
  offered: { fields: readonly string[]; ways: readonly SharingWay[] }[];
  /** Fields that some entry keeps; no other entry and no agreement opens them. */
  kept: readonly string[];
}

/** The responsibility list as decisions ask it: may this field leave in this way, whatever anybody agreed? */
export class Offers {
  private readonly byType = new Map<string, Offer>();

  constructor(entries: readonly ListEntry[]) {
    const byType = new Map<string, ListEntry[]>();
    for (const entry of entries)
      for (const type of thingsOf(entry)) byType.set(type, [...(byType.get(type) ?? []), entry]);
    for (const [type, of] of byType) this.byType.set(type, offerOf(of));
  }

  /** Why the list withholds a field; `undefined` where it offers it. */
  objection(licenceType: string, operation: SharingOperation, asked: string): SharingCode | undefined {
    // With or without the note of a copy it is the same file; who gets which of them is agreed.
    const field = asked === 'documentOriginal' ? 'document' : asked;
    const offer = this.byType.get(licenceType);
    if (!offer) return 'NOT_ON_RESPONSIBILITY_LIST';
    if (offer.kept.some((kept) => touchesField(field, kept))) return 'FIELD_NOT_SHARED';
    const naming = offer.offered.filter(({ fields }) => coversField(fields, field));
    if (naming.length === 0) return 'NOT_ON_RESPONSIBILITY_LIST';
    const way = wayOf(operation);
    return naming.some(({ ways }) => ways.includes(way)) ? undefined : 'WAY_NOT_SHARED';
  }

  /** As {@link objection}, for a question that asks for no field: whether anything may leave in this way. */
  objectionToAll(licenceType: string, operation: SharingOperation): SharingCode | undefined {
    const offer = this.byType.get(licenceType);
    if (!offer) return 'NOT_ON_RESPONSIBILITY_LIST';
    if (offer.offered.length === 0) return 'FIELD_NOT_SHARED';
    const way = wayOf(operation);
    return offer.offered.some(({ ways }) => ways.includes(way)) ? undefined : 'WAY_NOT_SHARED';
  }
}

function offerOf(entries: readonly ListEntry[]): Offer {
  const all = entries.flatMap((entry) =>
    entry.items.map((item) => ({ entry, item, kept: attributeOf(entry, item) === 'not-shared' })),
  );
  return {
    kept: all.filter(({ kept }) => kept).flatMap(({ item }) => item.fields),
    offered: all
      .filter(({ kept }) => !kept)
      .map(({ entry, item }) => ({ fields: item.fields, ways: entry.ways })),
  };
}
