export { casesConfig, type CasesConfig } from './cases.config.js';
export { readStored } from './held-case.js';
export { noFiles } from './no-files.js';
export type { ShownCase } from './read-cases.js';
export type { StepInput } from './step-data.js';
export { askResend, caseLine, caseLines, type CaseLine } from './resend-cases.js';
export { openCases, type CasesParts, type CasesRoom } from './open-cases.js';
export type {
  CaseAccess,
  CaseActor,
  CaseChange,
  CaseDraft,
  CaseFiles,
  CaseProjection,
  CaseReminder,
  CaseResults,
  Cases,
  CaseScope,
  CaseStep,
  CaseSubject,
  DelegateInput,
  DraftInput,
  PreparedResult,
  ProjectedCase,
  Receiving,
  StoredCase,
} from './ports.js';
