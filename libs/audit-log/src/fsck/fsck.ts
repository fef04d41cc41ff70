import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';
import { asRefusal } from '#libs/errors';
import type { LogFetcher } from '../fetcher.js';
import { sameBytes, type Sha256 } from '../hashing.js';
import { type CheckpointNote, parseCheckpoint } from '../notes/checkpoint.js';
import { cosignaturesOf } from '../notes/cosignature.js';
import type { NoteVerifier } from '../notes/keys.js';
import { signaturesOf } from '../notes/note.js';
import { TILE_WIDTH } from '../tiles/paths.js';
import { Aligner, type Alignment } from './align.js';
import type { FsckFinding } from './findings.js';
import { RebuiltTree } from './rebuilt-tree.js';
import { Source } from './source.js';

export interface FsckOptions {
  /** Verifier key of the log (0x01); its name is the origin. */
  log: NoteVerifier;
  /** Verifier keys of witnesses (0x04): a wrong cosignature of one of them is a finding. */
  witnesses?: readonly NoteVerifier[];
  /** Earlier heads of the log, of whose signatures the caller is sure: each must be a prefix. */
  known?: readonly { size: bigint; root: Uint8Array }[];
  /**
   * Names what stands beside the entry and does not agree with its bytes (stored columns, a second copy). Called once an
   * entry, right after its bundle was fetched.
   */
  columns?: (entry: { bundle: bigint; position: number; bytes: Uint8Array }) => readonly string[];
  sha256?: Sha256;
  /** After so many findings the rest of the log is left unread. Default 100. */
  findingsMax?: number;
}

export interface FsckProgress {
  /** Leaves compared so far. */
  done: bigint;
  size: bigint;
}

export interface FsckResult {
  /** What the checkpoint says; undefined where it could not be read. */
  size: bigint | undefined;
  findings: FsckFinding[];
  /** False where it stopped at `findingsMax`. */
  isComplete: boolean;
}

/**
 * Rebuilds the whole tree from the entries, and compares it with every tile and with the signed checkpoint. Streams: it
 * holds a few bundles and one tile a level. An empty list of findings says that the log is what the log signed; not that
 * others saw the same log (compare with witnesses: `known`), nor that entries are true.
 */
export async function fsck(
  fetcher: LogFetcher,
  options: FsckOptions,
  onProgress: (progress: FsckProgress) => void = () => undefined,
): Promise<FsckResult> {
  const findings: FsckFinding[] = [];
  const max = options.findingsMax ?? 100;
  const report = (finding: FsckFinding) => findings.push(finding);
  const note = await readCheckpoint(fetcher, options, report);
  if (!note) return { size: undefined, findings, isComplete: true };
  const { size, root } = note.checkpoint;

  const source = new Source(fetcher, options, size, report);
  const tree = new RebuiltTree({
    size,
    stored: (level, index, width) => source.tile(level, index, width),
    report,
    sha256: options.sha256 ?? portableSha256,
  });
  const prefixes = new Prefixes(options.known ?? [], size, tree, report);
  const strangers: Stranger[] = [];
  const aligner = new Aligner();
  const bundles = (size + BigInt(TILE_WIDTH) - 1n) / BigInt(TILE_WIDTH);
  let done = 0n;
  let ahead = bundles > 0n ? source.bundle(0n) : undefined;
  for (let bundle = 0n; ahead; bundle += 1n) {
    const { entries, leaves } = await ahead;
    ahead = bundle + 1n < bundles ? source.bundle(bundle + 1n) : undefined;
    aligner.add(entries, leaves);
    for (const alignment of aligner.take(!ahead)) {
      noteAlignment(alignment, report, strangers);
      if (alignment.what === 'inserted') continue;
      const { leaf } = alignment;
      const closing = tree.append({
        tile: leaf.hash,
        ...(alignment.what === 'altered' && { entry: alignment.entry.hash }),
        ...(alignment.what === 'same' && !leaf.hash && { entry: alignment.entry.hash }),
      });
      if (closing) await closing;
      done += 1n;
      prefixes.at(done);
    }
    onProgress({ done, size });
    if (findings.length >= max && ahead) {
      await ahead;
      return { size, findings: withSwaps(findings, strangers), isComplete: false };
    }
  }
  const rebuilt = await tree.finish(root);
  if (rebuilt && !sameBytes(rebuilt, root)) report({ kind: 'checkpoint', what: 'root' });
  return { size, findings: withSwaps(findings, strangers), isComplete: true };
}

