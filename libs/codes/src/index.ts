export { isDate } from './calendar.js';
export { citizenNumber, citizenNumberCheckCharacter, type CitizenNumber } from './citizen-number.js';
export type { CheckOptions, CodeDefinition, RuleOutcome, RuleResult, Validation } from './definition.js';
export {
  division,
  divisionExists,
  findDivision,
  listDivisions,
  provinceName,
  regionCodes,
  regionNames,
  regionOf,
  type Division,
  type DivisionLevel,
  type RegionCode,
} from './divisions.js';
export {
  holderCodeProblem,
  holderType,
  holderTypes,
  type HolderType,
  type HolderTypeCode,
} from './holder-type.js';
export { itemCode, itemTypes, type ItemCode } from './item-code.js';
export {
  composeLicenceIdentifier,
  licenceIdentifier,
  licenceIdentifierPrefix,
  mod3736CheckCharacter,
  regionOfIdentifier,
  type LicenceIdentifier,
} from './licence-identifier.js';
export { licenceTypeCode, type LicenceTypeCode } from './licence-type-code.js';
export {
  organisationCode,
  organisationCodeCheckCharacter,
  type OrganisationCode,
} from './organisation-code.js';
export { uscc, usccAlphabet, usccCheckCharacter, type Uscc } from './uscc.js';
