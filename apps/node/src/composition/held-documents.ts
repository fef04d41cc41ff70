import { Refusal } from '#libs/errors';
import type { DocumentStore } from '../licences/index.js';

/**
 * Documents that this node holds, among those of its licences or the files of its cases.
 * @param files opens a file of a case by its digest
 * @returns undefined where it holds none of that digest (SHA-256, base64url)
 * @throws Refusal DOCUMENT_DAMAGED, MATERIAL_FILE_DAMAGED
 */
export function heldDocuments(
  licences: Pick<DocumentStore, 'open'>,
  files: (sha256: string) => Promise<Uint8Array>,
): (sha256: string) => Promise<Uint8Array | undefined> {
  return async (sha256) => {
    try {
      return (await licences.open(Buffer.from(sha256, 'base64url').toString('hex'))).bytes;
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'DOCUMENT_NOT_FOUND')) throw error;
    }
    try {
      return await files(sha256);
    } catch (error) {
      if (error instanceof Refusal && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
        return undefined;
      throw error;
    }
  };
}
