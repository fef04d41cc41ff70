import { Refusal } from '#libs/errors';
import type { Licence } from '#libs/licences';
import type { LicenceStore } from '../licences/index.js';
import type { HeldLicences } from './ports.js';

const PAGE = 20;
/** Nobody has more versions of a few types; whoever has is looked at by a person. */
const MOST_PAGES = 10;

/** Valid licences of a holder from this region's store, the newest of each type. */
export class StoredLicences implements HeldLicences {
  constructor(private readonly store: Pick<LicenceStore, 'byHolder'>) {}

  /** @throws Refusal ISSUING_INCOMPLETE where a holder has too many to tell which one counts */
  async of(
    holder: { type: string; code: string },
    typeCodes: readonly string[],
  ): Promise<ReadonlyMap<string, Licence>> {
    const newest = new Map<string, Licence>();
    if (typeCodes.length === 0) return newest;
    let after: string | undefined;
    for (let page = 0; ; page++) {
      if (page === MOST_PAGES) throw new Refusal('ISSUING_INCOMPLETE', { hint: 'too many licences' });
      const { items, endCursor, hasNextPage } = await this.store.byHolder(holder, {
        typeCodes,
        first: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      for (const { licence } of items) {
        const known = newest.get(licence.typeCode);
        if (licence.status === '01' && (!known || isNewer(licence, known)))
          newest.set(licence.typeCode, licence);
      }
      if (!hasNextPage) return newest;
      after = endCursor;
    }
  }
}

const isNewer = (one: Licence, other: Licence): boolean =>
  one.issueDate === other.issueDate ? one.identifier > other.identifier : one.issueDate > other.issueDate;
