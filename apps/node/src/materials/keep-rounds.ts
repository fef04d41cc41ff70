import type { Pool } from 'pg';
import { asRefusal } from '#libs/errors';
import type { Logger } from '../observability/logger.js';
import { whileHolding } from '../persistence/while-holding.js';
import type { FileVault } from './file-vault.js';
import type { MaterialsConfig } from './materials.config.js';
import type { MaterialStore } from './material-store.js';
import type { CaseFacts } from './ports.js';
import type { VerifyFile } from './verify-file.js';

/** One process of several at a time: key of the advisory lock. */
const LOCK = '1795501420001';
const DAY_MS = 86_400_000;
const PAGE = 200;

export interface KeepRoundsDeps {
  config: MaterialsConfig['keeping'];
  pool: Pool;
  store: MaterialStore;
  vault: FileVault;
  verify: VerifyFile;
  facts: CaseFacts;
  clock: () => number;
  /** Of the file system, for what was left half-written. */
  fileClock: () => number;
  log: Pick<Logger, 'info' | 'warn'>;
}

/**
 * In rounds, by one process of several: erases files whose time is over, removes bytes that nobody names, forgets parts
 * that never became whole, and forms the verdicts on files that other regions sent.
 */
export class KeepRounds {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private verifying: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly deps: KeepRoundsDeps) {}

  start(): void {
    this.verifySoon();
    this.next();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
    await this.verifying;
  }

  /** Files that have just come are looked at now. */
  verifySoon(): void {
    if (this.stopped) return;
    if (this.verifying) {
      this.again = true;
      return;
    }
    this.again = false;
    this.verifying = this.verifyAll()
      .catch((error: unknown) => this.deps.log.warn({ err: error }, 'files of cases could not be verified'))
      .finally(() => {
        this.verifying = undefined;
        if (this.again) this.verifySoon();
      });
  }

  /** One whole round; for tests too. */
  async round(): Promise<void> {
    const { pool, vault, store, config, clock, fileClock, log } = this.deps;
    await whileHolding(pool, LOCK, async () => {
      const erased = await this.eraseOver();
      await pool.query('DELETE FROM case_file_part WHERE heard_at < $1', [
        new Date(clock() - config.unclaimedDays * DAY_MS).toISOString(),
      ]);
      const removed = await vault.sweep((names) => store.named(names), fileClock());
      if (erased + removed > 0) log.info({ erased, removed }, 'files of cases whose time is over');
    });
    this.verifySoon();
  }

  /** @returns how many files were erased */
  private async eraseOver(): Promise<number> {
    const { store, facts, config, clock } = this.deps;
    const now = clock();
    const unclaimed = now - config.unclaimedDays * DAY_MS;
    let erased = 0;
    for (let after = ''; ;) {
      const ids = await store.casesHeldBefore(unclaimed, after, PAGE);
      for (const id of ids) {
        const standing = await facts.standing(id);
        const isOver =
          standing.phase === 'unknown' ||
          (standing.phase === 'closed' && standing.changedAt < now - config.closedDays * DAY_MS);
        if (isOver) erased += await store.erase(id);
      }
      const last = ids.at(-1);
      if (last === undefined || ids.length < PAGE) return erased;
      after = last;
    }
  }

  private async verifyAll(): Promise<void> {
    const { store, vault, verify, log } = this.deps;
    for (;;) {
      const files = await store.unverified(20);
      if (files.length === 0 || this.stopped) return;
      let judged = 0;
      for (const { caseId, digest } of files) {
        try {
          await store.verified(caseId, digest, await verify.ofBytes(digest, await vault.open(digest)));
          judged += 1;
        } catch (error) {
          // Busy, or damaged: it stays without a verdict and is looked at in the next round.
          log.warn({ code: asRefusal(error).code }, 'a file of a case could not be judged yet');
        }
      }
      if (judged === 0) return;
    }
  }

  private next(): void {
    this.timer = setTimeout(() => {
      this.running = this.round()
        .catch((error: unknown) =>
          this.deps.log.warn({ err: error }, 'files of cases could not be looked through'),
        )
        .finally(() => {
          this.running = undefined;
          if (!this.stopped) this.next();
        });
    }, this.deps.config.pollSeconds * 1000);
    this.timer.unref();
  }
}
