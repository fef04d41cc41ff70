import type { Ledger } from './ledger.js';
import type { RequestingCaller } from './requesting-caller.js';

/** What all lookups of one operation share. */
export interface LookupScope {
  /** Who asks, as an agreement's partner: a peer's entity id, or `role:<role>` of the own region. */
  partner: string;
  /** True where a peer asks: it gets answers about this region only, never passed on to a third. */
  fromPeer: boolean;
  caller: RequestingCaller;
  ledger: Ledger;
  /** Instant by which the answer must be ready, milliseconds since the epoch. */
  deadline: number;
  /** Digest and name of the operation, for the audit entries of questions that leave. */
  operation: { document: string; name: string };
  requestId: string;
}
