export { openReceipts, type Receipts } from './open-receipts.js';
export { receiptsConfig, type ReceiptsConfig } from './receipts.config.js';
