export {
  applyEvent,
  applyEvents,
  foldEvents,
  MAX_CASE_EVENTS,
  newCase,
  proposeEvent,
  type Case,
  type Draft,
} from './cases/case.js';
export {
  clocksOf,
  pledgeDue,
  remindersOf,
  type CaseClock,
  type CaseClockName,
  type Reminder,
} from './cases/clocks.js';
export { dayOf } from './cases/day.js';
export { BAD_RATING } from './cases/effects.js';
export {
  caseIdSchema,
  eventId,
  readEvent,
  receiptRegionOf,
  type CaseDelegate,
  type CaseEvent,
  type CaseEventBody,
  type CaseEventData,
  type CaseEventKind,
  type CaseMaterial,
  type CaseTerms,
} from './cases/event.js';
export { machineProblems } from './cases/machine.js';
export { missingMaterials, suffices } from './cases/materials.js';
export { offersOf, pledgeConsequence, type StepOffer } from './cases/offers.js';
export { openingProblems } from './cases/opening.js';
export { partsOf } from './cases/needs.js';
export { CASE_EVENT_LIMITS, CASE_EVENT_TYP, signEvent, verifyEvent } from './cases/signed-event.js';
export {
  caseParts,
  caseRoles,
  caseStates,
  type CasePart,
  type CaseRole,
  type CaseState,
} from './cases/states.js';
export { caseSteps, type Step, type StepKind } from './cases/steps.js';
export { termsOf, type TermsInput } from './cases/terms.js';
export type {
  CaseCode,
  CaseItem,
  CasePledge,
  CaseView,
  HistoryEntry,
  Interval,
  SetAside,
} from './cases/view.js';
export {
  compare,
  conditionSchema,
  type Comparison,
  type Condition,
  type Literal,
} from './conditions/condition.js';
export {
  judgeCondition,
  queriesOf,
  type Answer,
  type Answers,
  type Judging,
  type Verdict,
  type YesNoQuery,
} from './conditions/judge.js';
export {
  attributesOf,
  JudgingPlan,
  type AnswerKey,
  type PlannedJudging,
  type PlannedOperator,
  type PlannedQuestion,
  type Standing,
} from './conditions/judging-plan.js';
export { checkForm, type FormError, type FormErrorCode } from './forms/check-form.js';
export { jsonSchemaOf, type FormLanguage } from './forms/json-schema.js';
export { formSchema, type Form, type FormField } from './forms/form-schema.js';
export {
  adoptionOf,
  licenceTypesOf,
  readDepartmentMapping,
  type Adoption,
  type DepartmentMapping,
} from './matters/adoption.js';
export { checkMatter, type MatterFinding, type MatterFindingCode } from './matters/check-matter.js';
export { clocksSchema, type MatterClocks } from './matters/clocks.js';
export { diffMatters, type MatterChange } from './matters/diff.js';
export { itemWaves } from './matters/item-order.js';
export {
  handlingModels,
  handlingModes,
  matterSchema,
  readMatter,
  trustLevels,
  type HandlingMode,
  type HandlingModel,
  type Item,
  type Material,
  type Matter,
  type TrustLevel,
} from './matters/matter.js';
export {
  MATTER_PACKAGE_LIMITS,
  MATTER_PACKAGE_TYP,
  matterDigest,
  signMatterPackage,
  verifyMatterPackage,
  type MatterPackage,
} from './matters/package.js';
export type { Bilingual } from './words.js';
