import { createHash, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { parseVerifierKey } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { NodeConfiguration } from '../config/index.js';
import type { PeerDirectory } from '../federation/index.js';
import { Rounds } from '../federation/rounds.js';
import { RefusalBudget } from '../http/refusal-budget.js';
import type { Logger } from '../observability/logger.js';
import { PeerTransport } from '../peers/index.js';
import type { PublishedLog, WitnessLag, WitnessLookup } from '../transparency/ports.js';
import {
  AnswerAddCheckpoint,
  AnswerLastSeen,
  AskLastSeen,
  CompareViews,
  openWitnessKey,
  ReadWitnessState,
  reportConflict,
  SubmissionStore,
  SubmitCheckpoint,
  trustedWitnesses,
  witnessName,
  WitnessRounds,
  witnessSigner,
  WitnessStore,
  type Witness,
  type WitnessedLog,
  type WitnessMetrics,
  type WitnessStanding,
} from '../witnessing/index.js';

export interface WitnessingParts {
  pool: Pool;
  directory: Pick<PeerDirectory, 'list' | 'resolve'>;
  journal: GovernanceJournal;
  logger: Logger;
  clock: () => number;
  /** Verifier key of this node's own log. */
  logKey: string;
}

/** Everything of witnessing that one node needs, put together. */
export interface Witnessing {
  addCheckpoint: AnswerAddCheckpoint;
  lastSeen: AnswerLastSeen;
  /** For the restore guard. */
  lookup: WitnessLookup;
  /** Has this log witnessed from now on: by each new checkpoint, and at intervals. */
  follow(log: PublishedLog): void;
  /** One round now, for tests and operators. */
  round(options?: { anyway?: boolean }): Promise<WitnessStanding>;
  /** Compares views with another witness now, for tests and operators. @returns how many could be compared */
  compare(): Promise<number>;
  /** For operators and auditors. */
  state: ReadWitnessState;
  lag(): WitnessLag;
  /** Counters since start; undefined before the log is followed. */
  metrics(): WitnessMetrics | undefined;
  stop(): Promise<void>;
}

/** Answers of witnesses are short: a signed checkpoint with its signatures at most. */
const ANSWER_MAX_BYTES = 65_536;

export async function openWitnessing(config: NodeConfiguration, parts: WitnessingParts): Promise<Witnessing> {
  const { pool, directory, journal, logger, clock, logKey } = parts;
  const own = config.witnessing;
  const signer = witnessSigner(openWitnessKey(own.keyFile, witnessName(config.node.entityId)));
  const budget = new RefusalBudget(own.submissionsPerMinute, clock);
  const record = new WitnessStore(pool);
  const store = new SubmissionStore(pool, randomUUID());
  // Lines of its own: neither holds the other's slots, and a peer whose lookups fail can still be asked to witness.
  const transport = new PeerTransport(
    { ...config.peers, timeoutMs: own.timeoutMs, concurrency: 2, queue: 16 },
    { clock, onTlsFault: (error) => logger.error({ err: error }, 'TLS files not usable') },
  );
  const logOf = witnessedLogs(directory, logger);
  const served = { record, signer, logOf, take: (peer: string) => budget.take(peer), clock };
  const faults = new Set<string>();
  const witnesses = (): Witness[] =>
    trustedWitnesses(directory.list(), (entityId, refusal) => {
      if (faults.has(entityId)) return;
      faults.add(entityId);
      logger.warn({ err: refusal, peer: entityId }, 'a peer cannot be used as a witness');
    });
  const onFailure = (witness: Witness, refusal: Refusal): void => {
    const facts = { witness: witness.entityId, code: refusal.code, hint: refusal.hint };
    if (refusal.code === 'WITNESS_DISAGREES' || refusal.code === 'WITNESS_AHEAD')
      logger.fatal(facts, 'ALERT: a witness has seen another state of our log');
    else logger.warn({ ...facts, err: refusal }, 'a witness did not cosign');
  };
  const skewSeconds = own.clockSkewSeconds;
  const call = async (witness: Witness, method: 'GET' | 'POST', path: string, body: Uint8Array) =>
    transport.sendText(witness, {
      method,
      path,
      headers: {},
      body,
      maxBytes: ANSWER_MAX_BYTES,
      signal: ending.signal,
    });

  const onConflict = reportConflict(journal, logger);
  const views = new CompareViews({
    record,
    logs: async () => {
      const found = await Promise.all(
        directory.list().map(async ({ entityId }) => ({ entityId, log: await logOf(entityId) })),
      );
      return found.flatMap(({ entityId, log }) => (log ? [{ entityId, ...log }] : []));
    },
    witnesses,
    get: (witness, path) => call(witness, 'GET', path, new Uint8Array()),
    onConflict,
    onFailure,
  });
  const comparing = new Rounds(
    async () => {
      if (await store.takeLease(own.leaseSeconds)) await views.round();
    },
    () => own.compareSeconds * 1000,
    (error) => logger.warn({ err: error }, 'views not compared'),
  );
  const ending = new AbortController();
  let rounds: WitnessRounds | undefined;
  let loop: Rounds | undefined;
  let unlisten = (): void => undefined;
  return {
    addCheckpoint: new AnswerAddCheckpoint({
      ...served,
      sha256: (data) => createHash('sha256').update(data).digest(),
      onConflict,
    }),
    lastSeen: new AnswerLastSeen(served),
    lookup: new AskLastSeen({
      witnesses,
      remembered: (await store.all()).filter(({ size }) => size > 0n).length,
      logKey: parseVerifierKey(logKey),
      get: (witness, path) => call(witness, 'GET', path, new Uint8Array()),
      clock,
      skewSeconds,
      onFailure,
    }),
    follow(log) {
      const submit = new SubmitCheckpoint({
        log,
        post: (witness, path, body) => call(witness, 'POST', path, body),
        clock,
        skewSeconds,
      });
      const made = new WitnessRounds({
        config: own,
        log,
        witnesses,
        peersKnown: () => directory.list().length > 0,
        store,
        submit,
        clock,
        monotonic: () => performance.now(),
        onFailure,
        onState: ({ state, unwitnessedMs, unseenMs, latest, provisional, final }, before) => {
          const facts = { state, before, unwitnessedMs, unseenMs, latest: String(latest) };
          const sizes = { provisional: String(provisional), final: String(final) };
          if (state === 'ok') logger.info({ ...facts, ...sizes }, 'witnesses have caught up');
          else logger.warn({ ...facts, ...sizes }, 'ALERT: witnesses lag behind the audit log');
        },
      });
      const failed = (error: unknown): void => logger.warn({ err: error }, 'witness round failed');
      const background = new Rounds(
        async () => void (await made.round()),
        () => own.intervalSeconds * 1000,
        failed,
      );
      rounds = made;
      loop = background;
      unlisten = log.onCheckpoint(() => void background.now().catch(failed));
      background.start();
      comparing.start();
    },
    async round(options) {
      if (!rounds) throw new Refusal('SHUTTING_DOWN');
      return rounds.round(options);
    },
    compare: () => views.round(),
    state: new ReadWitnessState(own, () => rounds?.standing()),
    metrics: () => rounds?.metrics,
    lag: () => rounds?.lag() ?? { state: 'ok', unwitnessedMs: 0 },
    async stop() {
      unlisten();
      ending.abort();
      await Promise.all([loop?.stop(), comparing.stop()]);
      await transport.close();
      await store.giveLease().catch(() => undefined);
    },
  };
}

/** The log that a trusted peer names in its metadata; undefined for strangers and for who is not trusted any more. */
function witnessedLogs(
  directory: Pick<PeerDirectory, 'resolve'>,
  logger: Logger,
): (entityId: string) => Promise<WitnessedLog | undefined> {
  return async (entityId) => {
    try {
      const { origin, verifier_key } = (await directory.resolve(entityId)).metadata.log;
      return { origin, key: parseVerifierKey(verifier_key) };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'FEDERATION_UNREACHABLE') throw error;
      if (error.code !== 'ENTITY_UNKNOWN') logger.warn({ err: error, peer: entityId }, 'not witnessed');
      return undefined;
    }
  };
}
