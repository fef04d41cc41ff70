import type { Pool } from 'pg';
import { asRefusal } from '#libs/errors';
import { Rounds } from '../federation/rounds.js';
import { uuid7 } from '../lookup/uuid7.js';
import { randomBytes } from '../lookup/random-stock.js';
import { whileHolding } from '../persistence/while-holding.js';
import type { Delivery, WebhookStore } from './webhook-store.js';
import type { WebhooksConfig } from './webhooks.config.js';

/** `typ` of what a webhook is told; the key is one of the node's exchange keys. */
export const WEBHOOK_TYP = 'webhook+jwt';

export interface SendWebhooksDeps {
  self: string;
  config: WebhooksConfig;
  /** For the lock that makes one process of several do the work. */
  pool: Pool;
  store: WebhookStore;
  post: (url: string, token: { typ: string; payload: Record<string, unknown> }) => Promise<void>;
  clock: () => number;
  log: { warn(fields: object, message: string): void };
}

/** Whoever holds this advisory lock tells the webhooks: the bytes of "tongbanW". */
const WEBHOOKS_LOCK = '8390876182673746519';
const LONGEST_PAUSE_SECONDS = 3_600;
const CHANGES_AT_ONCE = 500;
const TOLD_AT_ONCE = 100;
/** Receivers told at the same time: a slow one holds nobody up but those that come after so many others. */
const RECEIVERS_AT_ONCE = 16;

/** Tells webhooks of changes, each in order, until it has heard; what cannot be told waits for a person. */
export class SendWebhooks {
  private readonly rounds: Rounds;

  constructor(private readonly deps: SendWebhooksDeps) {
    this.rounds = new Rounds(
      () => this.round(),
      () => deps.config.pollSeconds * 1000,
      (thrown) => deps.log.warn({ err: thrown }, 'round of webhooks failed'),
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
    const { pool, store, clock, config } = this.deps;
    return whileHolding(pool, WEBHOOKS_LOCK, async () => {
      const ids = (count: number): string[] =>
        Array.from({ length: count }, () => uuid7(clock(), randomBytes));
      while ((await store.spread(clock(), ids, CHANGES_AT_ONCE)) === CHANGES_AT_ONCE);
      const waiting = await store.waiting(clock());
      const worker = async (): Promise<void> => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await this.tell(next);
      };
      await Promise.all(Array.from({ length: RECEIVERS_AT_ONCE }, worker));
      await store.sweep(clock() - config.keepDays * 86_400_000);
    });
  }

  /** In the order of the changes; the first that is not heard ends the turn. */
  private async tell(webhook: string): Promise<void> {
    const { store, post, clock } = this.deps;
    for (const delivery of await store.due(webhook, TOLD_AT_ONCE)) {
      try {
        await post(delivery.url, { typ: WEBHOOK_TYP, payload: this.payload(delivery) });
        await store.settle(delivery.id, 'delivered', null, clock());
      } catch (error) {
        if (!(await this.failed(delivery, error))) return;
      }
    }
  }

  /** @returns whether those after it may be tried: it was given up */
  private async failed(delivery: Delivery, error: unknown): Promise<boolean> {
    const { config, store, clock, log } = this.deps;
    const { code, hint } = asRefusal(error);
    const attempts = delivery.attempts + 1;
    log.warn({ delivery: delivery.id, webhook: delivery.webhook, code, hint, attempts }, 'webhook not told');
    if (attempts >= config.maxAttempts || code === 'WEBHOOK_NOT_ALLOWED') {
      await store.settle(delivery.id, 'dead', code, clock());
      return true;
    }
    const pause = Math.min(config.retrySeconds * 2 ** Math.min(attempts - 1, 20), LONGEST_PAUSE_SECONDS);
    await store.postpone(delivery.id, code, clock() + pause * 1000);
    return false;
  }

  /** Ids and states; nothing of what a case or a report says, and nobody's name. */
  private payload({ id, url, organisation, kind, subject, data }: Delivery): Record<string, unknown> {
    return {
      v: 1,
      iss: this.deps.self,
      aud: url,
      iat: Math.floor(this.deps.clock() / 1000),
      jti: id,
      organisation,
      event: kind === 'case' ? 'case.changed' : 'check.report',
      [kind]: { id: subject, ...data },
    };
  }
}
