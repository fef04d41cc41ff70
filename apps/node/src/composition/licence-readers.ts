import type { Pool } from 'pg';
import { Refusal } from '#libs/errors';
import type { DocumentReader, LicenceReader } from '../lookup/home-ports.js';
import {
  documentDigests,
  type DocumentStore,
  type LicenceDocuments,
  type LicenceStore,
} from '../licences/index.js';
import type { StoredDocuments } from '../verdicts/index.js';

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

/** Documents as verdicts see them; the store names them in hexadecimal, everything that leaves the node in base64url. */
export function storedDocuments(pool: Pool, store: DocumentStore): StoredDocuments {
  return {
    digests: async (identifiers) => {
      const found = await documentDigests(pool, identifiers);
      return new Map([...found].map(([identifier, hex]) => [identifier, recode(hex, 'hex', 'base64url')]));
    },
    open: async (sha256) => (await store.open(recode(sha256, 'base64url', 'hex'))).bytes,
  };
}

const recode = (digest: string, from: BufferEncoding, to: BufferEncoding): string =>
  Buffer.from(digest, from).toString(to);
