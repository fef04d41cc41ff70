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
