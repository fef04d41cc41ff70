import type { HolderRef } from '../lookup/lookup.js';
import type { DepartmentRecord, RecordQuestion, RecordVerdict } from '../lookup/records.js';

export type { DepartmentRecord, RecordQuestion, RecordVerdict } from '../lookup/records.js';

/** What a department's source says to one question. */
export type SourceAnswer =
  | { outcome: 'answered'; records: readonly DepartmentRecord[]; asOf?: number; truncated?: boolean }
  | { outcome: 'nothing-found'; asOf?: number }
  /** The department's own reason, for the person who asked. */
  | { outcome: 'refused'; reason: { zh: string; en: string } }
  /** `until`: when it hopes to answer, milliseconds since the epoch. */
  | { outcome: 'not-available'; code: string; until?: number };

export interface AskOptions {
  /** Items wanted; a source is not asked for others. */
  items: readonly string[];
  signal: AbortSignal;
  /** Milliseconds since the epoch. */
  deadline: number;
  limit: number;
}

/** A department's data behind the adapter that reads it. Never throws for what a department does: that is an outcome. */
export interface DepartmentSource {
  readonly id: string;
  readonly dataset: string;
  readonly department: { code: string; name: { zh: string; en: string } };
  /** How long it may take, milliseconds. */
  readonly deadlineMs: number;
  records(subject: HolderRef, options: AskOptions): Promise<SourceAnswer>;
  /** Verdicts in the order of the subjects, each in the order of the questions. */
  judge(
    subjects: readonly HolderRef[],
    questions: readonly RecordQuestion[],
    options: Pick<AskOptions, 'signal' | 'deadline'>,
  ): Promise<readonly (readonly RecordVerdict[])[]>;
}

/** The sources of this node by dataset. */
export interface DepartmentSources {
  find(dataset: string): DepartmentSource | undefined;
  list(): readonly DepartmentSource[];
}
