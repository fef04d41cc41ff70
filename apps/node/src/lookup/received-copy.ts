import { Refusal } from '#libs/errors';
import type { LookupContext } from '#libs/exchange';
import { noteText, readOfdCopy, readPdfCopy, type CopyFinding } from '#libs/seals';
import type { PeerResult } from './peer-answer.js';

/**
 * Looks at a document that a peer says is an annotated copy: the note in it must be the peer's, for what was asked, and
 * name the original that the answer names. Whether its seals hold is the verdict's part.
 * @param peer entity id of the node that answered
 * @throws Refusal COPY_NOTE_MISMATCH
 */
export async function withReceivedCopy(
  result: PeerResult,
  { peer, context, at }: { peer: string; context: LookupContext; at: number },
): Promise<PeerResult> {
  const { document, toldCopy } = result;
  if (!document || !toldCopy) return result;
  const { note, problem } = (await readCopy(document)) ?? {};
  if (!note || problem) throw mismatch(problem ?? 'no note');
  const { original, matter, organisation, caseNumber, releasedBy, validUntil } = note;
  const fits: [string, boolean][] = [
    ['original', original.sha256 === toldCopy.originalSha256 && original.size === toldCopy.originalSize],
    ['validUntil', validUntil === toldCopy.validUntil],
    ['releasedBy', releasedBy.node === noteText(peer, 512)],
    ['matter', matter.code === noteText(context.purpose.itemCode, 64)],
    ['organisation', organisation.code === noteText(context.organisation.code, 64)],
    ['caseNumber', caseNumber === noteText(context.caseNumber, 128)],
  ];
  const wrong = fits.find(([, right]) => !right);
  if (wrong) throw mismatch(wrong[0]);
  return { ...result, document: { ...document, copy: { note, expired: Date.parse(validUntil) < at } } };
}

async function readCopy({
  mediaType,
  content,
}: NonNullable<PeerResult['document']>): Promise<CopyFinding | undefined> {
  const bytes = Buffer.from(content, 'base64');
  try {
    if (mediaType === 'application/pdf') return await readPdfCopy(bytes);
    return mediaType === 'application/ofd' ? await readOfdCopy(bytes) : undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) throw mismatch(thrown.code);
    throw thrown;
  }
}

const mismatch = (what: string): Refusal => new Refusal('COPY_NOTE_MISMATCH', { details: { what } });
