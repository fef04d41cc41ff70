export { catalogue, type ErrorCode } from './catalogue.js';
export type { ErrorEntry, Wording } from './entry.js';
export { asRefusal, Refusal, type PublicError, type RefusalOptions } from './refusal.js';
