import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { asRefusal } from '#libs/errors';
import { Rounds } from '../../federation/rounds.js';
import { whileHolding } from '../../persistence/while-holding.js';
import type { MatterKind, MatterKindName } from '../matter.js';
import type { MatterStore } from '../matter-store.js';
import type { OverdueConfig } from '../requests.config.js';
import type { Notice, NoticeStore } from './notice-store.js';

export interface OverdueRoundsDeps {
  config: OverdueConfig;
  /** For the lock that makes one process of several do the work. */
  pool: Pool;
  kinds: Record<MatterKindName, MatterKind>;
  matters: MatterStore;
  notices: NoticeStore;
  send: (notice: Notice) => Promise<void>;
  clock: () => number;
  log: { warn(fields: object, message: string): void };
}

/** Whoever holds this advisory lock looks for overdue matters: the bytes of "tongbanO". */
const OVERDUE_LOCK = '8390876182673746511';
const LONGEST_PAUSE_SECONDS = 3_600;

/** Looks for matters whose period has ended, and tells the configured receivers until they have heard. */
export class OverdueRounds {
  private readonly rounds: Rounds;
  private readAgain = true;

  constructor(private readonly deps: OverdueRoundsDeps) {
    this.rounds = new Rounds(
      () => this.round(),
      () => deps.config.pollSeconds * 1000,
      (thrown) => deps.log.warn({ err: thrown }, 'round of overdue matters failed'),
    );
  }

  start(): void {
    this.rounds.start();
  }

  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /** One round that begins after this call; it does nothing where another replica is at it. */
  now(): Promise<void> {
    return this.rounds.now();
  }

  private round(): Promise<void> {
    return whileHolding(this.deps.pool, OVERDUE_LOCK, async () => {
      // A notice of the year may have been added since the ends of periods were written down.
      if (this.readAgain) await this.readClocksAgain();
      this.readAgain = false;
      await this.makeNotices();
      await this.sendNotices();
    });
  }

  private async readClocksAgain(): Promise<void> {
    const { matters, kinds, clock } = this.deps;
    for (const matter of await matters.running())
      await matters.setDue(matter.id, kinds[matter.kind].clock(matter, clock())?.due?.at);
  }

  private async makeNotices(): Promise<void> {
    const { matters, kinds, notices, clock, config, log } = this.deps;
    if (config.webhooks.length === 0) return;
    const now = clock();
    for (const kind of Object.values(kinds)) {
      let after: string | undefined;
      do {
        const page = await matters.list({
          kind: kind.name,
          overdueAt: now,
          limit: 500,
          ...(after === undefined ? {} : { after }),
        });
        for (const matter of page) {
          const reading = kind.clock(matter, now);
          if (reading?.state !== 'overdue' || !reading.due) continue;
          for (const url of config.webhooks) {
            const notice = {
              id: randomUUID(),
              matter: matter.id,
              clock: reading.name,
              dueDate: reading.due.date,
              url,
            };
            if (await notices.add(notice, now))
              log.warn(
                { matter: matter.id, kind: kind.name, clock: reading.name, due: reading.due.date },
                'overdue',
              );
          }
        }
        after = page.length === 500 ? page.at(-1)?.id : undefined;
      } while (after !== undefined);
    }
  }

  private async sendNotices(): Promise<void> {
    const { notices, send, clock, config, log } = this.deps;
    for (const notice of await notices.due(clock())) {
      try {
        await send(notice);
        await notices.settle(notice.id, 'delivered', null);
      } catch (error) {
        const { code, hint } = asRefusal(error);
        const attempts = notice.attempts + 1;
        log.warn({ notice: notice.id, matter: notice.matter, code, hint, attempts }, 'notice not delivered');
        if (attempts >= config.maxAttempts || code === 'WEBHOOK_NOT_ALLOWED') {
          await notices.settle(notice.id, 'failed', code);
          continue;
        }
        const pause = Math.min(config.retrySeconds * 2 ** Math.min(attempts - 1, 20), LONGEST_PAUSE_SECONDS);
        await notices.postpone(notice.id, code, clock() + pause * 1000);
      }
    }
  }
}
