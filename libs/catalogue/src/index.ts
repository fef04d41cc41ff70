export {
  checkAsked,
  coversItem,
  equivalentTypes,
  evidenceFor,
  answerTo,
  requirementById,
  sourcesOf,
  type Alternative,
  type AskedMaterial,
  type EquivalentType,
  type EvidenceOption,
  type RequirementAnswer,
  type Source,
} from './broker.js';
export { holdsOn, keyOf, readCatalogue, type EvidenceCatalogue } from './catalogue.js';
export { checkCatalogue, type CatalogueProblem } from './check.js';
export {
  sharingGaps,
  type AgreedTypes,
  type ListedEntry,
  type SharingGap,
  type SharingGapKind,
} from './gaps.js';
export type {
  Dataset,
  Equivalence,
  Evidence,
  Provision,
  ProvisionOperation,
  Requirement,
  Thing,
  VerticalSystem,
} from './schema.js';
export { verticalSystems, type VerticalSystemStatus } from './vertical-systems.js';
