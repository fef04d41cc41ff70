import { asRefusal, Refusal, type ErrorCode } from '#libs/errors';
import type { PublishedCheckpoint, PublishedLog } from '../transparency/ports.js';
import { coveredSize, judgeLag, type LagVerdict } from './lag.js';
import type { Submission, SubmissionStore } from './submission-store.js';
import type { SubmitCheckpoint } from './submit-checkpoint.js';
import type { Witness } from './trusted-witnesses.js';
import type { WitnessingConfig } from './witnessing.config.js';

/** Since start; read them, do not write. */
export interface WitnessMetrics {
  rounds: number;
  cosignatures: number;
  /** Submissions without a cosignature, by code. */
  failures: Partial<Record<ErrorCode, number>>;
}

/** Where this node's log stands with its witnesses, as of the last round. */
export interface WitnessStanding extends LagVerdict {
  required: boolean;
  /** Size of the newest checkpoint; 0 before the first. */
  latest: bigint;
  /** Sizes that enough witnesses have confirmed. */
  provisional: bigint;
  final: bigint;
  witnesses: (Pick<Witness, 'entityId' | 'name'> & { submission: Submission | undefined })[];
}

export interface WitnessRoundsDeps {
  config: WitnessingConfig;
  log: Pick<PublishedLog, 'latest' | 'checkpointCovering'>;
  witnesses: () => Witness[];
  /** Whether any peer is trusted, witness or not. */
  peersKnown: () => boolean;
  store: Pick<SubmissionStore, 'all' | 'confirmed' | 'failed' | 'takeLease'>;
  submit: Pick<SubmitCheckpoint, 'submit'>;
  /** Milliseconds. */
  clock: () => number;
  /** Milliseconds that never step: how long ago the last verdict was. */
  monotonic: () => number;
  /** Told of every failure of a witness. */
  onFailure: (witness: Witness, refusal: Refusal) => void;
  /** Told when the verdict changes. */
  onState: (standing: WitnessStanding, before: LagVerdict['state']) => void;
}

/**
 * One round: the newest checkpoint goes to every witness that has not confirmed it and is due, by one of the replicas; then
 * the lag is judged, by each of them, from what is written. So a verdict is never older than the attempt to mend it.
 */
export class WitnessRounds {
  readonly metrics: WitnessMetrics = { rounds: 0, cosignatures: 0, failures: {} };
  private last: WitnessStanding | undefined;
  private requiredSince: number | undefined;
  private turn: Promise<void> = Promise.resolve();

  private judgedAt: number;

  constructor(private readonly deps: WitnessRoundsDeps) {
    this.judgedAt = deps.monotonic();
  }

  /** As of the last round; undefined before the first. */
  standing(): WitnessStanding | undefined {
    return this.last;
  }

  /** The last verdict; where no round came to one for too long, nobody knows, and that counts as stopped. */
  lag(): Pick<LagVerdict, 'state' | 'unwitnessedMs'> {
    const { config, monotonic } = this.deps;
    const silentMs = monotonic() - this.judgedAt;
    const isBlind = silentMs > Math.max(config.stopSeconds, 3 * config.intervalSeconds) * 1000;
    const { state, unwitnessedMs } = this.last ?? { state: 'ok', unwitnessedMs: 0 };
    if (isBlind && this.requiredSince !== undefined)
      return { state: 'stopped', unwitnessedMs: Math.max(unwitnessedMs, silentMs) };
    return { state, unwitnessedMs };
  }

  /** One at a time. @param anyway asks also those that failed a moment ago */
  round({ anyway = false } = {}): Promise<WitnessStanding> {
    const next = this.turn.then(() => this.oneRound(anyway));
    this.turn = next.then(
      () => undefined,
      () => undefined,
    );
    return next;
  }

  private async oneRound(anyway: boolean): Promise<WitnessStanding> {
    const { log, store, config } = this.deps;
    this.metrics.rounds += 1;
    const witnesses = this.deps.witnesses();
    const checkpoint = await log.latest();
    if (checkpoint && checkpoint.size > 0n && witnesses.length > 0) {
      const before = await store.all();
      const due = witnesses.filter((one) => this.isDue(checkpoint, submissionOf(before, one), anyway));
      if (due.length > 0 && (await store.takeLease(config.leaseSeconds)))
        await this.askAll(due, checkpoint, before);
    }
    return this.judge(witnesses, checkpoint);
  }

