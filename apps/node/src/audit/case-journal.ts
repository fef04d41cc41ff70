import { type AuditCase, type AuditEntry, Commitments } from '#libs/audit-log';
import { hmacSha256 } from '../lookup/hmac-sha256.js';
import { randomBytes } from '../lookup/random-stock.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { AuditLog } from './audit-log.js';
import { callerOf, type GovernanceActor } from './governance-journal.js';

export interface CaseStepEvent {
  caller: GovernanceActor;
  case: AuditCase;
  /** The other node where the step was heard of. */
  counterpart?: string;
  /** Why it could not take effect; it is part of the case all the same. */
  code?: AuditEntry['code'];
}

/** Writes steps of cases into the audit log. Nothing of what was filled in or decided stands there. */
export class CaseJournal {
  constructor(
    private readonly log: Pick<AuditLog, 'prepare' | 'append'>,
    private readonly node: string,
    private readonly clock: () => number,
  ) {}

  /**
   * Resolves when the entry is durable, before the transaction that stores the step commits: what has no entry has not
   * happened. A transaction that fails afterwards leaves the entry of an attempt.
   * @returns the entry's id
   * @throws Refusal of {@link AuditLog.append}
   */
  async record({ caller, case: step, counterpart, code }: CaseStepEvent): Promise<string> {
    const now = this.clock();
    const commitments = new Commitments(randomBytes, hmacSha256);
    const prepared = this.log.prepare({
      v: 1,
      id: uuid7(now, randomBytes),
      kind: 'case',
      at: new Date(now).toISOString(),
      tookMs: 0,
      node: this.node,
      caller: callerOf(caller, commitments),
      ...(counterpart === undefined ? {} : { counterpart }),
      lookups: [],
      outcome: code === undefined ? 'granted' : 'denied',
      ...(code === undefined ? {} : { code }),
      case: step,
    });
    await this.log.append({ prepared, personal: commitments.values });
    return prepared.entry.id;
  }
}
