import { Refusal } from '#libs/errors';
import { fromBase64, toBase64 } from './base64.js';
import { HASH_BYTES, type Sha256 } from './hashing.js';
import { verifyInclusion } from './merkle/verify.js';
import { type Checkpoint, openCheckpoint } from './notes/checkpoint.js';
import { type Cosignature, cosignaturesOf } from './notes/cosignature.js';
import type { NoteVerifier } from './notes/keys.js';
import { NOTE_MAX_BYTES } from './notes/note.js';
import { type ProofState, stateFor, WITNESS_POLICY, type WitnessPolicy } from './notes/proof-state.js';
import { parseDecimal } from './numbers.js';

const HEADER = 'c2sp.org/tlog-proof@v1';
const PROOF_LINES_MAX = 63;

/** C2SP tlog-proof: that a leaf is in a log, for a verifier without a network. */
export interface TlogProof {
  index: bigint;
  /** From the leaf's sibling up to the root's child. */
  hashes: readonly Uint8Array[];
  /** The signed note, verbatim, with whatever cosignatures it has. */
  checkpoint: string;
  /** Opaque and not authenticated by anything. */
  extra?: Uint8Array;
}

export function formatTlogProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  const head = [HEADER, ...(extra ? [`extra ${toBase64(extra)}`] : []), `index ${index}`];
  return `${[...head, ...hashes.map(toBase64)].join('\n')}\n\n${checkpoint}`;
}

/**
 * ```
 * c2sp.org/tlog-proof@v1\n[extra <base64>\n]index <decimal>\n[<hash, base64>\n ...]\n<checkpoint>
 * ```
 * @throws Refusal `TLOG_PROOF_MALFORMED`. The checkpoint is read by {@link verifyTlogProof}.
 */
export function parseTlogProof(proof: Uint8Array | string): TlogProof {
  if (proof.length > NOTE_MAX_BYTES) throw malformed('too long');
  let text: string;
  try {
    text =
      typeof proof === 'string'
        ? proof
        : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(proof);
  } catch {
    throw malformed('not UTF-8');
  }
  const gap = text.indexOf('\n\n');
  if (gap < 0) throw malformed('no checkpoint');
  const lines = text.slice(0, gap).split('\n');
  if (lines.shift() !== HEADER) throw malformed('header');
  const hasExtra = lines[0]?.startsWith('extra ') ?? false;
  const extra = hasExtra ? fromBase64(lines.shift()?.slice('extra '.length) ?? '') : undefined;
  if (hasExtra && !extra) throw malformed('extra');
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice(6)) : undefined;
  if (index === undefined) throw malformed('index');
  if (lines.length > PROOF_LINES_MAX) throw malformed('proof lines');
  const hashes = lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_BYTES) throw malformed('proof line');
    return hash;
  });
  return { index, hashes, checkpoint: text.slice(gap + 2), ...(extra && { extra }) };
}

export interface TlogProofTrust {
  /** Verifier key of the log (0x01), from a source that is not the proof. */
  log: NoteVerifier;
  /** Verifier keys of witnesses (0x04). */
  witnesses?: readonly NoteVerifier[];
  policy?: WitnessPolicy;
  sha256?: Sha256;
}

export interface VerifiedTlogProof {
  checkpoint: Checkpoint;
  cosignatures: Cosignature[];
  state: ProofState;
}

/**
 * Verifies signature of the log, inclusion, and counts cosignatures. That the state suffices is for the caller to say.
 * @throws Refusal `NOTE_*`, `CHECKPOINT_MALFORMED`, `PROOF_MALFORMED`, `PROOF_INVALID`, `COSIGNATURE_INVALID` for a wrong signature
 * of a known witness.
 */
export function verifyTlogProof(
  proof: TlogProof,
  leafHash: Uint8Array,
  trust: TlogProofTrust,
): VerifiedTlogProof {
  const note = openCheckpoint(proof.checkpoint, trust.log);
  const { size, root } = note.checkpoint;
  verifyInclusion({ leafHash, index: proof.index, size, root, proof: proof.hashes }, trust.sha256);
  const others = (trust.witnesses ?? []).filter(({ name }) => name !== note.checkpoint.origin);
  const { valid, wrong } = cosignaturesOf(note, others);
  if (wrong[0] !== undefined) throw new Refusal('COSIGNATURE_INVALID', { hint: wrong[0] });
  return {
    checkpoint: note.checkpoint,
    cosignatures: valid,
    state: stateFor(valid.length, trust.policy ?? WITNESS_POLICY),
  };
}

function malformed(hint: string): Refusal {
  return new Refusal('TLOG_PROOF_MALFORMED', { hint });
}
