/** Who is wrong where an entry and the tile disagree: the hash above them, or the signed root, tells. */
export type Culprit = 'entry' | 'tile' | 'undecided';

/** One thing that is wrong with a log, named so that somebody can go and look at it. */
export type FsckFinding =
  | {
      kind: 'checkpoint';
      /** missing, unreadable, another log's, not signed by the log's key, or of a root that the tree does not have. */
      what: 'missing' | 'malformed' | 'origin' | 'signature' | 'root' | 'cosignature';
      hint?: string;
    }
  /** A checkpoint from earlier (a witness's, an archive's) whose tree is no prefix of this one: the log was rewritten. */
  | { kind: 'known-checkpoint'; what: 'root' | 'beyond'; size: bigint }
  | {
      kind: 'tile';
      what: 'missing' | 'malformed' | 'altered';
      level: number;
      tile: bigint;
      /** Which of its 256 hashes. */
      offset?: number;
    }
  | { kind: 'bundle'; what: 'missing' | 'malformed'; bundle: bigint }
  | { kind: 'entry'; what: 'altered'; index: bigint; culprit: Culprit }
  | { kind: 'entry'; what: 'swapped'; index: bigint; other: bigint }
  | { kind: 'entry'; what: 'removed'; index: bigint }
  | { kind: 'entry'; what: 'inserted'; index: bigint }
  /** A stored column (or another copy) that does not say what the entry's bytes say. */
  | { kind: 'column'; what: 'altered'; index: bigint; column: string };

/** Where the finding stands, for sorting and for one-line reports: `entry 17`, `tile 1/000 #3`, `column 17 case_number`. */
export function placeOf(finding: FsckFinding): string {
  switch (finding.kind) {
    case 'checkpoint':
      return 'checkpoint';
    case 'known-checkpoint':
      return `known checkpoint ${finding.size}`;
    case 'tile':
      return `tile ${finding.level}/${finding.tile}${finding.offset === undefined ? '' : ` #${finding.offset}`}`;
    case 'bundle':
      return `bundle ${finding.bundle}`;
    case 'column':
      return `column ${finding.index} ${finding.column}`;
    case 'entry':
      return finding.what === 'swapped'
        ? `entries ${finding.index} and ${finding.other}`
        : `entry ${finding.index}`;
  }
}
