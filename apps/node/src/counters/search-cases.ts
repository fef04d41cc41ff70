import { canonicalJson } from '#libs/audit-log';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller, HolderIdentity } from '../callers/index.js';
import type { CasePage, CaseSearch, ListCases, Looker } from './list-cases.js';

export interface SearchInput extends Omit<CaseSearch, 'person'> {
  applicant?: HolderIdentity;
}

/** Finds cases; who looked for whom stands in the log before anything is shown, the person as a commitment. */
export class SearchCases {
  constructor(
    private readonly deps: {
      lists: ListCases;
      journal: GovernanceJournal;
      clock: () => number;
    },
  ) {}

  async search(
    { applicant, ...search }: SearchInput,
    looker: Looker,
    caller: ClientCaller,
    personKey: (holder: HolderIdentity) => string,
  ): Promise<CasePage> {
    const { lists, journal, clock } = this.deps;
    const startedAt = clock();
    const page = await lists.find(
      { ...search, ...(applicant ? { person: personKey(applicant) } : {}) },
      looker,
    );
    await journal.record({
      kind: 'administration',
      caller,
      governance: (commitments) => ({
        action: 'search',
        filter: canonicalJson({
          ...search,
          ...(applicant
            ? {
                applicant: {
                  type: applicant.type,
                  code: commitments.add('governance.filter.applicant', applicant.code),
                },
              }
            : {}),
        }),
        rows: page.rows.length,
        note: 'cases',
      }),
      outcome: 'granted',
      startedAt,
    });
    return page;
  }
}
