import type { FastifyInstance } from 'fastify';
import type { SignedRules } from '#libs/exchange';
import type { SigningKey } from '#libs/jws';
import type { Listeners } from '../http/listeners.js';
import { RefusalBudget } from '../http/refusal-budget.js';
import type { Logger } from '../observability/logger.js';
import type { PeerTransport } from '../peers/index.js';
import type { Database } from '../persistence/index.js';
import { Inbox } from './inbox.js';
import { MessageSender } from './message-sender.js';
import type { MessagesConfig } from './messages.config.js';
import { Outbox } from './outbox.js';
import type { MessageHandler, SendMessages } from './ports.js';
import { ReceiveMessage } from './receive-message.js';
import { registerMessages } from './register-messages.js';

export interface MessagesParts {
  database: Database;
  rules: SignedRules;
  suitesOf: (entityId: string) => readonly string[] | undefined;
  renewPeer: (entityId: string) => Promise<boolean>;
  signingKey: (peerSuites: readonly string[]) => SigningKey;
  transport: Pick<PeerTransport, 'send'>;
  assertRunning: () => void;
  clock: () => number;
  logger: Logger;
  report: (error: unknown, requestId: string) => void;
  countUnidentified: (code: string) => void;
}

export interface Messages extends SendMessages {
  /** A room takes a kind of message. Before the node listens. */
  take(kind: string, handler: MessageHandler): void;
  sender: MessageSender;
  register(fastify: FastifyInstance, listeners: Listeners): Promise<void>;
}

/** Everything of this room, put together. */
export function openMessages(config: MessagesConfig, parts: MessagesParts): Messages {
  const { database, rules, clock, signingKey, suitesOf } = parts;
  const handlers = new Map<string, MessageHandler>();
  const outbox = new Outbox(database.pool, clock);
  const budget = new RefusalBudget(config.perMinute, clock);
  const sender = new MessageSender({
    config,
    pool: database.pool,
    outbox,
    rules,
    suitesOf,
    signingKey,
    renewPeer: parts.renewPeer,
    send: (peer, call) => parts.transport.send(peer, call),
    log: parts.logger,
  });
  const receive = new ReceiveMessage({
    rules,
    inbox: new Inbox({ transactions: database.transactions, handlerOf: (kind) => handlers.get(kind), clock }),
    renewPeer: parts.renewPeer,
    signingKey: (entityId) => signingKey(suitesOf(entityId) ?? rules.suites),
    mayReceive: (entityId) => budget.take(entityId),
    assertRunning: parts.assertRunning,
    report: parts.report,
    countUnidentified: parts.countUnidentified,
  });
  return {
    take(kind, handler) {
      if (handlers.has(kind)) throw new Error(`two rooms take messages of kind ${kind}`);
      handlers.set(kind, handler);
    },
    sender,
    enqueue: (transaction, message) => outbox.enqueue(transaction, message),
    wasDropped: (transaction, jti) => outbox.wasDropped(transaction, jti),
    sendSoon: () => sender.soon(),
    register: (fastify, listeners) => registerMessages(fastify, { receive, listeners }),
  };
}
