export type {
  Check,
  CheckEdition,
  CheckProgress,
  CheckSource,
  CheckState,
  SourceOutcome,
  SourceReply,
} from './check.js';
export type { KeptCheck } from './check-store.js';
export { checksConfig, type ChecksConfig } from './checks.config.js';
export { openChecks, type Checks, type ChecksParts } from './open-checks.js';
export type { ReportDrawing, SourceQuestion, SourceQuestions } from './ports.js';
export type { CheckWish } from './start-check.js';
export { starterOf } from './who.js';
