import { asRefusal, Refusal } from '#libs/errors';
import type { Actor } from '#libs/requests';
import type { GovernanceJournal } from '../audit/index.js';
import type { IncomingMessage, MessageHandler, SendMessages } from '../messages/index.js';
import type { Transaction } from '../persistence/index.js';
import type { MatterKind, StoredMatter } from './matter.js';
import type { MatterStore } from './matter-store.js';
import {
  declinedSchema,
  messageKinds,
  proposalSchema,
  readBody,
  subjectOf,
  toldEventSchema,
} from './messages.js';
import { recordStep } from './record-step.js';

export interface HearOfMatterDeps {
  self: string;
  kind: MatterKind;
  store: MatterStore;
  journal: GovernanceJournal;
  messages: SendMessages;
  clock: () => number;
}

/** What the other node says about matters of one kind; each is applied in the transaction that remembers the message. */
export class HearOfMatter {
  constructor(private readonly deps: HearOfMatterDeps) {}

  /** By the kind of message. */
  handlers(): Record<string, MessageHandler> {
    const kinds = messageKinds(this.deps.kind.name);
    return {
      [kinds.proposal]: { apply: (message, transaction) => this.proposed(message, transaction) },
      [kinds.event]: { apply: (message, transaction) => this.told(message, transaction) },
      [kinds.declined]: { apply: (message, transaction) => this.wasDeclined(message, transaction) },
    };
  }

  /** At the provider: the step happens, or it is declined; either is told to the requester. */
  private async proposed(message: IncomingMessage, transaction: Transaction): Promise<() => void> {
    const { self, kind, store, journal, messages, clock } = this.deps;
    const { id, action, text, role, content } = readBody(
      proposalSchema,
      message.body,
      kind.name,
      message.subject,
    );
    const known = await store.lock(transaction.client, kind.name, id);
    if (known && (known.requester !== message.iss || known.provider !== self))
      throw new Refusal('SHARING_COUNTERPART_MISMATCH');
    const actor: Actor = { node: message.iss, role, side: 'requester' };
    const at = Math.max(clock(), known?.history.at(-1)?.at ?? 0);
    const tell = (kindOf: 'event' | 'declined', body: object) =>
      messages.enqueue(transaction, {
        to: message.iss,
        kind: messageKinds(kind.name)[kindOf],
        subject: subjectOf(kind.name, id),
        body: { v: 1, id, ...body },
      });
    const by = { caller: { kind: 'node' }, kind: kind.name, id, action, counterpart: message.iss } as const;
    let next: StoredMatter;
    try {
      next = this.after(known, { id, action, text, content }, actor, at);
    } catch (error) {
      const { code } = asRefusal(error);
      if (code === 'INTERNAL') throw error;
      await recordStep(journal, { ...by, refused: code });
      await tell('declined', { action, code });
      return () => messages.sendSoon();
    }
    const dueAt = kind.clock(next, at)?.due?.at;
    if (known) await store.update(transaction.client, next, dueAt);
    else if (!(await store.insert(transaction.client, next, dueAt)))
      throw new Refusal('SHARING_COUNTERPART_MISMATCH');
    const event = next.history.at(-1);
    const n = next.history.length;
    await store.noteEntry(transaction.client, id, n, await recordStep(journal, { ...by, n }));
    await tell('event', { event });
    return () => messages.sendSoon();
  }

  private after(
    known: StoredMatter | undefined,
    proposal: { id: string; action: string; text: string | undefined; content: object | undefined },
    actor: Actor,
    at: number,
  ): StoredMatter {
    const { self, kind } = this.deps;
    const { id, action, text, content } = proposal;
    if (known) {
      if (action === kind.first) throw new Refusal('SHARING_EVENT_OUT_OF_PLACE');
      return { ...known, ...kind.step(known, { action, text }, actor, at), changedAt: at };
    }
    if (action !== kind.first) throw new Refusal('SHARING_REQUEST_UNKNOWN');
    const begun = kind.begin({ id, requester: actor.node, provider: self, content }, actor, at);
    return {
      ...begun,
      kind: kind.name,
      organisation: null,
      holder: null,
      pending: null,
      declined: null,
      openedAt: at,
      changedAt: at,
    };
  }

  /** At the requester: an event that the provider has dated and placed. */
  private async told(message: IncomingMessage, transaction: Transaction): Promise<undefined> {
    const { kind, store, journal, clock } = this.deps;
    const { id, event } = readBody(toldEventSchema, message.body, kind.name, message.subject);
    const known = await this.ours(message, transaction, id);
    const before = known.history.length === 0 ? undefined : known;
    const followed = kind.follow(before, known, event);
    const isOurStep = event.actor.side === 'requester' && known.pending?.action === event.action;
    const next: StoredMatter = {
      ...known,
      ...followed,
      pending: isOurStep ? null : known.pending,
      declined: isOurStep ? null : known.declined,
      changedAt: clock(),
    };
    await store.update(transaction.client, next, kind.clock(next, clock())?.due?.at);
    const entry = await recordStep(journal, {
      caller: { kind: 'node' },
      kind: kind.name,
      id,
      action: event.action,
      n: event.n,
      counterpart: message.iss,
    });
    await store.noteEntry(transaction.client, id, event.n, entry);
    return undefined;
  }

  private async wasDeclined(message: IncomingMessage, transaction: Transaction): Promise<undefined> {
    const { kind, store, journal, clock } = this.deps;
    const { id, action, code } = readBody(declinedSchema, message.body, kind.name, message.subject);
    const known = await this.ours(message, transaction, id);
    if (known.pending?.action !== action) throw new Refusal('SHARING_EVENT_OUT_OF_PLACE');
    const now = clock();
    const next = { ...known, pending: null, declined: { action, code, at: now }, changedAt: now };
    const dueAt = known.history.length === 0 ? undefined : kind.clock(known, now)?.due?.at;
    await store.update(transaction.client, next, dueAt);
    await recordStep(journal, {
      caller: { kind: 'node' },
      kind: kind.name,
      id,
      action,
      counterpart: message.iss,
      refused: 'SHARING_STEP_NOT_ALLOWED',
    });
    return undefined;
  }

  private async ours({ iss }: IncomingMessage, { client }: Transaction, id: string): Promise<StoredMatter> {
    const { kind, store, self } = this.deps;
    const known = await store.lock(client, kind.name, id);
    if (!known) throw new Refusal('SHARING_REQUEST_UNKNOWN');
    if (known.provider !== iss || known.requester !== self) throw new Refusal('SHARING_COUNTERPART_MISMATCH');
    return known;
  }
}