/** Both hashes of an entry that stands where another should: two such may be a far exchange. */
interface Stranger {
  index: bigint;
  found: Uint8Array;
  wanted: Uint8Array;
}

function noteAlignment(
  alignment: Alignment,
  report: (finding: FsckFinding) => void,
  strangers: Stranger[],
): void {
  if (alignment.what === 'removed') {
    report({ kind: 'entry', what: 'removed', index: alignment.leaf.index });
  } else if (alignment.what === 'inserted') {
    report({ kind: 'entry', what: 'inserted', index: alignment.before });
  } else if (alignment.what === 'swapped') {
    report({ kind: 'entry', what: 'swapped', index: alignment.leaf.index, other: alignment.other });
  } else if (alignment.what === 'altered' && alignment.leaf.hash && alignment.entry.hash) {
    strangers.push({ index: alignment.leaf.index, found: alignment.entry.hash, wanted: alignment.leaf.hash });
  }
}

/** Two entries that each have the other's hash were exchanged, however far apart. */
function withSwaps(findings: FsckFinding[], strangers: readonly Stranger[]): FsckFinding[] {
  const other = (one: Stranger) =>
    strangers.find(({ found, wanted }) => sameBytes(found, one.wanted) && sameBytes(wanted, one.found));
  const partners = new Map(strangers.map((one) => [one.index, other(one)?.index]));
  return findings.flatMap((finding): FsckFinding[] => {
    const partner =
      finding.kind === 'entry' && finding.what === 'altered' ? partners.get(finding.index) : undefined;
    if (partner === undefined || finding.kind !== 'entry') return [finding];
    return finding.index < partner
      ? [{ kind: 'entry', what: 'swapped', index: finding.index, other: partner }]
      : [];
  });
}

async function readCheckpoint(
  fetcher: LogFetcher,
  { log, witnesses = [] }: FsckOptions,
  report: (finding: FsckFinding) => void,
): Promise<CheckpointNote | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await fetcher.checkpoint();
  } catch {
    report({ kind: 'checkpoint', what: 'missing' });
    return undefined;
  }
  let note: CheckpointNote;
  try {
    note = parseCheckpoint(bytes);
  } catch (thrown) {
    const { hint } = asRefusal(thrown);
    report({ kind: 'checkpoint', what: 'malformed', ...(hint && { hint }) });
    return undefined;
  }
  if (note.checkpoint.origin !== log.name) {
    report({ kind: 'checkpoint', what: 'origin', hint: note.checkpoint.origin });
  } else if (!signaturesOf(note, [log])[0]?.isValid) {
    report({ kind: 'checkpoint', what: 'signature' });
  }
  for (const hint of cosignaturesOf(note, witnesses).wrong) {
    report({ kind: 'checkpoint', what: 'cosignature', hint });
  }
  return note;
}

/** Checks earlier heads as the tree grows through their sizes. */
class Prefixes {
  private readonly heads: { size: bigint; root: Uint8Array }[];

  constructor(
    known: readonly { size: bigint; root: Uint8Array }[],
    size: bigint,
    private readonly tree: RebuiltTree,
    private readonly report: (finding: FsckFinding) => void,
  ) {
    for (const head of known) {
      if (head.size > size) report({ kind: 'known-checkpoint', what: 'beyond', size: head.size });
    }
    this.heads = known
      .filter((head) => head.size > 0n && head.size <= size)
      .toSorted((one, other) => Number(one.size - other.size));
  }

  at(size: bigint): void {
    while (this.heads[0]?.size === size) {
      const head = this.heads.shift();
      if (head && this.tree.has(head.root) === false) {
        this.report({ kind: 'known-checkpoint', what: 'root', size });
      }
    }
  }
}
