export {
  catalogueOf,
  excludedDocuments,
  fieldsOf,
  findField,
  standardCatalogue,
  type Catalogue,
} from './catalogue/index.js';
export type { LicenceType } from './catalogue/type.js';
export { changeStatus } from './change-status.js';
export {
  findLicenceField,
  licenceFieldOfColumn,
  licenceFields,
  type FieldDescription,
  type LicenceFieldName,
  type Sensitivity,
  type ValueType,
} from './fields.js';
export type { AnnotatedCopy, Licence } from './model.js';
export { normaliseValue } from './normalise.js';
export { csvColumns, licenceFromRow, rowFromLicence, type LicenceRecord, type LicenceRow } from './row.js';
export {
  canFollow,
  isStatusCode,
  licenceStatuses,
  type LicenceStatus,
  type StatusChange,
  type StatusCode,
} from './status.js';
export { maxValueLength, valueProblem } from './values.js';
export { parseLicence, validateLicence, type LicenceProblem } from './validate.js';
export { valueOf, verifyClaims, type ClaimVerdict, type Verification } from './verify.js';
export {
  sampleLicence,
  sampleLicences,
  wellKnownPersonSample,
  wellKnownSample,
  type SampleOptions,
} from './sample/index.js';
