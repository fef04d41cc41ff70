import type { RegionCode } from '#libs/codes';
import type { LookupContext } from '#libs/exchange';
import type { ReportModel } from '#libs/reports';
import type { HolderRef } from '../lookup/lookup.js';
import type { Transaction } from '../persistence/index.js';
import type { CheckAsker, SourceReply } from './check.js';

/** One question to a department's source. */
export interface SourceQuestion {
  /** Names the question in the log and to whoever counts: the same check asks under one name. */
  check: string;
  region: RegionCode;
  dataset: string;
  subject: HolderRef;
  items: readonly string[];
  context: LookupContext;
  asker: CheckAsker;
  /** Milliseconds since the epoch. */
  deadline: number;
  /** Fires where nobody waits for the answer any more. */
  signal: AbortSignal;
}

/** Asks sources of any region, decided and logged like every lookup. */
export interface SourceQuestions {
  /**
   * What a department does is a reply, whatever it is.
   * @throws Refusal AUDIT_UNAVAILABLE, OVERLOADED and the like where it could not be logged: then nothing was learned
   */
  ask(question: SourceQuestion): Promise<SourceReply>;
}

/** Draws a report and seals it in the node's name. */
export interface ReportDrawing {
  /** @throws Refusal where no sealing key can be used */
  draw(model: ReportModel): Promise<Uint8Array>;
}

/** Wakes that survive a crash; a wake may come late, or twice. */
export interface Wakes {
  /** Within the transaction that needs it. */
  at(transaction: Transaction, check: string, instant: number): Promise<void>;
}

/** Time as the engine takes it. */
export interface Timing {
  clock: () => number;
  /** Calls back once after so many milliseconds; the result calls it off. */
  after: (ms: number, then: () => void) => () => void;
}
