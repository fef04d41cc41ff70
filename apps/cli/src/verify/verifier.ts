import { Sm2Engine, sm2VerifierInPlace } from '#libs/pki';
import { validateBy, verifyDocument, type VerifyOptions } from '#libs/seals';
import { MAX_DOCUMENT_BYTES } from './read-document.js';
import type { Trust } from './trust-folder.js';

/** How `tongban verify` and the story of the demonstration verify a document: by a trust folder, at one moment. */
export function verifier(
  { settings, known }: Trust,
  now: number,
  detached?: Uint8Array,
): (bytes: Uint8Array) => ReturnType<typeof verifyDocument> {
  const sm2 = sm2VerifierInPlace(new Sm2Engine());
  const options: VerifyOptions = {
    now,
    sm2,
    paths: validateBy(settings, { sm2 }),
    certificates: known,
    ...(detached === undefined ? {} : { detached }),
  };
  return (bytes) => verifyDocument(bytes, { ...options, maxBytes: MAX_DOCUMENT_BYTES });
}
