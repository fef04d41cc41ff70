import type { Pool } from 'pg';
import type { WorkingCalendar } from '#libs/calendar';
import type { RegionCode } from '#libs/codes';
import { asRefusal } from '#libs/errors';
import { remindersOf, type CaseView, type Reminder } from '#libs/handling';
import { Rounds } from '../../federation/rounds.js';
import type { Logger } from '../../observability/logger.js';
import { whileHolding } from '../../persistence/while-holding.js';
import type { CaseStore } from '../case-store.js';
import type { CasesConfig } from '../cases.config.js';
import type { Announcements } from '../changes.js';
import type { PeerKeys } from '../peer-keys.js';
import type { CaseReminder, Cases } from '../ports.js';
import type { ResendCases } from '../resend-cases.js';

export interface DeadlineRoundsDeps {
  config: Pick<CasesConfig, 'pollSeconds' | 'warnDays'>;
  region: RegionCode;
  /** For the lock that makes one process of several do the work. */
  pool: Pool;
  store: CaseStore;
  cases: Pick<Cases, 'step' | 'self'>;
  calendar: WorkingCalendar;
  keys: PeerKeys;
  /** Other work that a round does, of cases that operators want told again. */
  resends: Pick<ResendCases, 'round'>;
  nextLook: (view: CaseView, now: number) => number | undefined;
  reminders: Announcements<CaseReminder>;
  clock: () => number;
  log: Pick<Logger, 'warn' | 'info'>;
}

/** Whoever holds this advisory lock looks at periods: the bytes of "tongbanC". */
const DEADLINE_LOCK = '8390046021125762627';
const PAGE = 200;
const HOUR = 3_600_000;

/**
 * Looks at the periods of cases as they come near and end: reminds once of each, lets time accept what nobody answered
 * (行政许可法 32), and notes at the region of decision what was not kept. A period that rests on a year whose holidays
 * are not known is only reminded of.
 */
export class DeadlineRounds {
  private readonly rounds: Rounds;
  private readAgain = true;

  constructor(private readonly deps: DeadlineRoundsDeps) {
    this.rounds = new Rounds(
      () => this.round(),
      () => deps.config.pollSeconds * 1000,
      (thrown) => {
        deps.log.warn({ err: thrown }, 'round of deadlines failed');
      },
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
    const { pool, store, keys, clock } = this.deps;
    return whileHolding(pool, DEADLINE_LOCK, async () => {
      await keys.remember();
      await this.deps.resends.round();
      await store.sweepDrafts(clock());
      // A notice of the year may have been added since the ends of periods were written down.
      if (this.readAgain) await store.lookAgain(clock());
      this.readAgain = false;
      for (let due = await this.due(); due.length > 0; due = await this.due())
        for (const id of due) await this.look(id);
    });
  }

  private due(): Promise<string[]> {
    return this.deps.store.toLookAt(this.deps.clock(), PAGE);
  }

  private async look(id: string): Promise<void> {
    const { store, calendar, config, nextLook, clock, log } = this.deps;
    const now = clock();
    try {
      let view = (await store.byId(id))?.case.view;
      if (!view) return;
      for (const reminder of remindersOf(view, now, calendar, config)) {
        await this.remind(id, reminder, now);
        view = (await this.act(id, view, reminder)) ?? view;
      }
      await store.setLook(id, nextLook(view, now));
    } catch (error) {
      const { code, hint } = asRefusal(error);
      log.warn({ case: id, code, hint, err: error }, 'periods of a case could not be looked at');
      // It is not forgotten, and holds nobody else up.
      await store.setLook(id, now + HOUR);
    }
  }

  private async remind(id: string, reminder: Reminder, now: number): Promise<void> {
    if (!(await this.deps.store.addReminder(id, reminder, now))) return;
    this.deps.reminders.tell({ id, ...reminder });
  }

  /** What the node does by itself; the region of decision alone, so that both do not. */
  private async act(id: string, view: CaseView, reminder: Reminder): Promise<CaseView | undefined> {
    const { region, cases, log } = this.deps;
    const { kind, about, due, recorded, uncertain } = reminder;
    if (view.parties?.decision !== region || kind === 'approaching' || recorded) return undefined;
    if (uncertain) {
      log.warn({ case: id, about, due }, 'a period ended by a calendar that is not certain: look at it');
      return undefined;
    }
    const step =
      kind === 'deemed-accepted'
        ? ({ kind: 'accept', data: { deemedSince: due } } as const)
        : ({ kind: 'overdue', data: { clock: about, due } } as const);
    log.info({ case: id, about, due }, kind);
    return (await cases.step(id, { ...step, key: `${kind}:${about}:${due}` }, cases.self)).view;
  }
}
