import type { ClientCaller } from '../callers/index.js';
import { RefusalBudget } from '../http/refusal-budget.js';
import type { AuditJournal, OperationName } from './audit-journal.js';

/** Entries about one person in a minute: whoever tries on and on fills the log of the node, not the audit log. */
const PER_MINUTE = 30;

export interface Denied {
  caller: ClientCaller;
  code: string;
  requestId: string;
  startedAt: number;
  operation?: OperationName;
}

/**
 * What a person who is signed in was refused for is told to the log of the node and, as an entry of its own, to the audit
 * log. A system's refusals are a matter of its configuration and stand in the log of the node alone.
 */
export class NoteDenial {
  private readonly budget: RefusalBudget;

  constructor(
    private readonly parts: {
      journal: Pick<AuditJournal, 'denial'>;
      clock: () => number;
      log: { warn(facts: object, message: string): void };
      report: (error: unknown, requestId: string) => void;
    },
  ) {
    this.budget = new RefusalBudget(PER_MINUTE, parts.clock);
  }

  /** Never throws: a refusal is answered as one also where the audit log is stopped, which is reported. */
  async note({ caller, code, requestId, startedAt, operation }: Denied): Promise<void> {
    const { journal, log, report } = this.parts;
    log.warn({ requestId, code, role: caller.role, operation: operation?.name }, 'refused');
    if (!caller.person || !this.budget.take(caller.person.id)) return;
    try {
      await journal.denial({ caller, code, startedAt, ...(operation ? { operation } : {}) });
    } catch (error) {
      report(error, requestId);
    }
  }
}
