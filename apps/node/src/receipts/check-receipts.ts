import type { Pool } from 'pg';
import { Frontier, type LogFetcher, type NoteVerifier, type Sha256, toBase64url } from '#libs/audit-log';
import { asRefusal, type Refusal } from '#libs/errors';
import type { AuditReader } from '../audit/index.js';
import { Rounds } from '../federation/rounds.js';
import { whileHolding } from '../persistence/while-holding.js';
import type { ReconciliationFindings } from '../reconciliation/index.js';
import { fetchCheckpoint, followLog } from './follow-log.js';
import type { FollowedLog, ReceiptStore, WantedReceipt } from './receipt-store.js';
import type { ReceiptsConfig } from './receipts.config.js';

/** A trusted peer's log, as its metadata names it. */
export interface PeerLog {
  peer: string;
  key: NoteVerifier;
  /** Undefined where the metadata has no address for it. */
  log: Pick<LogFetcher, 'checkpoint' | 'tile'> | undefined;
}

export interface CheckReceiptsDeps {
  config: ReceiptsConfig;
  /** For the lock that makes one process of several do the work. */
  pool: Pool;
  store: ReceiptStore;
  logs: () => readonly PeerLog[];
  findings: Pick<ReconciliationFindings, 'open'>;
  reader: Pick<AuditReader, 'evidence'>;
  sha256: Sha256;
  clock: () => number;
  log: { warn(fields: object, message: string): void };
}

/** Whoever holds this advisory lock checks: the bytes of "tongbanI". */
const HOLDER_LOCK = '8390876182673746505';
/** Requests live 60 s and operations end before: then every answer from before a checkpoint is in our own log. */
const SETTLE_MS = 120_000;
const DAY_MS = 86_400_000;
const COLLECT_BATCHES = 100;
const FINDINGS_A_ROUND = 200;
/** What is no fault of a connection: the log says other things than it said, or not in its own name. */
const CONTRADICTS = /^(CHECKPOINT_|NOTE_|TILE_MALFORMED$|PROOF_)/;

/**
 * Follows each peer's published log, leaf by leaf, and looks in it for every receipt that this node holds. A receipt that
 * no checkpoint has covered in time is a finding, and so is a log that contradicts itself or cannot be read.
 */
export class CheckReceipts {
  private readonly rounds: Rounds;
  private stopping = false;

