import type { Pool } from 'pg';
import { Refusal } from '#libs/errors';
import {
  adoptionOf,
  diffMatters,
  readMatter,
  type Adoption,
  type Matter,
  type MatterChange,
} from '#libs/handling';
import type { Catalogue } from '#libs/licences';
import type { KnownMatters } from './known-matters.js';
import { listOffers, listOfferings, type MatterOffer, type MatterOffering } from './offer-store.js';
import { listProposals, type AdoptionProposal, type AdoptionState } from './proposal-store.js';

/** What somebody sees who is to decide whether a definition is adopted. */
export interface Comparison {
  matter: Matter;
  adoption: Adoption;
  /** The version that it would follow here; absent where the matter is new. */
  before?: { version: number; digest: string; issuer?: string };
  /** What differs from it; everything is new where there is none. */
  changes: readonly MatterChange[];
}

export interface ShownOffer extends Comparison {
  offer: MatterOffer;
  /** Whether exactly this is held here already. */
  held: boolean;
}

export interface ShownProposal extends Comparison {
  proposal: AdoptionProposal;
}

/** What security administrators and auditors see of offers and proposals. */
export class ReadMatters {
  constructor(private readonly deps: { pool: Pool; known: KnownMatters; catalogue: Catalogue }) {}

  async offers(first: number, matter?: string): Promise<ShownOffer[]> {
    const { pool, known } = this.deps;
    const offers = await listOffers(pool, first, matter);
    return offers.map((offer) => ({
      offer,
      held: known.byDigest(offer.digest) !== undefined,
      ...this.compare(definitionOf(offer.package)),
    }));
  }

  offerings(): Promise<MatterOffering[]> {
    return listOfferings(this.deps.pool);
  }

  async proposals(states: readonly AdoptionState[], first: number): Promise<ShownProposal[]> {
    const found = await listProposals(this.deps.pool, states, first);
    return found.map((proposal) => this.show(proposal));
  }

  show(proposal: AdoptionProposal): ShownProposal {
    return { proposal, ...this.compare(definitionOf(proposal.package), proposal.departments) };
  }

  private compare(matter: Matter, departments: AdoptionProposal['departments'] = {}): Comparison {
    const { known, catalogue } = this.deps;
    const before = known.versions(matter.id).find((one) => one.matter.version < matter.version);
    return {
      matter,
      adoption: adoptionOf(matter, known.mapping(departments), catalogue),
      ...(before
        ? {
            before: {
              version: before.matter.version,
              digest: before.digest,
              ...(before.issuer === undefined ? {} : { issuer: before.issuer }),
            },
          }
        : {}),
      changes: before ? diffMatters(before.matter, matter) : [],
    };
  }
}

/** Out of a package that was verified when it came; whoever acts on it verifies it again. @throws Refusal MATTER_PACKAGE_INVALID */
export function definitionOf(token: string): Matter {
  const [, payload = ''] = token.split('.');
  try {
    const { matter } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { matter: unknown };
    return readMatter(matter);
  } catch (cause) {
    throw new Refusal('MATTER_PACKAGE_INVALID', { cause });
  }
}
