import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import type { Transactions } from '../../persistence/index.js';
import { actingPerson } from '../acting-person.js';
import type { Sealer } from '../../secrets/index.js';
import type { FindingState, FindingStore, StoredFinding } from './finding-store.js';

/** From which states a finding may come to one. Nothing goes back to open, and what is resolved or dismissed is done. */
const FROM: Record<Exclude<FindingState, 'open'>, readonly FindingState[]> = {
  acknowledged: ['open'],
  dismissed: ['open', 'acknowledged', 'escalated'],
  escalated: ['open', 'acknowledged'],
  resolved: ['acknowledged', 'escalated'],
};

export type TriageState = keyof typeof FROM;

const position = z.tuple([z.iso.datetime(), z.uuid()]);
const FINDING_ID = /^[0-9a-f-]{36}$/;
const CURSOR = 'findings cursor';

export interface FindingPage {
  items: StoredFinding[];
  hasNextPage: boolean;
  endCursor: string | null;
}

export interface TriageParts {
  store: FindingStore;
  transactions: Transactions;
  journal: GovernanceJournal;
  sealer: Sealer;
  /** What a finding rests on where another room keeps it; undefined where its entries are all there is. */
  proofsOf: (id: string) => Promise<Record<string, unknown> | undefined>;
  clock: () => number;
}

/** Lists findings and handles them; both are entries of the log. */
export class TriageFindings {
  constructor(private readonly parts: TriageParts) {}

  /** @throws Refusal `CURSOR_INVALID` */
  async list(
    caller: ClientCaller,
    filter: { states?: readonly string[]; rule?: string },
    first: number,
    after?: string,
  ): Promise<FindingPage> {
    const { store, sealer, journal } = this.parts;
    const found = await store.page(filter, first + 1, after === undefined ? undefined : this.place(after));
    const items = found.slice(0, first);
    await journal.record({
      kind: 'audit-read',
      caller,
      outcome: 'granted',
      governance: { action: 'read', filter: JSON.stringify({ findings: filter }), rows: items.length },
    });
    const last = items.at(-1);
    return {
      items,
      hasNextPage: found.length > first,
      endCursor: last
        ? sealer.seal(JSON.stringify([last.openedAt.toISOString(), last.id]), CURSOR).toString('base64url')
        : null,
    };
  }

  /**
   * One finding with the proofs of both sides, where there are any: entries, tokens, inclusion proof, signed statements.
   * @throws Refusal `FINDING_UNKNOWN`
   */
  async read(
    caller: ClientCaller,
    id: string,
  ): Promise<StoredFinding & { proofs?: Record<string, unknown> }> {
    const { store, journal, proofsOf } = this.parts;
    const finding = FINDING_ID.test(id) ? await store.byId(id) : undefined;
    if (!finding) throw new Refusal('FINDING_UNKNOWN');
    const proofs = await proofsOf(id);
    await journal.record({
      kind: 'audit-read',
      caller,
      outcome: 'granted',
      governance: {
        action: 'read',
        finding: { id, rule: finding.rule, state: finding.state },
        filter: JSON.stringify({ proofs: proofs !== undefined }),
      },
    });
    return { ...finding, ...(proofs ? { proofs } : {}) };
  }

  /**
   * A person decides; the note says why, and is wanted where the finding is put away.
   * @throws Refusal `FINDING_UNKNOWN` | `FINDING_STATE` | `AUDIT_PERSON_MISSING` | `AUDIT_NOTE_INVALID`
   */
  async triage(
    caller: ClientCaller,
    id: string,
    to: TriageState,
    note: string | undefined,
  ): Promise<StoredFinding> {
    const { store, transactions, journal, clock } = this.parts;
    const person = actingPerson(caller);
    if (note !== undefined && !/^[^\p{Cc}\p{Cs}]{1,2000}$/u.test(note))
      throw new Refusal('AUDIT_NOTE_INVALID');
    if (note === undefined && (to === 'dismissed' || to === 'resolved'))
      throw new Refusal('AUDIT_NOTE_INVALID');
    if (!FINDING_ID.test(id) || !(await store.byId(id))) throw new Refusal('FINDING_UNKNOWN');
    return transactions.run(async (transaction) => {
      const changed = await store.change(transaction, id, FROM[to], to, { person, note, at: clock() });
      if (!changed) throw new Refusal('FINDING_STATE');
      // Before the commit: the log may say more than happened, never less.
      await journal.record({
        kind: 'finding',
        caller,
        outcome: 'granted',
        governance: {
          action: 'triage',
          finding: { id, rule: changed.rule, state: to },
          ...(note === undefined ? {} : { note }),
        },
      });
      return changed;
    });
  }

  private place(cursor: string): { openedAt: string; id: string } {
    const text =
      cursor.length <= 400 ? this.parts.sealer.open(Buffer.from(cursor, 'base64url'), CURSOR) : undefined;
    if (text === undefined) throw new Refusal('CURSOR_INVALID');
    const [openedAt, id] = position.parse(JSON.parse(text));
    return { openedAt, id };
  }
}
