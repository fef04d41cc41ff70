import type { ErrorCode } from '#libs/errors';
import type { SharingOperation } from './agreement.js';

export interface SharingRequest {
  /** Entity id of a peer, or `role:<role>` for a caller of the own region. */
  partner: string;
  operation: SharingOperation;
  /** Licence type code, or `dataset:` and the code of a dataset. */
  licenceType: string;
  /** Item code of the matter that is being handled. */
  purpose: string;
  /** Names of the field registry, `attributes.KZ_*` for type-specific ones, `document` for the file; of datasets items. */
  fields: readonly string[];
  /** Unified social credit code of the organisation that asks. */
  organisation?: string;
  /** Role of the acting person, as the lookup context gives it. */
  role?: string;
  /** `sha256:<hex>` of the operation that asks. */
  operationDocument?: string;
  /** What the holder agreed to, where an authorisation was presented and found good. */
  holderAuthorisation?: { fields: readonly string[] };
  /** Ids of agreements whose rate is used up. */
  exhausted?: readonly string[];
}

export type SharingCode = Extract<
  ErrorCode,
  | 'NO_AGREEMENT'
  | 'LICENCE_TYPE_NOT_AGREED'
  | 'DATASET_NOT_AGREED'
  | 'PURPOSE_NOT_AGREED'
  | 'AGREEMENT_NOT_IN_FORCE'
  | 'OPERATION_NOT_AGREED'
  | 'ORGANISATION_NOT_AGREED'
  | 'ROLE_NOT_AGREED'
  | 'OPERATION_DOCUMENT_NOT_AGREED'
  | 'HOLDER_AUTHORISATION_REQUIRED'
  | 'AGREEMENT_RATE_EXCEEDED'
  | 'FIELD_NOT_AGREED'
  | 'NOT_ON_RESPONSIBILITY_LIST'
  | 'FIELD_NOT_SHARED'
  | 'WAY_NOT_SHARED'
>;
