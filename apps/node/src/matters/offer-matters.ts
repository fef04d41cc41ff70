import { Refusal } from '#libs/errors';
import { matterDigest, signMatterPackage, type Matter } from '#libs/handling';
import type { SigningKey } from '#libs/jws';
import type { GovernanceActor, GovernanceJournal } from '../audit/index.js';
import type { SendMessages } from '../messages/index.js';
import type { Transaction, Transactions } from '../persistence/index.js';
import { followersOf, setOffering, stopOffering, type MatterOffering } from './offer-store.js';
import type { Matters } from './ports.js';

/** The kind of message that brings a definition to another node. */
export const OFFER_MESSAGE = 'matter.offer';
/** What fits into a message beside its frame. */
const LONGEST_PACKAGE = 250_000;

export interface OfferDeps {
  self: string;
  known: Pick<Matters, 'versions'>;
  transactions: Transactions;
  journal: GovernanceJournal;
  messages: SendMessages;
  signingKey: () => SigningKey;
  clock: () => number;
}

/**
 * 一地创新、多地复用, the giving side: a definition is offered to other nodes as a signed package, and so is every later
 * version of it without anybody having to think of it.
 */
export class OfferMatters {
  constructor(private readonly deps: OfferDeps) {}

  /** @throws Refusal MATTER_UNKNOWN, MATTER_PACKAGE_TOO_LARGE */
  async offer(id: string, peers: readonly string[], caller: GovernanceActor): Promise<void> {
    const { known, transactions, messages } = this.deps;
    const [newest] = known.versions(id);
    if (!newest) throw new Refusal('MATTER_UNKNOWN', { hint: id.slice(0, 64) });
    await transactions.run(async (transaction) => {
      for (const peer of [...new Set(peers)].sort()) {
        await this.record(caller, `${id} v${String(newest.matter.version)} offered`, peer);
        await this.send(transaction, newest.matter, { peer });
      }
    });
    messages.sendSoon();
  }

  /** @throws Refusal MATTER_OFFER_UNKNOWN where it is not offered to that node */
  async stop(id: string, peer: string, caller: GovernanceActor): Promise<void> {
    await this.deps.transactions.run(async ({ client }) => {
      if (!(await stopOffering(client, id, peer, this.deps.clock())))
        throw new Refusal('MATTER_OFFER_UNKNOWN');
      await this.record(caller, `${id} no longer offered`, peer);
    });
  }

  /** Offers a new version to whoever is offered the matter; in the transaction that makes the version. */
  async forward(transaction: Transaction, matter: Matter): Promise<void> {
    const digest = matterDigest(matter);
    const followers = await followersOf(transaction.client, matter.id);
    for (const { peer, digest: last } of followers)
      if (last !== digest) await this.send(transaction, matter, { peer, last });
  }

  private async send(
    transaction: Transaction,
    matter: Matter,
    { peer, last }: { peer: string; last?: string },
  ): Promise<void> {
    const { self, signingKey, messages, clock } = this.deps;
    const now = clock();
    const by = {
      issuer: self,
      issuedAt: Math.floor(now / 1000),
      ...(last === undefined ? {} : { previous: last }),
    };
    const token = await signMatterPackage(matter, by, signingKey());
    if (token.length > LONGEST_PACKAGE) throw new Refusal('MATTER_PACKAGE_TOO_LARGE');
    const digest = matterDigest(matter);
    const offering: MatterOffering = { matter: matter.id, peer, digest, since: now };
    await setOffering(transaction.client, offering);
    // A subject of its own: an offer that is refused holds no other back.
    const subject = `matter:${digest}`;
    await messages.enqueue(transaction, {
      to: peer,
      kind: OFFER_MESSAGE,
      subject,
      body: { v: 1, package: token },
    });
  }

  private async record(caller: GovernanceActor, what: string, counterpart: string): Promise<void> {
    await this.deps.journal.record({
      kind: 'administration',
      caller,
      governance: { action: 'configure', note: `matter ${what}` },
      outcome: 'granted',
      counterpart,
    });
  }
}
