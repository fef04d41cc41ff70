export {
  agreementSchema,
  agreementsSchema,
  isShareableField,
  sharingOperations,
  type Agreement,
  type SharingOperation,
} from './agreement.js';
export { decide, type Decision, type SharingCode, type SharingRequest } from './decide.js';
