import { type AuditEntry, Commitments, type Governance, type Receipt } from '#libs/audit-log';
import type { ClientCaller } from '../callers/index.js';
import { hmacSha256 } from '../lookup/hmac-sha256.js';
import { randomBytes } from '../lookup/random-stock.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { AuditLog } from './audit-log.js';

/** Kinds of entries that speak of the log itself; lookups are written by `lookup/audit-journal.ts`. */
export type GovernanceKind = Exclude<
  AuditEntry['kind'],
  'answer' | 'home' | 'intent' | 'outcome' | 'refusal' | 'case'
>;

/** Who did it: somebody with an access token, an operator at the command line, or the node by itself. */
export type GovernanceActor =
  | Pick<ClientCaller, 'kind' | 'id' | 'role' | 'organisation' | 'person'>
  | { kind: 'operator'; id: string }
  /** Another node, by its entity identifier. */
  | { kind: 'peer'; id: string }
  | { kind: 'node' };

export interface GovernanceEvent {
  kind: GovernanceKind;
  caller: GovernanceActor;
  /**
   * What was done. As a function it is given the entry's commitments: whatever is personal in it (in a filter, say) goes
   * through `commitments.add('governance.<member>', value)` and stands in the entry as a commitment only.
   */
  governance: Governance | ((commitments: Commitments) => Governance);
  outcome: AuditEntry['outcome'];
  /** Code of the refusal where the outcome is one. */
  code?: AuditEntry['code'];
  /** The other node where there is one (reconciliation). */
  counterpart?: string;
  /** Beginning of the work, milliseconds since the epoch; now, if left out. */
  startedAt?: number;
}

export interface GovernanceRecord {
  id: string;
  index: bigint;
  receipt: Receipt;
}

/**
 * Writes what is done to or with the log itself: reads and exports of auditors, reviews, findings, reconciliation,
 * administration, the subject's own reads. `record` resolves when the entry is durable; nothing is shown before.
 */
export class GovernanceJournal {
  constructor(
    private readonly log: Pick<AuditLog, 'prepare' | 'append'>,
    private readonly node: string,
    private readonly clock: () => number,
  ) {}

  /** @throws Refusal of {@link AuditLog.append}; then nothing may be shown, released or changed. */
  async record(event: GovernanceEvent): Promise<GovernanceRecord> {
    const now = this.clock();
    const commitments = new Commitments(randomBytes, hmacSha256);
    const prepared = this.log.prepare({
      v: 1,
      id: uuid7(now, randomBytes),
      kind: event.kind,
      at: new Date(now).toISOString(),
      tookMs: Math.max(0, Math.round(now - (event.startedAt ?? now))),
      node: this.node,
      caller: callerOf(event.caller, commitments),
      ...(event.counterpart === undefined ? {} : { counterpart: event.counterpart }),
      lookups: [],
      outcome: event.outcome,
      ...(event.code === undefined ? {} : { code: event.code }),
      governance: typeof event.governance === 'function' ? event.governance(commitments) : event.governance,
    });
    const { index } = await this.log.append({ prepared, personal: commitments.values });
    return { id: prepared.entry.id, index, receipt: prepared.receipt };
  }
}

/** The actor as an entry names it: persons by commitments. */
export function callerOf(actor: GovernanceActor, commitments: Commitments): AuditEntry['caller'] {
  if (actor.kind === 'node') return { kind: 'node' };
  if (actor.kind === 'operator' || actor.kind === 'peer') return { kind: actor.kind, id: actor.id };
  const { id, organisation, role, person } = actor;
  return {
    kind: 'client',
    id,
    organisation,
    ...(person
      ? {
          person: commitments.add('caller.person', person.id),
          personName: commitments.add('caller.personName', person.name),
        }
      : {}),
    role,
  };
}
