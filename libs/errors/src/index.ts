export { catalogue, type ErrorCode } from './catalogue.js';
export {
  asRefusal,
  Refusal,
  type ErrorEntry,
  type PublicError,
  type RefusalOptions,
  type Wording,
} from './refusal.js';
