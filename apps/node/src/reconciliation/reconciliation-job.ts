import type { Pool } from 'pg';
import { asRefusal, type Refusal } from '#libs/errors';
import {
  isMismatch,
  mismatchesIn,
  retryAfter,
  settledWindows,
  windowStart,
  type Mismatch,
  type Window,
} from '#libs/reconciliation';
import type { AuditReader, GovernanceJournal } from '../audit/index.js';
import { Rounds } from '../federation/rounds.js';
import { whileHolding } from '../persistence/while-holding.js';
import type { PublishedLog } from '../transparency/ports.js';
import { meaningOf, type ReconcilingPeer } from './ask-reconciliation.js';
import type { CommonLookups } from './common-lookups.js';
import type { ReconciliationFindings } from './findings.js';
import { findingClass, proofsOf } from './proofs.js';
import type { ReconcileWindow, WindowResult } from './reconcile-window.js';
import type { ReconciliationConfig } from './reconciliation.config.js';
import type { StoredWindow, WindowStore } from './window-store.js';

export interface ReconciliationJobDeps {
  config: ReconciliationConfig;
  /** For the lock that makes one process of several do the work. */
  pool: Pool;
  peers: () => readonly ReconcilingPeer[];
  store: WindowStore;
  lookups: CommonLookups;
  reconcile: ReconcileWindow;
  findings: ReconciliationFindings;
  journal: GovernanceJournal;
  reader: Pick<AuditReader, 'byId' | 'evidence'>;
  published?: PublishedLog;
  clock: () => number;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** Whoever holds this advisory lock reconciles: the bytes of "tongbanR". */
const HOLDER_LOCK = '8390876182673746514';
const CATCH_UP = 1_000;
/** After so many refusals in a row the peer is left alone for a while. */
const REFUSALS_IN_ROUND = 3;
/** Unsigned denials: from the third in a row on nobody believes in a restart any more. */
const DENIALS_BEFORE_FINDING = 3;
/** What a process that crashed while recording may still have under way. */
const RECORDING_GRACE_MS = 30_000;
const DAY_MS = 86_400_000;

/**
 * Reconciles with every trusted peer, window by window, the oldest first, until nothing is due. A window is done once;
 * its result is an entry of the log, as are the findings. Peers that are away are tried again, with growing pauses.
 */
export class ReconciliationJob {
  private readonly rounds: Rounds;
  private stopping = false;

  constructor(private readonly deps: ReconciliationJobDeps) {
    this.rounds = new Rounds(
      () => this.round(),
      () => deps.config.pollSeconds * 1000,
      (thrown) => deps.log.warn({ err: thrown }, 'reconciliation round failed'),
    );
  }

  start(): void {
    this.rounds.start();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.rounds.stop();
  }

  /** One round that begins after this call; it does nothing where another replica is at it. */
  now(): Promise<void> {
    return this.rounds.now();
  }

  private round(): Promise<void> {
    return whileHolding(this.deps.pool, HOLDER_LOCK, async () => {
      for (const peer of this.deps.peers()) if (!this.stopping) await this.withPeer(peer);
      await this.deps.store.forgetTokens(this.deps.clock() - DAY_MS);
    });
  }

  private async withPeer(peer: ReconcilingPeer): Promise<void> {
    const { store, clock, config, log } = this.deps;
    const progress = await store.peer(peer.entityId, () => this.since());
    const lengthMs = config.windowSeconds * 1000;
    const begin = (await store.newestEnd(peer.entityId)) ?? progress.since;
    const settled = settledWindows(begin, clock(), lengthMs, config.settleSeconds * 1000, CATCH_UP);
    await store.add(peer.entityId, settled);
    if (clock() < progress.nextAt) return;
    let refusals = 0;
    for (let done = 0; done < CATCH_UP && !this.stopping; done += 1) {
      const window = await store.nextDue(peer.entityId, clock());
      if (!window) return;
      try {
        await this.oneWindow(peer, window);
        await store.reached(peer.entityId);
        refusals = 0;
      } catch (error) {
        const { code } = asRefusal(error);
        log.warn({ peer: peer.entityId, code, err: error }, 'window not reconciled');
        const pause = (attempts: number): number =>
          clock() + retryAfter(attempts, config.retrySeconds * 1000, config.retryMaxSeconds * 1000);
        const meaning = meaningOf(error);
        if (meaning === 'ours') throw error;
        const mayBeStarting = meaning === 'denies' && progress.attempts + 1 < DENIALS_BEFORE_FINDING;
        if (meaning === 'away' || mayBeStarting) {
          await store.failed(peer.entityId, code, pause(progress.attempts + 1));
          return;
        }
        if (meaning !== 'too-large') await this.refusedBy(peer, window, meaning, asRefusal(error));
        await store.postpone(window, code, pause(window.attempts + 1));
        refusals += 1;
        if (refusals < REFUSALS_IN_ROUND) continue;
        await store.failed(peer.entityId, code, pause(progress.attempts + 1));
        return;
      }
    }
  }

