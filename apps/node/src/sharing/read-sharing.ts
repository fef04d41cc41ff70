import type { Pool } from 'pg';
import { Refusal } from '#libs/errors';
import {
  diffPolicies,
  policyGaps,
  type PolicyChange,
  type PolicyContent,
  type PolicyGap,
} from '#libs/sharing';
import type { PolicyStore } from '../lookup/sharing-ports.js';
import { listProposals, type Proposal, type ProposalState } from './proposal-store.js';
import type { PolicyVersion } from './signed-version.js';
import { findVersion, listVersions } from './version-store.js';

/** A difference with what stood there and what would, as JSON; absent where there was or would be nothing. */
export interface ShownChange extends PolicyChange {
  before?: string;
  after?: string;
}

export interface ShownProposal extends Proposal {
  changes: ShownChange[];
  /** What the agreements promise beyond the responsibility list, once it holds. */
  gaps: PolicyGap[];
}

/** What security administrators and auditors see of the policy and its changes. */
export class ReadSharing {
  constructor(
    private readonly pool: Pool,
    private readonly live: PolicyStore,
  ) {}

  /** Number of the version that holds now in this replica, 0 where none does. */
  get standing(): number {
    return this.live.current().version;
  }

  /** @throws Refusal SHARING_VERSION_UNKNOWN */
  async version(number?: number): Promise<PolicyVersion> {
    const found = await findVersion(this.pool, number ?? this.standing);
    if (!found) throw new Refusal('SHARING_VERSION_UNKNOWN');
    return found;
  }

  versions(first: number, before?: number): Promise<PolicyVersion[]> {
    return listVersions(this.pool, first, before);
  }

  async proposals(states: readonly ProposalState[], first: number): Promise<ShownProposal[]> {
    const found = await listProposals(this.pool, states, first);
    return Promise.all(found.map((proposal) => this.show(proposal)));
  }

  async show(proposal: Proposal): Promise<ShownProposal> {
    const base = await findVersion(this.pool, proposal.basedOn);
    const after = contentOf(proposal.content);
    const before = base ? contentOf(base.content) : { responsibilityList: [], agreements: [] };
    const changes = diffPolicies(before, after).map((change) => ({
      ...change,
      ...textOf('before', before, change),
      ...textOf('after', after, change),
    }));
    return { ...proposal, changes, gaps: policyGaps(after) };
  }
}

const contentOf = (text: string): PolicyContent => JSON.parse(text) as PolicyContent;

function textOf(
  side: 'before' | 'after',
  content: PolicyContent,
  { kind, id }: PolicyChange,
): Pick<ShownChange, 'before' | 'after'> {
  const all: readonly { id: string }[] =
    kind === 'agreement' ? content.agreements : content.responsibilityList;
  const found = all.find((one) => one.id === id);
  return found ? { [side]: JSON.stringify(found) } : {};
}
