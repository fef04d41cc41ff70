import type { LookupContext } from '#libs/exchange';
import type { Caller } from '../callers/index.js';
import type { Ledger } from '../lookup/ledger.js';
import type { RegionalLookups } from '../lookup/regional-lookups.js';

/** What every resolver of one operation sees. */
export interface OperationContext {
  caller: Caller;
  /** The signed context of a peer's request token; integrators give theirs as an argument. */
  signedContext?: LookupContext;
  ledger: Ledger;
  /** One per operation: equal questions within it are asked once. */
  lookups: RegionalLookups;
  /** Instant by which the answer must be ready, milliseconds since the epoch. */
  deadline: number;
  requestId: string;
  /**
   * The holder's authorisation that this caller's organisation got by a request.
   * @throws Refusal AUTHORISATION_REQUEST_UNKNOWN | AUTHORISATION_NOT_GRANTED | AUTHORISATION_PLATFORM_*
   */
  authorisationOf: (id: string) => Promise<string>;
}
