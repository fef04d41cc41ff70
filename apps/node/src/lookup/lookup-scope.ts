import type { Caller } from '../callers/index.js';
import type { Ledger } from './ledger.js';
import type { LookupResult } from './lookup.js';

/** What all lookups of one operation share. */
export interface LookupScope {
  /** Who asks. A peer gets answers about this region only, never passed on to a third. */
  caller: Caller;
  ledger: Ledger;
  /** Instant by which the answer must be ready, milliseconds since the epoch. */
  deadline: number;
  /** Digest and name of the operation, for the audit entries of questions that leave. */
  operation: { document: string; name: string };
  requestId: string;
  /** Told of each lookup's result before it is handed on. */
  told?: (result: LookupResult) => void;
}

/** The partner name under which sharing agreements know a caller: a peer's entity id, or `role:<role>` of the own region. */
export const partnerOf = (caller: Caller): string =>
  caller.kind === 'peer' ? caller.entityId : `role:${caller.role}`;
