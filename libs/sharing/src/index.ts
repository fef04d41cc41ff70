export {
  agreementSchema,
  agreementsSchema,
  isShareableField,
  sharingOperations,
  type Agreement,
  type SharingOperation,
} from './agreement.js';
export { decide, type Decision } from './decide.js';
export { policyOf, type Policy, type PolicyContent } from './policy.js';
export type { SharingCode, SharingRequest } from './request.js';
