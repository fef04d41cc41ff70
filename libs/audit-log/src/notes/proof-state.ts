import { cosignaturesOf } from './cosignature.js';
import type { NoteVerifier } from './keys.js';
import type { Note } from './note.js';

/** How many distinct witnesses it takes. */
export interface WitnessPolicy {
  provisional: number;
  final: number;
}
export const WITNESS_POLICY: WitnessPolicy = { provisional: 1, final: 2 };

/** pending: the log's word alone; provisional: one other region saw it; final: enough others that no split view holds. */
export type ProofState = 'pending' | 'provisional' | 'final';

/**
 * What the cosignatures on a checkpoint amount to. The log's own cosignature does not count, nor does a second one of the
 * same witness, nor one of a key that is not among `witnesses`.
 * @param note the checkpoint with its cosignatures; its own signature is not verified here (`openCheckpoint`).
 */
export function proofState(
  note: Note,
  witnesses: readonly NoteVerifier[],
  policy: WitnessPolicy = WITNESS_POLICY,
): ProofState {
  const [origin] = note.text.split('\n', 1);
  const others = witnesses.filter(({ name }) => name !== origin);
  return stateFor(new Set(cosignaturesOf(note, others).valid.map(({ witness }) => witness)).size, policy);
}

/** @param witnesses distinct ones, other than the log itself, whose cosignatures were verified. */
export function stateFor(witnesses: number, policy: WitnessPolicy = WITNESS_POLICY): ProofState {
  if (witnesses >= policy.final) return 'final';
  return witnesses >= policy.provisional ? 'provisional' : 'pending';
}
