import type { Licence } from '#libs/licences';
import type { DocumentVerdict, JudgedLicence } from '../verdicts/index.js';

/** By identifier; a licence without a document has none. */
export type Verdicts = ReadonlyMap<string, DocumentVerdict>;

/** Verdicts on the documents of licences, made ready within the deadline. */
export interface VerdictReader {
  ofLicences(licences: readonly JudgedLicence[], deadline: number): Promise<Verdicts>;
}

/** What the answering side reads. Each call is one indexed statement. */
export interface LicenceReader {
  byIdentifier(identifier: string): Promise<Licence | undefined>;
  byNumber(typeCode: string, number: string): Promise<Licence | undefined>;
  byHolder(
    holder: { type: string; code: string },
    page: { typeCodes: string[]; first: number; after?: string },
  ): Promise<{
    items: { cursor: string; licence: Licence }[];
    hasNextPage: boolean;
    endCursor: string | null;
  }>;
}

export interface DocumentReader {
  /** The newest document of a licence, read whole and its hash verified; undefined where there is none. */
  ofLicence(
    identifier: string,
  ): Promise<{ mediaType: string; sha256: string; bytes: Uint8Array } | undefined>;
}
