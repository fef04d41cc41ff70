import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { isDate, uscc } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { adoptionOf, dayOf, verifyMatterPackage, type MatterPackage } from '#libs/handling';
import type { VerificationKey } from '#libs/jws';
import type { Catalogue } from '#libs/licences';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import type { SendMessages } from '../messages/index.js';
import type { Transaction, Transactions } from '../persistence/index.js';
import type { KnownMatters } from './known-matters.js';
import type { LiveMatters } from './live-matters.js';
import type { MakeVersions } from './make-versions.js';
import { findOffer } from './offer-store.js';
import type { Department } from './ports.js';
import {
  addProposal,
  lockProposal,
  settleProposal,
  type ActingPerson,
  type AdoptionProposal,
} from './proposal-store.js';
import { heldVersions } from './version-store.js';

export interface AdoptDeps {
  known: KnownMatters;
  live: Pick<LiveMatters, 'refresh'>;
  versions: MakeVersions;
  transactions: Transactions;
  journal: GovernanceJournal;
  messages: Pick<SendMessages, 'sendSoon'>;
  /** Keys of this node and of trusted ones. */
  keyOf: (issuer: string, kid: string) => Promise<VerificationKey | undefined>;
  catalogue: Catalogue;
  clock: () => number;
}

export interface AdoptionInput {
  /** An offer by its id, or a package as it was handed over. */
  source: { offer: string } | { package: string };
  /** Bodies of this region for departments that nothing maps yet, by key. */
  departments: Readonly<Record<string, Department>>;
  from?: string;
  note: string;
}

/**
 * How definitions of other regions come into force here: one person proposes, another approves; each step stands in the
 * audit log before it holds. What is approved is what was signed: the package is verified again.
 */
export class AdoptMatters {
  constructor(private readonly deps: AdoptDeps) {}

  /**
   * @throws Refusal MATTER_PERSON_MISSING, MATTER_OFFER_UNKNOWN, MATTER_PACKAGE_*, JWS_*, MATTER_VERSION_*,
   *   MATTER_NOT_READY with what is lacking, MATTER_INPUT_INVALID
   */
  async propose(caller: ClientCaller, input: AdoptionInput): Promise<AdoptionProposal> {
    const proposer = personOf(caller);
    const { transactions, clock } = this.deps;
    if (input.from !== undefined && !isDate(input.from))
      throw new Refusal('MATTER_INPUT_INVALID', { hint: 'from' });
    return transactions.run(async ({ client }) => {
      const token = await packageOf(client, input.source);
      const offered = await this.open(token);
      this.assertMappable(input.departments, offered);
      await this.assertNew(client, offered);
      this.assertReady(offered, input.departments);
      const proposal: AdoptionProposal = {
        id: randomUUID(),
        issuer: offered.issuer,
        matter: offered.matter.id,
        version: offered.matter.version,
        digest: offered.digest,
        package: token,
        departments: input.departments,
        ...(input.from === undefined ? {} : { from: input.from }),
        note: input.note,
        state: 'proposed',
        proposer,
        proposedAt: clock(),
      };
      await this.record(caller, told('proposed', proposal));
      await addProposal(client, proposal);
      return proposal;
    });
  }

  /**
   * @throws Refusal MATTER_PERSON_MISSING, MATTER_PROPOSAL_UNKNOWN, MATTER_PROPOSAL_SETTLED, MATTER_PROPOSAL_OWN,
   *   MATTER_EFFECTIVE_PAST, and as {@link propose}
   */
  async approve(caller: ClientCaller, id: string, note?: string): Promise<AdoptionProposal> {
    const { versions, messages, live, clock } = this.deps;
    const settled = await this.decide(caller, id, async (transaction, proposal, decider, now) => {
      if (proposal.proposer.key === decider.key) throw new Refusal('MATTER_PROPOSAL_OWN');
      const last = await versions.lock(transaction.client);
      const offered = await this.open(proposal.package);
      if (offered.digest !== proposal.digest || offered.issuer !== proposal.issuer)
        throw new Refusal('MATTER_PACKAGE_DIGEST');
      await this.assertNew(transaction.client, offered);
      this.assertReady(offered, proposal.departments);
      const today = dayOf(clock());
      if (proposal.from !== undefined && proposal.from < today) throw new Refusal('MATTER_EFFECTIVE_PAST');
      const { validFrom } = offered.matter;
      const wanted = proposal.from ?? today;
      const from = wanted > validFrom ? wanted : validFrom;
      await this.record(caller, `${told('approved', proposal)}; in force from ${from}`);
      await versions.make(
        transaction,
        [
          {
            matter: offered.matter,
            from,
            origin: 'adopted',
            issuer: offered.issuer,
            package: proposal.package,
            departments: proposal.departments,
            proposal: id,
          },
        ],
        last,
      );
      return settledBy(proposal, 'approved', decider, now, note);
    });
    messages.sendSoon();
    await live.refresh();
    return settled;
  }

