import type { Pool } from 'pg';
import { asRefusal, Refusal, type ErrorCode } from '#libs/errors';
import {
  MESSAGE_PATH,
  signMessage,
  verifyMessageAck,
  type MessageAckClaims,
  type SignedRules,
} from '#libs/exchange';
import type { SigningKey } from '#libs/jws';
import { Rounds } from '../federation/rounds.js';
import { whileHolding } from '../persistence/while-holding.js';
import type { MessagesConfig } from './messages.config.js';
import type { Outbox, WaitingMessage } from './outbox.js';

export interface MessageSenderDeps {
  config: MessagesConfig;
  /** For the lock that makes one process of several the sender. */
  pool: Pool;
  outbox: Outbox;
  rules: SignedRules;
  /** Suites of a peer that is trusted now; undefined otherwise. */
  suitesOf: (entityId: string) => readonly string[] | undefined;
  signingKey: (peerSuites: readonly string[]) => SigningKey;
  renewPeer: (entityId: string) => Promise<boolean>;
  /** @throws Refusal `PEER_*` */
  send: (
    peer: { entityId: string; endpoint: string },
    call: { headers: Record<string, string>; body: Uint8Array; deadline: number; signal: AbortSignal },
  ) => Promise<{ headers: Record<string, string> }>;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}

/** Whoever holds this advisory lock sends: the bytes of "tongbanM". */
const SENDER_LOCK = '8390876182673746509';
const BATCH = 200;

/** Sends what waits, one process of several at a time, each peer by itself, each subject in its order. */
export class MessageSender {
  private readonly rounds: Rounds;
  private readonly ending = new AbortController();
  /** Before the start nobody is trusted yet, and what is sent too early waits for its pause. */
  private started = false;

  constructor(private readonly deps: MessageSenderDeps) {
    this.rounds = new Rounds(
      () => this.round(),
      () => deps.config.pollSeconds * 1000,
      (thrown) => deps.log.warn({ err: thrown }, 'round of messages failed'),
    );
  }

  /** What waits is sent at once: rooms that started before may have added to it. */
  start(): void {
    this.started = true;
    this.soon();
    this.rounds.start();
  }

  async stop(): Promise<void> {
    this.ending.abort(new Refusal('SHUTTING_DOWN'));
    await this.rounds.stop();
  }

  /** One round that begins after this call; it does nothing where another replica is at it. */
  now(): Promise<void> {
    return this.rounds.now();
  }

  soon(): void {
    if (!this.started) return;
    this.now().catch((error: unknown) => this.deps.log.warn({ err: error }, 'round of messages failed'));
  }

  private round(): Promise<void> {
    return whileHolding(this.deps.pool, SENDER_LOCK, () => this.sendAll());
  }

  private async sendAll(): Promise<void> {
    /** Peers that did not take a message in this round: the others need not wait for them. */
    const away = new Set<string>();
    while (!this.ending.signal.aborted) {
      const due = (await this.deps.outbox.due(BATCH)).filter(({ peer }) => !away.has(peer));
      if (due.length === 0) return;
      const peers = [...new Set(due.map(({ peer }) => peer))];
      await Promise.all(
        peers.map(async (peer) => {
          for (const message of due.filter((one) => one.peer === peer))
            if (this.ending.signal.aborted || (await this.sendOne(message)) === 'away') {
              away.add(peer);
              return;
            }
        }),
      );
    }
  }

  private async sendOne(message: WaitingMessage): Promise<'settled' | 'away'> {
    const { outbox, log } = this.deps;
    const { jti, peer, kind } = message;
    try {
      const { token, ackToken, ack } = await this.attempt(message);
      const { outcome, code = 'INTERNAL' } = ack;
      if (outcome === 'applied' || outcome === 'duplicate') {
        await outbox.delivered(jti, { token, ack: ackToken });
      } else if (outcome === 'refused') {
        await outbox.died(jti, code, { token, ack: ackToken });
        log.error({ peer, kind, jti, code }, 'ALERT: a message was refused and waits for an operator');
      } else {
        await this.postpone(message, code);
      }
      return 'settled';
    } catch (error) {
      const refusal = asRefusal(error);
      if (this.ending.signal.aborted) return 'away';
      log.warn({ peer, kind, jti, code: refusal.code, err: error }, 'message not delivered');
      await this.postpone(message, refusal.code);
      return 'away';
    }
  }

  private async attempt(
    message: WaitingMessage,
  ): Promise<{ token: string; ackToken: string; ack: MessageAckClaims }> {
    const { rules, config } = this.deps;
    const { jti, peer, kind, subject, seq, after, body } = message;
    const suites = this.deps.suitesOf(peer) ?? (await this.deps.rules.resolvePeer(peer))?.suites;
    if (!suites) throw new Refusal('PEER_UNKNOWN');
    const { token, digest } = await signMessage(
      { iss: rules.self, aud: peer, jti, kind, subject, seq, after, body },
      { key: this.deps.signingKey(suites), clock: rules.clock },
    );
    const { headers } = await this.deps.send(
      { entityId: peer, endpoint: `${peer}${MESSAGE_PATH}` },
      {
        headers: { 'tongban-request': token, 'content-type': 'application/json' },
        body,
        deadline: rules.clock() + config.timeoutMs,
        signal: this.ending.signal,
      },
    );
    const ackToken = headers['tongban-answer'];
    const verify = () => verifyMessageAck(ackToken, { iss: peer, jti, digest }, rules);
    const ack = await verify().catch(async (error: unknown) => {
      // The peer may have rotated its key since its chain was last looked at.
      if (!(error instanceof Refusal) || error.code !== 'JWS_KID_UNKNOWN') throw error;
      if (!(await this.deps.renewPeer(peer))) throw error;
      return verify();
    });
    return { token, ackToken: ackToken ?? '', ack };
  }

  private async postpone({ jti, attempts, madeAt, peer, kind }: WaitingMessage, code: string): Promise<void> {
    const { outbox, config, rules, log } = this.deps;
    const now = rules.clock();
    if (now - madeAt > config.maxAgeDays * 86_400_000) {
      await outbox.died(jti, 'MESSAGE_EXPIRED' satisfies ErrorCode);
      log.error({ peer, kind, jti, code }, 'ALERT: a message is too old and waits for an operator');
      return;
    }
    const pauseSeconds = Math.min(config.retrySeconds * 2 ** Math.min(attempts, 30), config.retryMaxSeconds);
    await outbox.postponed(jti, code, now + pauseSeconds * 1000);
  }
}
