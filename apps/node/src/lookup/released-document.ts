import { asRefusal, Refusal, type ErrorCode } from '#libs/errors';
import type { Licence } from '#libs/licences';
import type { CopyMakers, Handout, StoredCopySource } from '../copies/index.js';
import type { DocumentVerdict } from '../verdicts/index.js';
import type { LookupRecord } from './ledger.js';
import type { Asker, ReleasedDocument } from './lookup.js';

/** That the original itself was asked for and released; without it a peer is given an annotated copy. */
export const ORIGINAL = 'documentOriginal';

/** A document as it leaves, with what the audit entry says of it; or why no copy of it can be handed out. */
export type Handed =
  { document: ReleasedDocument; release: LookupRecord['release'] } | { refused: ErrorCode };

/** Annotates a document for whoever asks, unless the original is released to him. */
export async function handOut(
  copies: CopyMakers,
  stored: StoredCopySource,
  { licence, asker, original, at }: { licence: Licence; asker: Asker; original: boolean; at: number },
  verdict: DocumentVerdict | undefined,
): Promise<Handed> {
  try {
    const handout: Handout = original ? stored : await copies.handOut(stored, asker.context, asker.partner);
    const { note } = handout;
    return {
      document: {
        mediaType: handout.mediaType,
        sha256: handout.sha256,
        size: handout.bytes.byteLength,
        content: Buffer.from(handout.bytes).toString('base64'),
        issuerName: licence.issuerName,
        issuerCode: licence.issuerCode,
        ...(note ? { copy: { note, expired: Date.parse(note.validUntil) < at } } : {}),
        ...(verdict ? { verdict } : {}),
      },
      release: note ? { original: stored.sha256, copy: handout.sha256 } : undefined,
    };
  } catch (thrown) {
    const { code } = asRefusal(thrown);
    if (thrown instanceof Refusal && code.startsWith('COPY_')) return { refused: code };
    throw thrown;
  }
}
