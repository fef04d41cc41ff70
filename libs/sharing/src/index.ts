export {
  agreementSchema,
  agreementsSchema,
  datasetOperations,
  sharingOperations,
  type Agreement,
  type SharingOperation,
} from './agreement.js';
export { decide, type Decision } from './decide.js';
export { diffPolicies, type PolicyChange } from './diff.js';
export { explain, type ExplainedAgreement, type Explanation, type Words } from './explain.js';
export { coversField, isDatasetItem, isShareableField } from './fields.js';
export { dayInChina } from './rules.js';
export { policyGaps, type PolicyGap } from './gaps.js';
export { policyContentSchema, policyOf, type Policy, type PolicyContent } from './policy.js';
export type { SharingCode, SharingRequest } from './request.js';
export { datasetCodeSchema, datasetKey, isDatasetKey } from './things.js';
export {
  attributeOf,
  listEntrySchema,
  responsibilityListSchema,
  sharingAttributes,
  sharingWays,
  type ListEntry,
  type SharingAttribute,
  type SharingWay,
} from './responsibility-list.js';
