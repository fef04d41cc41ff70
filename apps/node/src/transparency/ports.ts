/** A signed checkpoint of this node's log, durable. */
export interface PublishedCheckpoint {
  /** Number of entries that it covers. */
  size: bigint;
  /** RFC 6962 root, 32 bytes. */
  root: Uint8Array;
  /** The C2SP signed note: body, blank line, the log's own signature line. Cosignatures are kept apart. */
  note: string;
  /** When it was signed, milliseconds since the epoch. */
  at: number;
}

/** RFC 6962 §2.1.1: the audit path of one leaf, lowest level first. */
export interface InclusionProof {
  index: bigint;
  size: bigint;
  root: Uint8Array;
  leafHash: Uint8Array;
  proof: Uint8Array[];
}

/** RFC 6962 §2.1.2: that the tree of `size2` begins with the tree of `size1`. */
export interface ConsistencyProof {
  size1: bigint;
  size2: bigint;
  root1: Uint8Array;
  root2: Uint8Array;
  proof: Uint8Array[];
}

/** A witness's line under a checkpoint, as it was received and verified by whoever stored it. */
export interface StoredCosignature {
  /** Name of the witness's key (C2SP signed-note). */
  witness: string;
  /** The whole signature line, `— <name> <base64>`, without its line feed. */
  line: string;
  /** When it was stored, milliseconds since the epoch. */
  at: number;
}

/**
 * What this node's log has published. Everything here is hashes and signatures, open to anybody.
 * Methods throw Refusal `LOG_SIZE_UNKNOWN` for sizes and indexes beyond the newest checkpoint, or that no checkpoint has
 * where one is asked for; `STORE_UNAVAILABLE` where the database is away.
 */
export interface PublishedLog {
  readonly origin: string;
  /** The newest signed checkpoint; undefined until the first was signed. */
  latest(): Promise<PublishedCheckpoint | undefined>;
  /** The checkpoint of exactly this size. */
  checkpointAt(size: bigint): Promise<PublishedCheckpoint | undefined>;
  /** The smallest checkpoint that covers the entry: what a proof for a receipt starts from. */
  checkpointCovering(index: bigint): Promise<PublishedCheckpoint | undefined>;
  /**
   * Hashes of one tile (C2SP tlog-tiles), `width` times 32 bytes, 256 where it is full.
   * Undefined where it lies beyond the newest checkpoint.
   */
  tile(level: number, index: bigint, width?: number): Promise<Uint8Array | undefined>;
  /** @param size of the tree to prove in; that of the newest checkpoint by default */
  inclusion(index: bigint, size?: bigint): Promise<InclusionProof>;
  consistency(from: bigint, to: bigint): Promise<ConsistencyProof>;
  cosignatures(size: bigint): Promise<StoredCosignature[]>;
  /**
   * Keeps a cosignature that the caller has verified; a second one of the same witness for the same size is ignored.
   * @throws Refusal `LOG_SIZE_UNKNOWN` where no checkpoint has this size
   */
  addCosignature(size: bigint, witness: string, line: string): Promise<void>;
  /** Told after a new checkpoint became durable, by whichever replica signed it. @returns how to stop listening */
  onCheckpoint(listener: (checkpoint: PublishedCheckpoint) => void): () => void;
}

/** `stopped`: the exchange answers 503 with `code`. `lagging`: an alert, nothing more. */
export interface LogHealth {
  state: 'ok' | 'lagging' | 'stopped';
  /** Why it is not ok; the worst of several. */
  code?: LogHealthCode;
  /** Entries beyond the newest checkpoint. */
  unintegrated: bigint;
  /** Age of the oldest of them, milliseconds; 0 where there is none. */
  oldestPendingMs: number;
  /** Age of the oldest checkpointed entry that too few witnesses have confirmed, milliseconds; see witnessing. */
  unwitnessedMs: number;
}

export type LogHealthCode =
  | 'LOG_UNINTEGRATED'
  | 'LOG_UNWITNESSED'
  | 'LOG_TAMPERED'
  | 'LOG_FORKED'
  | 'LOG_BEHIND_WITNESS'
  | 'LOG_WITNESSES_UNKNOWN';

/** The room that watches cosignatures tells their part of {@link LogHealth}; sampled about once a second. */
export interface WitnessLag {
  /** Milliseconds, 0 where everything is confirmed. */
  unwitnessedMs: number;
  state: 'ok' | 'lagging' | 'stopped';
}

export interface LogWatch {
  /** As of the last sample; costs nothing. */
  health(): LogHealth;
  /** @throws Refusal with the code of {@link LogHealth} while the log is stopped: no request is then begun */
  assertRunning(): void;
  /** Called by the witnessing room. */
  useWitnessLag(lag: () => WitnessLag): void;
}

/** What a witness remembers of this log. */
export interface WitnessMemory {
  witness: string;
  size: bigint;
  root: Uint8Array;
}

/** Asked after a start or a failover, before anything is signed. */
export interface WitnessLookup {
  /**
   * What each witness that could be reached saw last; a witness that has seen nothing answers with size 0 and an empty
   * root. A witness that cannot be reached is left out.
   */
  lastSeen(): Promise<WitnessMemory[]>;
  /** How many witnesses are configured; fewer answers than the policy wants delay the first signature. */
  readonly configured: number;
}
