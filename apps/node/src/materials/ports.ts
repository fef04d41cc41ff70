import type { RegionCode } from '#libs/codes';
import type { FileType } from './file-types.js';

/** A file that a room of the node makes for a case: a result, a receipt, a report. */
export interface MadeFile {
  caseId: string;
  bytes: Uint8Array;
  mediaType: FileType;
  purpose: 'result' | 'document' | 'pledge' | 'proof';
}

/** How rooms of the node put what they make beside a case, before they take the step that names it. */
export interface KeepFiles {
  /**
   * Durable when it resolves; `step` of the cases then ships it to the other regions.
   * @returns its digest, as events name it
   * @throws Refusal MATERIAL_FILES_TOO_MANY | MATERIAL_FILE_TOO_LARGE | MATERIAL_FILE_TYPE
   */
  keep(file: MadeFile): Promise<string>;
  /** @throws Refusal MATERIAL_FILE_UNKNOWN | MATERIAL_FILE_ERASED | MATERIAL_FILE_DAMAGED */
  read(caseId: string, digest: string): Promise<{ mediaType: FileType; bytes: Uint8Array }>;
}

/** Where a case stands, as far as keeping its files goes. */
export type CaseStanding =
  | { phase: 'unknown' }
  | { phase: 'draft' | 'open' }
  | { phase: 'closed'; /** Of the last event, milliseconds since the epoch. */ changedAt: number };

/** What of a case its files depend on, without anybody asking. */
export interface CaseFacts {
  standing(id: string): Promise<CaseStanding>;
  /** Regions that take part; undefined where this node does not know the case. */
  partiesOf(id: string): Promise<readonly RegionCode[] | undefined>;
}
