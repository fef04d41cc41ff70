import type { HolderRef } from '../lookup/lookup.js';
import type { RecordQuestion, RecordVerdict, SourceAnswer } from './ports.js';

/** What an adapter found, before the guard reads the values by the mapping. */
export type RawAnswer =
  | {
      outcome: 'answered';
      /** Each with its values in the order of the items asked. */
      records: (string | null)[][];
      asOf?: number;
      truncated?: boolean;
    }
  | Exclude<SourceAnswer, { outcome: 'answered' }>;

export interface RecordsAsked {
  subject: HolderRef;
  /** Items that are mapped, each once. */
  items: readonly string[];
  signal: AbortSignal;
}

/**
 * How one kind of source is read. It may throw: a Refusal SOURCE_*, or anything else, which counts as SOURCE_FAILED.
 * The guard sees to deadlines, numbers at a time, pauses, and what may be passed on.
 */
export interface SourceAdapter {
  records(asked: RecordsAsked): Promise<RawAnswer>;
  /**
   * Tells the verdicts of each subject as soon as it has them; of whom it tells nothing, nothing is known.
   * @param tell index of the subject, verdicts in the order of the questions
   */
  judge(
    subjects: readonly HolderRef[],
    questions: readonly RecordQuestion[],
    signal: AbortSignal,
    tell: (index: number, verdicts: readonly RecordVerdict[]) => void,
  ): Promise<void>;
  /** State of the data, where it is not that of now. */
  asOf?(): number | undefined;
  start?(): void;
  close(): Promise<void>;
}
