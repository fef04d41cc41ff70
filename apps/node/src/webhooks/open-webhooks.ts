import type { SigningKey } from '#libs/jws';
import type { GovernanceJournal } from '../audit/index.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import { KeepWebhooks } from './keep-webhooks.js';
import { postSigned } from './post-signed.js';
import { SendWebhooks } from './send-webhooks.js';
import { WebhookStore } from './webhook-store.js';
import type { WebhooksConfig } from './webhooks.config.js';

export interface WebhooksParts {
  self: string;
  database: Database;
  journal: GovernanceJournal;
  signingKey: () => SigningKey;
  clock: () => number;
  logger: Logger;
}

export interface Webhooks {
  keeping: KeepWebhooks;
  sending: SendWebhooks;
}

/** Everything of this room, put together. */
export function openWebhooks(config: WebhooksConfig, parts: WebhooksParts): Webhooks {
  const { database, journal, clock, signingKey } = parts;
  const store = new WebhookStore(database.pool);
  const { allowHosts, timeoutMs } = config;
  return {
    keeping: new KeepWebhooks({ config, store, transactions: database.transactions, journal, clock }),
    sending: new SendWebhooks({
      self: parts.self,
      config,
      pool: database.pool,
      store,
      post: (url, token) => postSigned(url, token, { signingKey, allowHosts, timeoutMs }),
      clock,
      log: parts.logger,
    }),
  };
}
