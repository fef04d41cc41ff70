import { Refusal } from '#libs/errors';
import type { DocumentReader, LicenceReader } from '../lookup/home-lookups.js';
import type { LicenceDocuments, LicenceStore } from '../licences/index.js';

/** The licence store as lookups see it. */
export function licenceReader(store: LicenceStore): LicenceReader {
  return {
    byIdentifier: (identifier) => store.byIdentifier(identifier),
    byNumber: (typeCode, number) => store.byNumber(typeCode, number),
    byHolder: async (holder, page) => {
      const found = await store.byHolder(holder, page);
      return {
        items: found.items,
        hasNextPage: found.hasNextPage,
        endCursor: found.endCursor ?? null,
      };
    },
  };
}

export function documentReader(documents: LicenceDocuments): DocumentReader {
  return {
    ofLicence: async (identifier) => {
      try {
        const { mediaType, sha256, bytes } = await documents.fetch(identifier);
        return { mediaType, sha256: Buffer.from(sha256, 'hex').toString('base64url'), bytes };
      } catch (error) {
        if (error instanceof Refusal && error.code === 'DOCUMENT_NOT_FOUND') return undefined;
        throw error;
      }
    },
  };
}