  private isDue(checkpoint: PublishedCheckpoint, known: Submission | undefined, anyway: boolean): boolean {
    if (!known) return true;
    if (known.size >= checkpoint.size && known.failures === 0) return false;
    if (anyway || known.failedAt === undefined) return true;
    return this.deps.clock() >= known.failedAt + waitMs(known.failures, this.deps.config);
  }

  private async askAll(
    due: Witness[],
    checkpoint: PublishedCheckpoint,
    before: readonly Submission[],
  ): Promise<void> {
    const queue = [...due];
    const worker = async (): Promise<void> => {
      for (let one = queue.shift(); one; one = queue.shift())
        await this.askOne(one, checkpoint, submissionOf(before, one)?.size ?? 0n);
    };
    await Promise.all(Array.from({ length: Math.min(this.deps.config.concurrency, due.length) }, worker));
  }

  private async askOne(witness: Witness, checkpoint: PublishedCheckpoint, oldSize: bigint): Promise<void> {
    const { submit, store, clock, onFailure } = this.deps;
    const { entityId, verifierKey } = witness;
    try {
      await submit.submit(witness, checkpoint, oldSize);
      this.metrics.cosignatures += 1;
    } catch (thrown) {
      const refusal = asRefusal(thrown);
      this.metrics.failures[refusal.code] = (this.metrics.failures[refusal.code] ?? 0) + 1;
      onFailure(witness, refusal);
      await store.failed(entityId, verifierKey, refusal.code, clock());
      return;
    }
    await store.confirmed(entityId, verifierKey, checkpoint.size, clock());
  }

  private async judge(
    witnesses: readonly Witness[],
    checkpoint: PublishedCheckpoint | undefined,
  ): Promise<WitnessStanding> {
    const { config, log, store, clock, peersKnown, onState } = this.deps;
    const now = clock();
    const written = await store.all();
    const standings = witnesses.map((one) => ({
      entityId: one.entityId,
      name: one.name,
      submission: submissionOf(written, one),
    }));
    const confirmed = standings.map(({ submission }) => submission?.size ?? 0n);
    const latest = checkpoint?.size ?? 0n;
    const provisional = coveredSize(confirmed, config.provisional);
    const final = coveredSize(confirmed, config.final);
    const since = async (covered: bigint): Promise<number | undefined> =>
      covered < latest ? ((await log.checkpointCovering(covered)) ?? checkpoint)?.at : undefined;
    // Once peers were known, that they are gone is no excuse.
    if (config.required ?? peersKnown()) this.requiredSince ??= now;
    const required = this.requiredSince !== undefined;
    const verdict = judgeLag(
      now,
      {
        required,
        enoughWitnesses: witnesses.length >= config.final,
        everConfirmed: written.some(({ size }) => size > 0n),
        notFinalSince: await since(final),
        unseenSince: await since(provisional),
        requiredSince: this.requiredSince ?? now,
      },
      config,
    );
    const before = this.last?.state ?? 'ok';
    this.last = { ...verdict, required, latest, provisional, final, witnesses: standings };
    this.judgedAt = this.deps.monotonic();
    if (verdict.state !== before) onState(this.last, before);
    return this.last;
  }
}

/** What is known of a witness under its present key. */
function submissionOf(all: readonly Submission[], witness: Witness): Submission | undefined {
  return all.find((one) => one.witness === witness.entityId && one.verifierKey === witness.verifierKey);
}

/** Exponential, bounded. */
export function waitMs(
  failures: number,
  { retrySeconds, retryMaxSeconds }: Pick<WitnessingConfig, 'retrySeconds' | 'retryMaxSeconds'>,
): number {
  return Math.min(retrySeconds * 2 ** Math.min(Math.max(failures - 1, 0), 30), retryMaxSeconds) * 1000;
}
