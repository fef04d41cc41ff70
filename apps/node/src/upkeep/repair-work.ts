import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import { dropJob, pageOfJobs, retryJob, type JobPage } from '../jobs/index.js';
import {
  dropMessage,
  pageOfMessages,
  retryMessage,
  type MessagePage,
  type Messages,
} from '../messages/index.js';
import type { Database, Transaction } from '../persistence/index.js';

export interface RepairParts {
  database: Pick<Database, 'pool' | 'transactions'>;
  messages: Pick<Messages, 'sendSoon'>;
  journal: Pick<GovernanceJournal, 'record'>;
  clock: () => number;
}

export type Repair = 'retry' | 'drop';

const MAX_REASON = 500;

/** What waits or was given up, and its repair: as `tongban messages` and `tongban jobs`, by somebody who has signed in. */
export class RepairWork {
  constructor(private readonly parts: RepairParts) {}

  /** @throws Refusal CURSOR_INVALID */
  messages(wish: Parameters<typeof pageOfMessages>[1]): Promise<MessagePage> {
    return pageOfMessages(this.parts.database.pool, wish);
  }

  /** @throws Refusal CURSOR_INVALID */
  jobs(wish: Parameters<typeof pageOfJobs>[1]): Promise<JobPage> {
    return pageOfJobs(this.parts.database.pool, wish);
  }

  /** @throws Refusal MESSAGE_NOT_FOUND, REPAIR_REASON_MISSING */
  async message(caller: ClientCaller, jti: string, what: Repair, reason: string): Promise<void> {
    await this.logged(caller, `message ${jti.slice(0, 100)} ${what}`, reason, ({ client }) =>
      (what === 'retry' ? retryMessage : dropMessage)(client, jti),
    );
    this.parts.messages.sendSoon();
  }

  /** @throws Refusal JOB_NOT_FOUND, REPAIR_REASON_MISSING */
  job(caller: ClientCaller, id: string, what: Repair, reason: string): Promise<void> {
    return this.logged(caller, `job ${id.slice(0, 100)} ${what}`, reason, ({ client }) =>
      (what === 'retry' ? retryJob : dropJob)(client, id, this.parts.clock),
    );
  }

  /** Nothing changes that does not stand in the log. */
  private async logged(
    caller: ClientCaller,
    what: string,
    reason: string,
    work: (transaction: Transaction) => Promise<void>,
  ): Promise<void> {
    const said = reason.trim().slice(0, MAX_REASON);
    if (said === '') throw new Refusal('REPAIR_REASON_MISSING');
    await this.parts.database.transactions.run(async (transaction) => {
      await work(transaction);
      await this.parts.journal.record({
        kind: 'administration',
        caller,
        governance: { action: 'configure', note: `${what}: ${said}` },
        outcome: 'granted',
      });
    });
  }
}
