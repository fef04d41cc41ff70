import { seenFrom, type Mismatch } from '#libs/reconciliation';
import type { AuditReader } from '../audit/index.js';
import type { PublishedLog } from '../transparency/ports.js';
import type { FindingClass } from './findings.js';
import type { Difference } from './reconcile-window.js';

const CLASSES = {
  missingHere: 'missing-here',
  missingThere: 'missing-there',
  altered: 'altered',
} as const satisfies Record<string, FindingClass>;

/** The class of a finding, from this node's seat. */
export const findingClass = ({
  seat,
  verdict,
}: Difference & { verdict: { class: Mismatch } }): FindingClass =>
  CLASSES[seenFrom(seat, verdict.class) as keyof typeof CLASSES];

/**
 * Both sides' proofs of one difference.
 * - `ours`: our entry with its leaf, both tokens as they went over the wire (that of the peer is signed by the peer: as
 *   requester it signed the request, as provider the answer with the receipt), and the inclusion proof where the log
 *   has been published so far.
 * - `theirs`: what the peer's log says, and the signed answers in which it said so.
 */
export async function proofsOf(
  difference: Difference,
  reader: Pick<AuditReader, 'byId' | 'evidence'>,
  published: Pick<PublishedLog, 'origin' | 'inclusion' | 'checkpointCovering'> | undefined,
): Promise<Record<string, unknown>> {
  const { seat, verdict, statements } = difference;
  const ours = await ourProof(difference, reader, published);
  return {
    seat,
    class: verdict.class,
    request: verdict.request,
    ...(ours ? { ours } : {}),
    theirs: {
      lines: seat === 'requester' ? verdict.answered : verdict.asked ? [bare(verdict.asked)] : [],
      statements,
    },
  };
}

async function ourProof(
  { entry, verdict, seat }: Difference,
  reader: Pick<AuditReader, 'byId' | 'evidence'>,
  published: Pick<PublishedLog, 'origin' | 'inclusion' | 'checkpointCovering'> | undefined,
): Promise<Record<string, unknown> | undefined> {
  if (!entry) return undefined;
  // An entry that was spoilt in place cannot be read; its place and its hash are told all the same.
  const found = await reader.byId(entry.id).catch(() => undefined);
  const tokens = await reader.evidence(entry.index).catch(() => ({}));
  const inclusion = await inclusionOf(entry.index, published);
  return {
    entry: entry.id,
    index: String(entry.index),
    ...(found ? { leaf: Buffer.from(found.leaf).toString('base64url') } : {}),
    ...(found?.entry.receipt ? { receipt: found.entry.receipt } : {}),
    line: seat === 'requester' && verdict.asked ? bare(verdict.asked) : verdict.answered.map(bare),
    tokens,
    ...(inclusion ? { inclusion } : {}),
  };
}

async function inclusionOf(
  index: bigint,
  published: Pick<PublishedLog, 'origin' | 'inclusion' | 'checkpointCovering'> | undefined,
): Promise<Record<string, unknown> | undefined> {
  try {
    const checkpoint = await published?.checkpointCovering(index);
    if (!published || !checkpoint) return undefined;
    const { size, proof, leafHash } = await published.inclusion(index, checkpoint.size);
    return {
      log: published.origin,
      index: String(index),
      size: String(size),
      leaf: Buffer.from(leafHash).toString('base64url'),
      proof: proof.map((hash) => Buffer.from(hash).toString('base64url')),
      checkpoint: checkpoint.note,
    };
  } catch {
    // Not published yet, or not provable any more: the entry's identifier stays, and the proof can be had later.
    return undefined;
  }
}

const bare = <Line extends { request: string; leaf?: string; body?: string; state?: string }>({
  request,
  leaf,
  body,
  state,
}: Line): Record<string, unknown> => ({ request, state, leaf, body });
