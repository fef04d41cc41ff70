import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { Refusal } from '#libs/errors';
import type { SigningKey } from '#libs/jws';
import type { PolicyContent } from '#libs/sharing';
import type { GovernanceActor, GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import type { Transactions } from '../persistence/index.js';
import { applyChanges, type ContentChanges } from './change-content.js';
import {
  addProposal,
  lockProposal,
  settleProposal,
  type ActingPerson,
  type Proposal,
} from './proposal-store.js';
import { canonicalContent, digestOf, signVersion, type PolicyVersion } from './signed-version.js';
import { addVersion, findVersion, lockVersions } from './version-store.js';

export interface ChangeDeps {
  transactions: Transactions;
  journal: GovernanceJournal;
  issuer: string;
  signingKey: () => SigningKey;
  clock: () => number;
  /** Takes a new version up in this replica without waiting to be told of it. */
  refresh: () => Promise<void>;
}

export interface ProposalInput {
  changes: ContentChanges;
  note: string;
  effectiveAt?: number;
}

const EMPTY: PolicyContent = { responsibilityList: [], agreements: [] };

/**
 * How the policy changes: one person proposes, another approves; each step stands in the audit log before it holds. A
 * version is signed by the node when it is approved and never changed.
 */
export class ChangeSharing {
  constructor(private readonly deps: ChangeDeps) {}

  /**
   * The first version, from the configuration; later starts, and replicas that start together, find it there.
   * @returns the newest version
   */
  importFirst(content: PolicyContent): Promise<PolicyVersion | undefined> {
    return this.deps.transactions.run(async ({ client }) => {
      await lockVersions(client);
      const newest = await findVersion(client);
      if (newest || content.agreements.length + content.responsibilityList.length === 0) return newest;
      const now = this.deps.clock();
      const made = { version: 1, content: canonicalContent(content), effectiveAt: now, madeAt: now };
      const first = await this.sign(made, undefined);
      await this.record(
        { kind: 'node' },
        `version 1 imported from the configuration; sha256 ${first.digest}`,
      );
      await addVersion(client, first);
      return first;
    });
  }

  /** @throws Refusal SHARING_PERSON_MISSING | SHARING_CONTENT_INVALID | SHARING_NOTHING_CHANGED */
  async propose(caller: ClientCaller, { changes, note, effectiveAt }: ProposalInput): Promise<Proposal> {
    const proposer = personOf(caller);
    return this.deps.transactions.run(async ({ client }) => {
      const newest = await findVersion(client);
      const before = newest?.content ?? canonicalContent(EMPTY);
      const content = canonicalContent(applyChanges(before, changes));
      if (content === before) throw new Refusal('SHARING_NOTHING_CHANGED');
      const proposal: Proposal = {
        id: randomUUID(),
        basedOn: newest?.version ?? 0,
        content,
        digest: digestOf(content),
        note,
        ...(effectiveAt === undefined ? {} : { effectiveAt }),
        state: 'proposed',
        proposer,
        proposedAt: this.deps.clock(),
      };
      await this.record(caller, told('proposed', proposal));
      await addProposal(client, proposal);
      return proposal;
    });
  }

  /**
   * @throws Refusal SHARING_PERSON_MISSING | SHARING_PROPOSAL_UNKNOWN | SHARING_PROPOSAL_SETTLED | SHARING_PROPOSAL_OWN |
   *   SHARING_PROPOSAL_STALE | SHARING_EFFECTIVE_PAST
   */
  async approve(caller: ClientCaller, id: string, note?: string): Promise<Proposal> {
    const settled = await this.decide(caller, id, async (client, proposal, decider, now) => {
      if (proposal.proposer.key === decider.key) throw new Refusal('SHARING_PROPOSAL_OWN');
      await lockVersions(client);
      const newest = await findVersion(client);
      if ((newest?.version ?? 0) !== proposal.basedOn) throw new Refusal('SHARING_PROPOSAL_STALE');
      const effectiveAt = proposal.effectiveAt ?? now;
      if (effectiveAt < now) throw new Refusal('SHARING_EFFECTIVE_PAST');
      const made = {
        version: proposal.basedOn + 1,
        content: proposal.content,
        effectiveAt,
        madeAt: now,
        proposal: id,
      };
      const version = await this.sign(made, newest);
      const approved = settledBy(proposal, 'approved', decider, now, note);
      await this.record(
        caller,
        `${told('approved', proposal)}; version ${version.version}, effective ${new Date(effectiveAt).toISOString()}`,
      );
      await addVersion(client, version);
      return { ...approved, version: version.version };
    });
    await this.deps.refresh();
    return settled;
  }

  refuse(caller: ClientCaller, id: string, note: string): Promise<Proposal> {
    return this.decide(caller, id, async (_client, proposal, decider, now) => {
      if (proposal.proposer.key === decider.key) throw new Refusal('SHARING_PROPOSAL_OWN');
      await this.record(caller, told('refused', proposal));
      return settledBy(proposal, 'refused', decider, now, note);
    });
  }

  withdraw(caller: ClientCaller, id: string): Promise<Proposal> {
    return this.decide(caller, id, async (_client, proposal, decider, now) => {
      if (proposal.proposer.key !== decider.key) throw new Refusal('SHARING_PROPOSAL_OTHERS');
      await this.record(caller, told('withdrawn', proposal));
      return settledBy(proposal, 'withdrawn', decider, now);
    });
  }

  private decide(
    caller: ClientCaller,
    id: string,
    how: (client: ClientBase, proposal: Proposal, decider: ActingPerson, now: number) => Promise<Proposal>,
  ): Promise<Proposal> {
    const decider = personOf(caller);
    return this.deps.transactions.run(async ({ client }) => {
      const proposal = await lockProposal(client, id);
      if (!proposal) throw new Refusal('SHARING_PROPOSAL_UNKNOWN');
      if (proposal.state !== 'proposed') throw new Refusal('SHARING_PROPOSAL_SETTLED');
      const settled = await how(client, proposal, decider, this.deps.clock());
      await settleProposal(client, settled);
      return settled;
    });
  }

  private sign(
    made: Omit<PolicyVersion, 'jws' | 'digest'>,
    previous: PolicyVersion | undefined,
  ): Promise<PolicyVersion> {
    const { issuer, signingKey } = this.deps;
    return signVersion(made, previous, { issuer, key: signingKey() });
  }

  private async record(caller: GovernanceActor, note: string): Promise<void> {
    await this.deps.journal.record({
      kind: 'administration',
      caller,
      governance: { action: 'configure', note: `sharing: ${note}` },
      outcome: 'granted',
    });
  }
}

/** For the log: which proposal and which content, by digest; the words of people stay in the proposal. */
const told = (what: string, { id, basedOn, digest }: Proposal): string =>
  `proposal ${id} ${what}; on version ${basedOn}, sha256 ${digest}`;

function settledBy(
  proposal: Proposal,
  state: Proposal['state'],
  decider: ActingPerson,
  decidedAt: number,
  note?: string,
): Proposal {
  return { ...proposal, state, decider, decidedAt, ...(note === undefined ? {} : { decisionNote: note }) };
}

function personOf({ organisation, person }: ClientCaller): ActingPerson {
  if (!person) throw new Refusal('SHARING_PERSON_MISSING');
  return { key: JSON.stringify([organisation.code, person.id]), name: person.name };
}
