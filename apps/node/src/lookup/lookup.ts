import type { RegionCode } from '#libs/codes';
import type { PublicError } from '#libs/errors';
import type { Check, LookupContext, Receipt } from '#libs/exchange';
import type { CopyNote } from '#libs/seals';
import type { DocumentVerdict } from '../verdicts/index.js';
import type { DepartmentRecord, RecordQuestion, RecordVerdict, SourceStatement } from './records.js';

export interface HolderRef {
  type: string;
  code: string;
}

/**
 * Whose verdict on a document is wanted: `own`, of the node that is asked by its caller, or `provider`, of the node that
 * holds the licence. At home they are the same, and `own` asks for it.
 */
export type VerdictBy = 'own' | 'provider';

export interface Claim {
  field: string;
  value: string;
}

/**
 * A question about licences, the same whether it is answered at home or asked of a peer.
 * `fields` are names of the field registry of libs/licences; `attributes.*` stands for every type-specific field, and
 * `documentVerdict` for the verdict on the licence's document.
 */
export type Lookup =
  | { operation: 'byIdentifier'; identifier: string; fields: string[] }
  | { operation: 'byNumber'; typeCode: string; number: string; fields: string[] }
  | {
      operation: 'byHolder';
      holder: HolderRef;
      typeCodes: string[];
      first: number;
      after?: string;
      fields: string[];
    }
  | { operation: 'verify'; identifier: string; claims: Claim[] }
  | { operation: 'document'; identifier: string; verdicts?: readonly VerdictBy[]; original?: boolean }
  /** A department's records on a holder; at most `limit` of them. */
  | { operation: 'records'; dataset: string; holder: HolderRef; items: string[]; limit: number }
  /** Yes or no to questions about many holders; nothing is released. */
  | { operation: 'judge'; dataset: string; subjects: HolderRef[]; questions: RecordQuestion[] };

export type LookupOperation = Lookup['operation'];

export interface Withheld {
  field: string;
  reason: string;
}

/** The released part of a licence: field names of the registry, attributes as code, labels and value. */
export interface ReleasedAttribute {
  code: string;
  labelZh: string;
  labelEn: string;
  value: string | null;
}

export interface Released {
  /** Scalar fields by registry name. */
  fields: Record<string, string | null>;
  attributes: ReleasedAttribute[];
  /** Of the licence's document; null where it has none, absent where the verdict was not asked for or not released. */
  documentVerdict?: DocumentVerdict | null;
}

/** A document with what is said of it; the issuer is the licence's, as the document itself shows it. */
export interface ReleasedDocument {
  mediaType: string;
  sha256: string;
  size: number;
  content: string;
  issuerName: string | null;
  issuerCode: string | null;
  /** Where it is an annotated copy: what it was released for. `sha256` and `size` are the copy's. */
  copy?: { note: CopyNote; expired: boolean };
  /** This node's own verdict. */
  verdict?: DocumentVerdict;
  /** What the providing node says, where it was asked. */
  providerVerdict?: DocumentVerdict;
}

/** What one lookup released, by operation. Only the member of the asked operation is present. */
export interface Disclosure {
  licence?: Released;
  page?: { items: { cursor: string; licence: Released }[]; hasNextPage: boolean; endCursor: string | null };
  matches?: { field: string; matches: boolean | null }[];
  document?: ReleasedDocument;
  /** `truncated`: there are more than were told. */
  records?: { records: DepartmentRecord[]; truncated: boolean };
  /** In the order of the subjects, each in the order of the questions. */
  judged?: (readonly RecordVerdict[])[];
}

export type LookupStatusName = 'FOUND' | 'REDUCED' | 'NOT_FOUND' | 'DENIED' | 'UNAVAILABLE';

export interface AnswerVerification {
  passed: boolean;
  signer: string;
  checks: Pick<Check, 'name' | 'outcome' | 'clause'>[];
}

/** Where a lookup stands in this node's own log. */
export interface LoggedLookup {
  /** Id of the entry that says what came of it. */
  entry: string;
  /** Digest of the request: of the token that went to a peer, or of the question at home. */
  request: string;
  /** The sharing rule by which this node released it; a peer's own rule stands in that peer's log. */
  rule?: string;
}

export interface LookupResult extends Disclosure {
  region: RegionCode;
  status: LookupStatusName;
  refusal?: PublicError;
  withheld: Withheld[];
  /** Of a dataset, where the department's source was asked. */
  source?: SourceStatement;
  verification?: AnswerVerification;
  receipt?: Receipt;
  /** Absent where the lookup is logged with the operation that it is part of, or was never asked. */
  logged?: LoggedLookup;
  tookMs: number;
}

/** Who asks, in the terms of a sharing agreement: a peer by entity id, a caller of the own region by role. */
export interface Asker {
  partner: string;
  context: LookupContext;
  /** Instant by which the answer must be ready, milliseconds since the epoch. */
  deadline: number;
  /** Identifies the request that the lookup is part of; a holder's authorisation is used once by it. */
  request: string;
  /** `sha256:<hex>` of the operation that asks. */
  operationDocument: string;
}
