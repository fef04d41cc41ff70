import type { RegionCode } from '#libs/codes';
import type { PublicError } from '#libs/errors';
import type { Check, LookupContext, Receipt } from '#libs/exchange';

export interface HolderRef {
  type: string;
  code: string;
}

export interface Claim {
  field: string;
  value: string;
}

/**
 * A question about licences, the same whether it is answered at home or asked of a peer.
 * `fields` are names of the field registry of libs/licences; `attributes.*` stands for every type-specific field.
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
  | { operation: 'document'; identifier: string };

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
}

/** What one lookup released, by operation. Only the member of the asked operation is present. */
export interface Disclosure {
  licence?: Released;
  page?: { items: { cursor: string; licence: Released }[]; hasNextPage: boolean; endCursor: string | null };
  matches?: { field: string; matches: boolean | null }[];
  document?: { mediaType: string; sha256: string; size: number; content: string };
}

export type LookupStatusName = 'FOUND' | 'REDUCED' | 'NOT_FOUND' | 'DENIED' | 'UNAVAILABLE';

export interface AnswerVerification {
  passed: boolean;
  signer: string;
  checks: Pick<Check, 'name' | 'outcome' | 'clause'>[];
}

export interface LookupResult extends Disclosure {
  region: RegionCode;
  status: LookupStatusName;
  refusal?: PublicError;
  withheld: Withheld[];
  verification?: AnswerVerification;
  receipt?: Receipt;
  tookMs: number;
}

/** Who asks, in the terms of a sharing agreement: a peer by entity id, a caller of the own region by role. */
export interface Asker {
  partner: string;
  context: LookupContext;
}
