export type { AskWithin, AskWithinOptions, LookupsWithin } from './ask-within.js';
export type {
  Claim,
  HolderRef,
  LoggedLookup,
  Lookup,
  LookupResult,
  LookupStatusName,
  Released,
} from './lookup.js';
export {
  RECORD_LIMITS,
  type DepartmentRecord,
  type RecordQuestion,
  type RecordVerdict,
  type SourceStatement,
} from './records.js';
