import type { EntryRow } from './search/log-reader.js';

/** pending: in no checkpoint yet; provisional: in one that a witness has confirmed; final: in one that enough have. */
export type ProofState = 'pending' | 'provisional' | 'final';

/** How far the proof of entries has come. */
export interface ProofStates {
  /** @returns in the order of the indexes */
  of(indexes: readonly bigint[]): Promise<ProofState[]>;
}

/** `none`: the entry has no other side. */
export type CounterpartState = 'reconciled' | 'missing' | 'altered' | 'not-due' | 'none';

/** Whether the other node has the entry that belongs to this one. */
export interface CounterpartStates {
  /** @returns in the order of the rows */
  of(rows: readonly EntryRow[]): Promise<CounterpartState[]>;
}

/** Until logs are compared, nothing can be said. */
export const nothingCompared: CounterpartStates = {
  of: async (rows) =>
    rows.map(({ entry }) =>
      entry && (entry.kind === 'answer' || entry.kind === 'outcome' || entry.kind === 'intent')
        ? 'not-due'
        : 'none',
    ),
};
