import type { CaseMaterial } from '#libs/handling';
import type { CaseActor } from '../cases/ports.js';
import type { DocumentVerdict } from '../verdicts/index.js';
import type { FilePurpose, FileType } from './file-types.js';

/** A file of a case as this node has it. */
export interface CaseFile {
  caseId: string;
  /** SHA-256 of its bytes, base64url. */
  digest: string;
  mediaType: FileType;
  /** Bytes. */
  size: number;
  purpose: FilePurpose;
  /** Digest of the file that this one tells of: what the lookup said that fetched it. */
  sheetOf: string | undefined;
  /** Entity id of the node that sent it; undefined where it was taken in here. */
  peer: string | undefined;
  /** What this node found of it by its own trust; undefined until it has looked. */
  verdict: DocumentVerdict | undefined;
  /** Milliseconds since the epoch. */
  heldAt: number;
  erasedAt: number | undefined;
}

/** A file as one of the materials that the matter asks for. */
export interface MaterialRecord extends CaseMaterial {
  /** Of this record; `id` is the material of the matter. */
  recordId: string;
  caseId: string;
  sheet?: string;
  /** Commitment to whose it is. */
  subject?: string;
  /** Last day, `YYYY-MM-DD`, where it has one. */
  validUntil?: string;
  /** Milliseconds since the epoch. */
  madeAt: number;
  madeBy: { role: string; organisation: string };
}

export const makerOf = ({ role, organisation }: CaseActor): MaterialRecord['madeBy'] => ({
  role,
  organisation: organisation.code,
});

/** What an event says of a material. */
export function asCaseMaterial(record: MaterialRecord): CaseMaterial {
  const { id, digest, origin, trust, verdict, receipt, fromCase } = record;
  return {
    id,
    digest,
    origin,
    trust,
    verdict,
    ...(receipt === undefined ? {} : { receipt }),
    ...(fromCase === undefined ? {} : { fromCase }),
  };
}
