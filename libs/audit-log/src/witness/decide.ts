import { asRefusal, type Refusal } from '#libs/errors';
import { sameBytes, type Sha256 } from '../hashing.js';
import { verifyConsistency } from '../merkle/verify.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import { type NoteVerifier } from '../notes/keys.js';
import { signaturesOf, SPELLING } from '../notes/note.js';
import { type AddCheckpoint, parseAddCheckpoint } from './add-checkpoint.js';

/** What the witness last cosigned for this origin. */
export interface KnownCheckpoint {
  size: bigint;
  root: Uint8Array;
}

/** `isSplitView`: the log signed two trees that cannot both be; the request is the evidence and worth keeping. */
export type AddCheckpointDecision =
  | { status: 200; checkpoint: Checkpoint; text: string }
  | { status: 400 | 403 | 404; reason: string }
  | { status: 409; size: bigint; reason: string; isSplitView: boolean }
  | { status: 422; reason: string; isSplitView: boolean };

/**
 * C2SP tlog-witness, "add-checkpoint": may the witness cosign? Decides, and remembers nothing: the caller must read `known`,
 * decide and persist the new checkpoint in one transaction, and cosign only afterwards.
 * @param known undefined where nothing was cosigned for this origin yet (size 0).
 * @param keys verifier keys that are trusted for the checkpoint's origin; none: the origin is unknown.
 * @param request parsed ({@link parseAddCheckpoint}) or as it came; a malformed one is a 400.
 */
export function decideAddCheckpoint(
  known: KnownCheckpoint | undefined,
  request: AddCheckpoint | Uint8Array | string,
  keys: readonly NoteVerifier[] | undefined,
  sha256?: Sha256,
): AddCheckpointDecision {
  let parsed: ReturnType<typeof parseAddCheckpoint>;
  try {
    parsed =
      typeof request === 'string' || request instanceof Uint8Array
        ? parseAddCheckpoint(request)
        : withNote(request);
  } catch (thrown) {
    const reason = reasonOf(asRefusal(thrown));
    return reason === SPELLING ? misspelt(request, keys) : { status: 400, reason };
  }
  const { oldSize, proof } = parsed;
  const { checkpoint, text } = parsed.parsed;

  const trusted = (keys ?? []).filter(({ name }) => name === checkpoint.origin);
  if (trusted.length === 0) return { status: 404, reason: 'unknown origin' };
  if (!signaturesOf(parsed.parsed, trusted).some(({ isValid }) => isValid)) {
    return { status: 403, reason: 'not signed by the log' };
  }
  if (oldSize > checkpoint.size) return { status: 400, reason: 'old size beyond the checkpoint' };

  const knownSize = known?.size ?? 0n;
  if (oldSize !== knownSize) return { status: 409, size: knownSize, reason: 'old size', isSplitView: false };
  if (known && oldSize === checkpoint.size && !sameBytes(known.root, checkpoint.root)) {
    return { status: 409, size: knownSize, reason: 'another root of the same size', isSplitView: true };
  }
  if (!known || oldSize === 0n) {
    if (proof.length > 0) return { status: 422, reason: 'a proof from size 0', isSplitView: false };
    return { status: 200, checkpoint, text };
  }
  try {
    verifyConsistency(
      { size1: oldSize, root1: known.root, size2: checkpoint.size, root2: checkpoint.root, proof },
      sha256,
    );
  } catch (thrown) {
    const refusal = asRefusal(thrown);
    return { status: 422, reason: reasonOf(refusal), isSplitView: refusal.code === 'PROOF_INVALID' };
  }
  return { status: 200, checkpoint, text };
}

/** A signature in a spelling that is none is one that does not verify (litewitness answers so, too). */
function misspelt(
  request: AddCheckpoint | Uint8Array | string,
  keys: readonly NoteVerifier[] | undefined,
): AddCheckpointDecision {
  const body =
    request instanceof Uint8Array
      ? new TextDecoder().decode(request)
      : typeof request === 'string'
        ? request
        : `\n\n${request.note}`;
  const [origin] = body.slice(body.indexOf('\n\n') + 2).split('\n', 1);
  const isKnown = keys?.some(({ name }) => name === origin) ?? false;
  return isKnown ? { status: 403, reason: SPELLING } : { status: 404, reason: 'unknown origin' };
}

function withNote(request: AddCheckpoint): ReturnType<typeof parseAddCheckpoint> {
  return {
    ...request,
    ...parseAddCheckpoint(`old ${request.oldSize}\n\n${request.note}`),
    proof: request.proof,
  };
}

function reasonOf({ code, hint }: Refusal): string {
  return hint ?? code;
}
