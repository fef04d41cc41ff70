export {
  compare,
  isMismatch,
  MISMATCHES,
  withoutCounterpart,
  type Compared,
  type Mismatch,
  type Verdict,
  type VerdictClass,
} from './compare.js';
export {
  lineText,
  pageOfLines,
  sameSummary,
  sortLines,
  summarise,
  type AnsweredLine,
  type AskedLine,
} from './lines.js';
export {
  FIND_REQUESTS,
  LONGEST_WINDOW_MS,
  MESSAGE_LIMITS,
  PAGE_LINES,
  readReconciliationAnswer,
  readReconciliationRequest,
  type LineRole,
  type ReconciliationAnswer,
  type ReconciliationRequest,
  type SetSummary,
} from './messages.js';
export { readEvidenceRefusal, readEvidenceRequest } from './evidence-messages.js';
export { count, emptyTally, mismatchesIn, seenFrom, type Seat, type Tally } from './tally.js';
export {
  EVIDENCE_MESSAGE,
  RECONCILIATION_ANSWER_TYP,
  RECONCILIATION_MESSAGE,
  RECONCILIATION_REQUEST_TYP,
  signReconciliationAnswer,
  signReconciliationRequest,
  verifyReconciliationAnswer,
  verifyReconciliationRequest,
  type MessageKind,
  type ReconciliationClaims,
  type SignedMessage,
  type TokenRules,
} from './token.js';
export { retryAfter, settledWindows, windowStart, type Window } from './windows.js';
