import type { Transaction } from '../persistence/index.js';

/** A message as its handler sees it: verified, in its turn, not applied before. */
export interface IncomingMessage {
  /** Entity id of the node that sent it. */
  iss: string;
  kind: string;
  subject: string;
  jti: string;
  /** Strict JSON; a handler checks it against the schema of its kind. */
  body: unknown;
}

/**
 * Applies one kind of message. It runs in the transaction that also remembers the message, so that both happen or neither
 * does. A refusal it throws goes back to the sender: one that is retryable or a fault of this node as `later`, any
 * other as `refused`.
 * @returns work for after the commit, where there is any
 */
export interface MessageHandler {
  apply(message: IncomingMessage, transaction: Transaction): Promise<(() => void) | undefined>;
}

export interface OutgoingMessage {
  /** Entity id of the receiver. */
  to: string;
  kind: string;
  subject: string;
  body: object;
}

/** How rooms send: within their own transaction, then a hint that something waits. */
export interface SendMessages {
  /** @returns the message's name */
  enqueue(transaction: Transaction, message: OutgoingMessage): Promise<string>;
  /** Whether an operator has given the message up: then nobody will ever answer it. */
  wasDropped(transaction: Transaction, jti: string): Promise<boolean>;
  /** Call it after the commit; without it the message leaves with the next round. */
  sendSoon(): void;
}
