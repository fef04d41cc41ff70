import type { RegionCode } from '#libs/codes';
import type { PlannedQuestion } from '#libs/handling';
import type { HolderRef } from '../lookup/lookup.js';
import type { EligibilityRun } from './run.js';

/** Yes/no questions about many subjects to one source of one region. */
export interface SubjectsQuestion {
  region: RegionCode;
  source: PlannedQuestion['source'];
  subjects: readonly HolderRef[];
  questions: readonly PlannedQuestion[];
}

export type SubjectsAnswer =
  /** In the order of the subjects, each in the order of the questions; null where the source cannot say. */
  | { outcome: 'judged'; verdicts: readonly (readonly (boolean | null)[])[] }
  /** It may not be asked: that does not change by asking again. */
  | { outcome: 'refused'; code: string }
  | { outcome: 'not-available'; code: string };

/**
 * Asks in the name of whoever started the batch. Every subject stands in the audit log, by commitment, before an answer
 * is told; nothing but yes and no comes back.
 * @throws Refusal AUDIT_UNAVAILABLE, OVERLOADED, LOG_* where it cannot be logged: then nothing was told
 */
export interface JudgeSubjects {
  /** For one window of a batch. @param deadline milliseconds since the epoch */
  for(run: EligibilityRun, deadline: number): (question: SubjectsQuestion) => Promise<SubjectsAnswer>;
}
