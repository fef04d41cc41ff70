import { randomBytes } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { REQUEST_RULES, sidesOf, type Actor, type Side } from '#libs/requests';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { SendMessages } from '../messages/index.js';
import type { Transaction, Transactions } from '../persistence/index.js';
import type { Matter, MatterKind, MatterKindName, Step, StoredMatter } from './matter.js';
import type { MatterStore } from './matter-store.js';
import { messageKinds, subjectOf } from './messages.js';
import { recordStep } from './record-step.js';
import { holderKey, maySee, partOf } from './who.js';

export interface ActOnMatterDeps {
  self: string;
  kinds: Record<MatterKindName, MatterKind>;
  store: MatterStore;
  transactions: Transactions;
  journal: GovernanceJournal;
  messages: SendMessages;
  clock: () => number;
}

/**
 * What people and systems of the own region do. Where this node is the provider, a step happens and is told to the
 * requester; where it is not, the step is checked, proposed to the provider, and shown as pending until it answers.
 */
export class ActOnMatter {
  constructor(private readonly deps: ActOnMatterDeps) {}

  /** @throws Refusal of the kind's rules, `ROLE_NOT_ALLOWED` */
  async open(
    kind: MatterKindName,
    { provider, content }: { provider: string; content: object },
    caller: ClientCaller,
  ): Promise<StoredMatter> {
    const { self, kinds, store, transactions, clock } = this.deps;
    const by = partOf(caller);
    const now = clock();
    const about = { id: uuid7(now, (n) => randomBytes(n)), requester: self, provider, content };
    const actor: Actor = { node: self, role: by.role, side: 'requester' };
    const begun = kinds[kind].begin(about, actor, now);
    const holder = holderKey(by);
    const isOurs = provider === self;
    const { first } = kinds[kind];
    const matter: StoredMatter = {
      ...begun,
      kind,
      history: isOurs ? begun.history : [],
      organisation: holder === null ? by.organisation.code : null,
      holder,
      pending: null,
      declined: null,
      openedAt: now,
      changedAt: now,
    };
    const opened = await transactions.run(async (transaction) => {
      await store.insert(transaction.client, matter, this.dueAt(matter, now));
      if (!isOurs) return this.propose(transaction, matter, { action: first }, by, begun.content as object);
      await this.happened(transaction, matter, by);
      return matter;
    });
    if (!isOurs) this.deps.messages.sendSoon();
    return opened;
  }

  /** @throws Refusal `SHARING_REQUEST_UNKNOWN`, `SHARING_STEP_PENDING`, or of the kind's rules */
  async step(kind: MatterKindName, id: string, step: Step, caller: ClientCaller): Promise<StoredMatter> {
    const { self, kinds, store, transactions, clock, messages } = this.deps;
    const by = partOf(caller);
    const result = await transactions.run(async (transaction) => {
      const known = await store.lock(transaction.client, kind, id);
      if (!known || !maySee(by, known)) throw new Refusal('SHARING_REQUEST_UNKNOWN');
      const waits = known.pending?.jti;
      if (waits !== undefined && !(await messages.wasDropped(transaction, waits)))
        throw new Refusal('SHARING_STEP_PENDING');
      if (known.history.length === 0) throw new Refusal('SHARING_STEP_NOT_ALLOWED', { hint: 'declined' });
      const actor: Actor = { node: self, role: by.role, side: sideFor(known, step.action, self) };
      // The history is dated by one clock; where it was set back meanwhile, time stands still.
      const now = Math.max(clock(), known.history.at(-1)?.at ?? 0);
      const next = kinds[kind].step(known, step, actor, now);
      if (known.provider !== self) return this.propose(transaction, known, step, by);
      const changed: StoredMatter = { ...known, ...next, changedAt: now };
      await store.update(transaction.client, changed, this.dueAt(changed, now));
      await this.happened(transaction, changed, by);
      return changed;
    });
    messages.sendSoon();
    return result;
  }

  /** The newest event: into the log, and to the other node where there is one. */
  private async happened(transaction: Transaction, matter: StoredMatter, by: ClientCaller): Promise<void> {
    const { self, journal, store, messages } = this.deps;
    const event = matter.history.at(-1);
    if (!event) return;
    const isShared = matter.requester !== self;
    const { kind, id } = matter;
    const entry = await recordStep(journal, {
      caller: by,
      kind,
      id,
      action: event.action,
      n: event.n,
      ...(isShared ? { counterpart: matter.requester } : {}),
    });
    await store.noteEntry(transaction.client, id, event.n, entry);
    if (!isShared) return;
    await messages.enqueue(transaction, {
      to: matter.requester,
      kind: messageKinds(kind).event,
      subject: subjectOf(kind, id),
      body: { v: 1, id, event },
    });
  }

  /** Writes the step down as pending, under the name of the message that proposes it. */
  private async propose(
    transaction: Transaction,
    matter: StoredMatter,
    { action, text }: Step,
    by: ReturnType<typeof partOf>,
    content?: object,
  ): Promise<StoredMatter> {
    const { journal, messages, store, clock } = this.deps;
    const { id, kind, provider } = matter;
    await recordStep(journal, { caller: by, kind, id, action, counterpart: provider });
    const jti = await messages.enqueue(transaction, {
      to: provider,
      kind: messageKinds(kind).proposal,
      subject: subjectOf(kind, id),
      body: {
        v: 1,
        id,
        action,
        role: by.role,
        ...(text === undefined ? {} : { text }),
        ...(content ? { content } : {}),
      },
    });
    const at = clock();
    const changed: StoredMatter = { ...matter, pending: { action, at, jti }, changedAt: at };
    await store.update(transaction.client, changed, this.dueAt(changed, at));
    return changed;
  }

  private dueAt(matter: StoredMatter, now: number): number | undefined {
    if (matter.history.length === 0) return undefined;
    return this.deps.kinds[matter.kind].clock(matter, now)?.due?.at;
  }
}

/** For which side a node acts: the one whose step it is, where the node is that side. */
function sideFor(matter: Matter, action: string, self: string): Side {
  const sides = sidesOf(matter, self);
  const rule = Object.hasOwn(REQUEST_RULES, action)
    ? REQUEST_RULES[action as keyof typeof REQUEST_RULES].side
    : 'provider';
  return sides.find((side) => side === rule) ?? sides[0] ?? 'requester';
}
