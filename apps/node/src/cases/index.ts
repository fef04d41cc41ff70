export { casesConfig, type CasesConfig } from './cases.config.js';
export { noFiles } from './no-files.js';
export type { ShownCase } from './read-cases.js';
export type { StepInput } from './step-data.js';
export { openCases, type CasesParts, type CasesRoom } from './open-cases.js';
export type {
  CaseAccess,
  CaseActor,
  CaseChange,
  CaseDraft,
  CaseFiles,
  CaseProjection,
  CaseReminder,
  Cases,
  CaseScope,
  CaseStep,
  CaseSubject,
  DelegateInput,
  DraftInput,
  ProjectedCase,
  Receiving,
  StoredCase,
} from './ports.js';
