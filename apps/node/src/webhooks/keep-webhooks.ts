import { randomUUID } from 'node:crypto';
import { uscc } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import type { Transactions } from '../persistence/index.js';
import { webhookUrl } from './webhook-url.js';
import {
  webhookKinds,
  type Delivery,
  type DeliveryState,
  type Webhook,
  type WebhookKind,
  type WebhookStore,
} from './webhook-store.js';
import type { WebhooksConfig } from './webhooks.config.js';

export interface KeepWebhooksDeps {
  config: WebhooksConfig;
  store: WebhookStore;
  transactions: Transactions;
  journal: Pick<GovernanceJournal, 'record'>;
  clock: () => number;
}

export interface WebhookWish {
  organisation: string;
  url: string;
  kinds: readonly string[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What security administrators do with webhooks; each change is in the log before it stands. */
export class KeepWebhooks {
  constructor(private readonly deps: KeepWebhooksDeps) {}

  list(ended: boolean): Promise<Webhook[]> {
    return this.deps.store.list(ended);
  }

  /** @throws Refusal WEBHOOK_INVALID | WEBHOOK_NOT_ALLOWED | WEBHOOK_EXISTS | WEBHOOK_TOO_MANY */
  async add(wish: WebhookWish, caller: ClientCaller): Promise<Webhook> {
    const { config, store, transactions, clock } = this.deps;
    const webhook = { ...this.checked(wish), id: randomUUID(), madeAt: clock() };
    await transactions.run(async ({ client }) => {
      const came = await store.add(client, { ...webhook, madeBy: caller.id }, config.maxWebhooks);
      if (came === 'there') throw new Refusal('WEBHOOK_EXISTS');
      if (came === 'too-many') throw new Refusal('WEBHOOK_TOO_MANY', { hint: String(config.maxWebhooks) });
      await this.log(caller, `webhook ${webhook.id} of ${webhook.organisation} made: ${webhook.url}`);
    });
    return webhook;
  }

  /** @throws Refusal WEBHOOK_UNKNOWN */
  end(id: string, caller: ClientCaller): Promise<void> {
    return this.change(id, caller, 'webhook', 'ended', 'end');
  }

  /** Tells a dead delivery again. @throws Refusal WEBHOOK_UNKNOWN */
  retry(id: string, caller: ClientCaller): Promise<void> {
    return this.change(id, caller, 'delivery', 'to be tried again', 'revive');
  }

  /** Gives a dead delivery up. @throws Refusal WEBHOOK_UNKNOWN */
  drop(id: string, caller: ClientCaller): Promise<void> {
    return this.change(id, caller, 'delivery', 'dropped', 'drop');
  }

  /** The newest first. @throws Refusal WEBHOOK_UNKNOWN | CURSOR_INVALID */
  async deliveries(filter: {
    webhook?: string;
    state?: DeliveryState;
    first: number;
    after?: string;
  }): Promise<{ items: Delivery[]; hasNextPage: boolean }> {
    const { webhook, state, first, after } = filter;
    if (webhook !== undefined && !UUID.test(webhook)) throw new Refusal('WEBHOOK_UNKNOWN');
    if (after !== undefined && !UUID.test(after)) throw new Refusal('CURSOR_INVALID');
    const found = await this.deps.store.deliveries({
      ...(webhook === undefined ? {} : { webhook }),
      ...(state === undefined ? {} : { state }),
      ...(after === undefined ? {} : { after }),
      limit: first + 1,
    });
    return { items: found.slice(0, first), hasNextPage: found.length > first };
  }

  private checked({ organisation, url, kinds }: WebhookWish): Omit<Webhook, 'id' | 'madeAt'> {
    const { allowHosts } = this.deps.config;
    if (!uscc.is(organisation)) throw new Refusal('WEBHOOK_INVALID', { hint: 'organisation' });
    if (!webhookUrl.safeParse(url).success) throw new Refusal('WEBHOOK_INVALID', { hint: 'url' });
    const wanted = webhookKinds.filter((kind) => kinds.includes(kind));
    if (wanted.length === 0 || wanted.length !== new Set(kinds).size)
      throw new Refusal('WEBHOOK_INVALID', { hint: 'kinds' });
    const { href, host } = new URL(url);
    if (!allowHosts.includes(host)) throw new Refusal('WEBHOOK_NOT_ALLOWED');
    return { organisation, url: href, kinds: wanted satisfies WebhookKind[] };
  }

  private async change(
    id: string,
    caller: ClientCaller,
    what: string,
    how: string,
    by: 'end' | 'revive' | 'drop',
  ): Promise<void> {
    const { store, transactions, clock } = this.deps;
    if (!UUID.test(id)) throw new Refusal('WEBHOOK_UNKNOWN');
    await transactions.run(async ({ client }) => {
      if (!(await store[by](client, id, clock()))) throw new Refusal('WEBHOOK_UNKNOWN');
      await this.log(caller, `${what} ${id} ${how}`);
    });
  }

  private async log(caller: ClientCaller, note: string): Promise<void> {
    await this.deps.journal.record({
      kind: 'administration',
      caller,
      governance: { action: 'configure', note },
      outcome: 'granted',
    });
  }
}
