/** The newest checkpoint of a log that this node has cosigned. */
export interface CosignedCheckpoint {
  origin: string;
  /** Entity identifier of the node whose log it is. */
  peer: string;
  size: bigint;
  /** 32 bytes. */
  root: Uint8Array;
  /** The signed note as the log submitted it. */
  note: string;
  /** What was remembered before, as long as a submission that names it may still be on its way. */
  overtookSize?: bigint;
}

/** What a log signed and what contradicts the checkpoint that this node cosigned before. */
export type ConflictRule =
  /** The same size with another root: proof of two trees. */
  | 'log-split-view'
  /** A larger tree that does not begin with the known one, or no proof that it does. */
  | 'log-inconsistent'
  /** A smaller tree than the one that the log had shown. */
  | 'log-rollback';

export interface Conflict {
  id: string;
  rule: ConflictRule;
  known: CosignedCheckpoint;
  offered: { size: bigint; root: Uint8Array };
  /** The whole request: consistency proof and signed note. */
  request: string;
}

/** What this node has seen as a witness. Throws Refusal `STORE_UNAVAILABLE`. */
export interface WitnessRecord {
  latest(peer: string, origin: string): Promise<CosignedCheckpoint | undefined>;
  /**
   * Moves the memory of one log from `known` to `next`, durably, in one statement; false where somebody else moved it
   * meanwhile, and then nothing was written (tlog-witness: "checking ... and persisting must be performed atomically").
   */
  advance(known: CosignedCheckpoint | undefined, next: CosignedCheckpoint): Promise<boolean>;
  /** Keeps evidence; false where the same contradiction is kept already, or too many of this peer are. */
  keepConflict(conflict: Conflict): Promise<boolean>;
}
