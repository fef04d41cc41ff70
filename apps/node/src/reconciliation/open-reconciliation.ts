import type { FastifyInstance } from 'fastify';
import type { SigningKey } from '#libs/jws';
import type { TokenRules } from '#libs/reconciliation';
import { AuditReader, type GovernanceJournal } from '../audit/index.js';
import type { Listeners } from '../http/listeners.js';
import { RefusalBudget } from '../http/refusal-budget.js';
import type { Logger } from '../observability/logger.js';
import type { PeerTransport } from '../peers/index.js';
import type { Database } from '../persistence/index.js';
import type { PublishedLog } from '../transparency/ports.js';
import { AnswerReconciliation } from './answer-reconciliation.js';
import { AskReconciliation, type ReconcilingPeer } from './ask-reconciliation.js';
import { CommonLookups } from './common-lookups.js';
import { CounterpartState } from './counterpart-state.js';
import { ReconciliationFindings } from './findings.js';
import { HastenReconciliation } from './hasten-reconciliation.js';
import { ReconcileWindow } from './reconcile-window.js';
import { ReadReconciliations } from './read-reconciliations.js';
import type { ReconciliationConfig } from './reconciliation.config.js';
import { ReconciliationJob } from './reconciliation-job.js';
import { registerReconciliation } from './register-reconciliation.js';
import { WindowStore } from './window-store.js';

export interface ReconciliationParts {
  self: string;
  database: Database;
  rules: TokenRules;
  /** Trusted peers of this moment. */
  peers: () => readonly ReconcilingPeer[];
  renewPeer: (entityId: string) => Promise<boolean>;
  /** @throws Refusal `SUITE_NOT_AGREED` */
  signingKey: (suites: readonly string[]) => SigningKey;
  transport: PeerTransport;
  journal: GovernanceJournal;
  published?: PublishedLog;
  clock: () => number;
  logger: Logger;
  report: (error: unknown, requestId: string) => void;
  countUnidentified: (code: string) => void;
}

export interface Reconciliation {
  job: ReconciliationJob;
  store: WindowStore;
  findings: ReconciliationFindings;
  /** For whoever shows entries: how the other side of a lookup stands. */
  counterparts: CounterpartState;
  reading: ReadReconciliations;
  hasten: HastenReconciliation;
  register(fastify: FastifyInstance, listeners: Listeners): Promise<void>;
}

/** Everything of this room, put together. */
export function openReconciliation(config: ReconciliationConfig, parts: ReconciliationParts): Reconciliation {
  const { self, database, rules, journal, transport, clock, logger } = parts;
  const suitesOf = (entityId: string): readonly string[] =>
    parts.peers().find((peer) => peer.entityId === entityId)?.suites ?? rules.suites;
  const lookups = new CommonLookups(database.auditorPool, config.maxLines);
  const store = new WindowStore(database.pool);
  const findings = new ReconciliationFindings(database.pool, journal, clock);
  const ask = new AskReconciliation({
    self,
    rules,
    renewPeer: parts.renewPeer,
    signingKey: parts.signingKey,
    send: async (peer, call) => {
      const { status, headers, body } = await transport.send(peer, call);
      return { status, body, answerToken: headers['tongban-answer'] };
    },
    clock,
  });
  const budget = new RefusalBudget(config.messagesPerMinute, clock);
  const answer = new AnswerReconciliation({
    self,
    rules,
    renewPeer: parts.renewPeer,
    signingKey: (entityId) => parts.signingKey(suitesOf(entityId)),
    lookups,
    takeToken: (iss, jti, expiresAt) => store.takeToken(iss, jti, expiresAt),
    mayAsk: (entityId) => budget.take(entityId),
    clock,
    report: parts.report,
    countUnidentified: parts.countUnidentified,
  });
  const job = new ReconciliationJob({
    config,
    pool: database.pool,
    peers: parts.peers,
    store,
    lookups,
    reconcile: new ReconcileWindow(lookups, ask),
    findings,
    journal,
    reader: new AuditReader(database.auditorPool),
    ...(parts.published ? { published: parts.published } : {}),
    clock,
    log: logger,
  });
  return {
    job,
    store,
    findings,
    counterparts: new CounterpartState(lookups, store, findings),
    reading: new ReadReconciliations(store, findings, journal),
    hasten: new HastenReconciliation({
      store,
      job,
      journal,
      onFailure: (error) => logger.warn({ err: error }, 'a round that was asked for failed'),
    }),
    register: (fastify, listeners) => registerReconciliation(fastify, { answer, listeners }),
  };
}