  constructor(private readonly deps: CheckReceiptsDeps) {
    this.rounds = new Rounds(
      () => this.round(),
      () => deps.config.pollSeconds * 1000,
      (thrown) => deps.log.warn({ err: thrown }, 'receipts not checked'),
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
    return whileHolding(this.deps.pool, HOLDER_LOCK, () => this.work());
  }

  private async work(): Promise<void> {
    const { store, logs, clock, config } = this.deps;
    let isCollected = false;
    for (let batch = 0; batch < COLLECT_BATCHES && !isCollected; batch += 1)
      isCollected = await store.collect();
    // A leaf that is read before its receipt is known would be missed.
    if (!isCollected) return;
    for (const one of logs()) if (!this.stopping) await this.onePeer(one);
    await store.forget(clock() - config.keepDays * DAY_MS);
  }

  private async onePeer({ peer, key, log }: PeerLog): Promise<void> {
    const { store, clock, config } = this.deps;
    const state = await store.followed(peer);
    try {
      if (!log) throw asRefusal(new Error('no address'));
      const { pending } = state;
      if (pending && clock() - pending.at < SETTLE_MS) return;
      if (pending && !(await this.read(peer, key, log, state, pending))) return;
      const note = await fetchCheckpoint(log, key);
      const known = await store.followed(peer);
      await store.keep(peer, { ...known, pending: { note, at: clock() }, failingSince: undefined });
    } catch (error) {
      const refusal = log ? asRefusal(error) : undefined;
      if (
        refusal &&
        refusal.status >= 500 &&
        !CONTRADICTS.test(refusal.code) &&
        refusal.code !== 'PEER_LOG_UNAVAILABLE'
      )
        throw error;
      this.deps.log.warn({ peer, code: refusal?.code, err: error }, 'log of a peer not followed');
      const since = state.failingSince ?? clock();
      // The checkpoint that did not hold is let go: the finding has it, and the next one is judged by itself.
      await store.keep(peer, { ...state, pending: undefined, failingSince: since });
      if (refusal && CONTRADICTS.test(refusal.code)) await this.contradicts(peer, state, refusal);
      else if (clock() - since >= config.delaySeconds * 1000) await this.unavailable(peer, refusal);
    }
  }

  /** @returns whether the leaves are read up to the checkpoint */
  private async read(
    peer: string,
    key: NoteVerifier,
    log: Pick<LogFetcher, 'tile'>,
    state: FollowedLog,
    pending: { note: string; at: number },
  ): Promise<boolean> {
    const { store, config, sha256 } = this.deps;
    const known = state.frontier ? Frontier.parse(state.frontier, sha256) : Frontier.empty(sha256);
    const leaves: string[] = [];
    const { frontier, isWhole } = await followLog(
      log,
      known,
      pending.note,
      key,
      { maxLeaves: config.maxLeaves, sha256 },
      (leaf) => leaves.push(toBase64url(leaf)),
    );
    // In this order: a crash in between reads the leaves again.
    for (let at = 0; at < leaves.length; at += 10_000)
      await store.settled(peer, leaves.slice(at, at + 10_000));
    await store.keep(peer, {
      frontier: frontier.serialise(),
      note: pending.note,
      pending: isWhole ? undefined : pending,
      failingSince: undefined,
    });
    if (isWhole) await this.report(peer, pending);
    return isWhole;
  }

  private async report(peer: string, checkpoint: { note: string; at: number }): Promise<void> {
    const { store, config } = this.deps;
    const overdue = await store.overdue(peer, checkpoint.at - config.delaySeconds * 1000, FINDINGS_A_ROUND);
    for (const one of overdue) await this.notIncluded(one, checkpoint);
  }

  private async notIncluded(one: WantedReceipt, checkpoint: { note: string; at: number }): Promise<void> {
    const { findings, store, reader } = this.deps;
    const { peer, leaf, request, entry, index, at } = one;
    await findings.open({
      peer,
      class: 'not-included',
      request,
      window: { from: at, to: Math.max(at + 1, checkpoint.at) },
      proofs: {
        // The answer token is the peer's signed promise; its checkpoint is the peer's signed word that it was not kept.
        ours: { entry, index: String(index), receipt: leaf, tokens: await reader.evidence(index) },
        theirs: { checkpoint: checkpoint.note, readAt: new Date(checkpoint.at).toISOString() },
      },
      about: entry,
    });
    await store.settled(peer, [leaf]);
  }

  private async contradicts(peer: string, state: FollowedLog, refusal: Refusal): Promise<void> {
    await this.once(peer, 'log-inconsistent', {
      code: refusal.code,
      hint: refusal.hint,
      theirs: { before: state.note, now: state.pending?.note },
    });
  }

  private async unavailable(peer: string, refusal: Refusal | undefined): Promise<void> {
    if ((await this.deps.store.overdue(peer, this.deps.clock(), 1)).length === 0) return;
    await this.once(peer, 'log-unavailable', { code: refusal?.code ?? 'no address', hint: refusal?.hint });
  }

  /** Of a peer as a whole one finding of a class a day. */
  private async once(
    peer: string,
    of: 'log-inconsistent' | 'log-unavailable',
    proofs: Record<string, unknown>,
  ): Promise<void> {
    const from = Math.floor(this.deps.clock() / DAY_MS) * DAY_MS;
    await this.deps.findings.open({
      peer,
      class: of,
      request: '',
      window: { from, to: from + DAY_MS },
      proofs,
    });
  }
}