  refuse(caller: ClientCaller, id: string, note: string): Promise<AdoptionProposal> {
    return this.decide(caller, id, async (_transaction, proposal, decider, now) => {
      if (proposal.proposer.key === decider.key) throw new Refusal('MATTER_PROPOSAL_OWN');
      await this.record(caller, told('refused', proposal));
      return settledBy(proposal, 'refused', decider, now, note);
    });
  }

  withdraw(caller: ClientCaller, id: string): Promise<AdoptionProposal> {
    return this.decide(caller, id, async (_transaction, proposal, decider, now) => {
      if (proposal.proposer.key !== decider.key) throw new Refusal('MATTER_PROPOSAL_OTHERS');
      await this.record(caller, told('withdrawn', proposal));
      return settledBy(proposal, 'withdrawn', decider, now);
    });
  }

  private decide(
    caller: ClientCaller,
    id: string,
    how: (
      transaction: Transaction,
      proposal: AdoptionProposal,
      decider: ActingPerson,
      now: number,
    ) => Promise<AdoptionProposal>,
  ): Promise<AdoptionProposal> {
    const decider = personOf(caller);
    return this.deps.transactions.run(async (transaction) => {
      const proposal = await lockProposal(transaction.client, id);
      if (!proposal) throw new Refusal('MATTER_PROPOSAL_UNKNOWN');
      if (proposal.state !== 'proposed') throw new Refusal('MATTER_PROPOSAL_SETTLED');
      const settled = await how(transaction, proposal, decider, this.deps.clock());
      await settleProposal(transaction.client, settled);
      return settled;
    });
  }

  private open(token: string): Promise<MatterPackage> {
    const { keyOf, catalogue } = this.deps;
    return verifyMatterPackage(token, { keyOf, catalogue });
  }

  /** Bodies of this region only, for departments of the definition only, and none that the configuration maps. */
  private assertMappable(departments: AdoptionInput['departments'], { matter }: MatterPackage): void {
    const keys = new Set(matter.departments.map(({ key }) => key));
    for (const [key, { code }] of Object.entries(departments)) {
      const mapped = this.deps.known.departmentOf(key);
      if (!keys.has(key) || !uscc.is(code) || (mapped !== undefined && mapped.code !== code))
        throw new Refusal('MATTER_INPUT_INVALID', { hint: `departments.${key.slice(0, 64)}` });
    }
  }

  private async assertNew(client: ClientBase, { matter, digest }: MatterPackage): Promise<void> {
    const held = await heldVersions(client, [matter.id]);
    if (held.some((one) => one.digest === digest)) throw new Refusal('MATTER_VERSION_HELD');
    if (held.some(({ version }) => version === matter.version)) throw new Refusal('MATTER_VERSION_TAKEN');
    if (held.some(({ version }) => version > matter.version)) throw new Refusal('MATTER_VERSION_OLD');
  }

  private assertReady({ matter }: MatterPackage, departments: AdoptionInput['departments']): void {
    const { known, catalogue } = this.deps;
    const adoption = adoptionOf(matter, known.mapping(departments), catalogue);
    if (adoption.ready) return;
    const lacking = [
      ...adoption.departments
        .filter(({ problem }) => problem)
        .map(({ key, problem }) => `${key}: ${problem}`),
      ...adoption.unknownLicenceTypes,
    ];
    throw new Refusal('MATTER_NOT_READY', { hint: lacking.join(', ').slice(0, 300) });
  }

  private async record(caller: ClientCaller, note: string): Promise<void> {
    await this.deps.journal.record({
      kind: 'administration',
      caller,
      governance: { action: 'configure', note },
      outcome: 'granted',
    });
  }
}

async function packageOf(client: ClientBase, source: AdoptionInput['source']): Promise<string> {
  if ('package' in source) return source.package.trim();
  const offer = await findOffer(client, source.offer);
  if (!offer) throw new Refusal('MATTER_OFFER_UNKNOWN');
  return offer.package;
}

/** For the log: which definition, by digest; the words of people stay in the proposal. */
const told = (what: string, { id, matter, version, digest, issuer }: AdoptionProposal): string =>
  `matter ${matter} v${String(version)} of ${issuer}: adoption ${id} ${what}; sha256 ${digest}`;

function settledBy(
  proposal: AdoptionProposal,
  state: AdoptionProposal['state'],
  decider: ActingPerson,
  decidedAt: number,
  note?: string,
): AdoptionProposal {
  return { ...proposal, state, decider, decidedAt, ...(note === undefined ? {} : { decisionNote: note }) };
}

function personOf({ organisation, person }: ClientCaller): ActingPerson {
  if (!person) throw new Refusal('MATTER_PERSON_MISSING');
  return { key: JSON.stringify([organisation.code, person.id]), name: person.name };
}
