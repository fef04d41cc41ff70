export type { KeepWebhooks, WebhookWish } from './keep-webhooks.js';
export { CreateWebhooks1795501440000 } from './migrations/create-webhooks.js';
export { FollowChecks1795501490000 } from './migrations/follow-checks.js';
export { openWebhooks, type Webhooks, type WebhooksParts } from './open-webhooks.js';
export { postSigned, type PostSignedDeps } from './post-signed.js';
export { WEBHOOK_TYP } from './send-webhooks.js';
export {
  deliveryStates,
  webhookKinds,
  type Delivery,
  type DeliveryState,
  type Webhook,
  type WebhookKind,
} from './webhook-store.js';
export { webhookUrl } from './webhook-url.js';
export { webhooksConfig, type WebhooksConfig } from './webhooks.config.js';