  /** From the first entry of the log on, but not further back than configured. */
  private async since(): Promise<number> {
    const { lookups, config, clock } = this.deps;
    const earliest = clock() - config.lookBackDays * DAY_MS;
    const begin = (await lookups.begin()) ?? clock();
    return windowStart(Math.max(begin, earliest), config.windowSeconds * 1000);
  }

  private async oneWindow(peer: ReconcilingPeer, window: StoredWindow): Promise<void> {
    const { store, reconcile, lookups, clock, journal, log } = this.deps;
    if (window.state === 'recording') {
      const since = window.recordingSince ?? 0;
      const entry = await lookups.recorded(peer.entityId, window, since);
      if (entry !== undefined) {
        await store.done(window, entry, clock());
        return;
      }
      if (clock() - since < RECORDING_GRACE_MS) {
        await store.postpone(window, 'RECONCILIATION_NOT_SETTLED', since + RECORDING_GRACE_MS);
        return;
      }
      await store.abandonRecording(window);
    }
    const startedAt = clock();
    const result = await reconcile.run(peer, window);
    const { ours, theirs, tally, differences } = result;
    await this.openFindings(peer, window, result);
    if (!(await store.beginRecording(window, { at: startedAt, ours, theirs, tally }))) return;
    const { undelivered, unconfirmed, open, ...counts } = tally;
    const clean = mismatchesIn(tally) === 0;
    const record = await journal.record({
      kind: 'reconciliation',
      caller: { kind: 'node' },
      counterpart: peer.entityId,
      startedAt,
      governance: {
        action: 'reconcile',
        reconciliation: { counterpart: peer.entityId, ...spell(window), ours, theirs, ...counts },
        note: JSON.stringify({ undelivered, unconfirmed, open }),
      },
      outcome: clean ? 'granted' : 'mixed',
    });
    await store.done(window, record.id, clock());
    log.info(
      { peer: peer.entityId, ...spell(window), ...tally, differences: differences.length },
      'window reconciled',
    );
  }

  private async openFindings(
    peer: ReconcilingPeer,
    window: Window,
    { differences }: WindowResult,
  ): Promise<void> {
    const { findings, config, reader, published } = this.deps;
    const mismatches = differences.filter((one): one is typeof one & { verdict: { class: Mismatch } } =>
      isMismatch(one.verdict.class),
    );
    for (const one of mismatches.slice(0, config.maxFindings)) {
      await findings.open({
        peer: peer.entityId,
        class: findingClass(one),
        request: one.verdict.request,
        window: { from: window.from, to: window.to },
        proofs: await proofsOf(one, reader, published),
        ...(one.entry ? { about: one.entry.id } : {}),
      });
    }
    if (mismatches.length > config.maxFindings)
      await findings.open({
        peer: peer.entityId,
        class: 'too-many',
        request: '',
        window: { from: window.from, to: window.to },
        proofs: { mismatches: mismatches.length, named: config.maxFindings },
      });
  }

  private async refusedBy(
    peer: ReconcilingPeer,
    window: Window,
    meaning: 'denies' | 'refuses' | 'inconsistent',
    refusal: Refusal,
  ): Promise<void> {
    const opened = await this.deps.findings.open({
      peer: peer.entityId,
      class: meaning === 'inconsistent' ? 'inconsistent' : 'refused',
      request: '',
      window: { from: window.from, to: window.to },
      proofs: { code: refusal.code, ...(refusal.hint === undefined ? {} : { hint: refusal.hint }) },
    });
    if (opened) this.deps.log.warn({ peer: peer.entityId, finding: opened.id }, 'peer refuses to reconcile');
  }
}

const spell = ({ from, to }: Window): { from: string; to: string } => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});
