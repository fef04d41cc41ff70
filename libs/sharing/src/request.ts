import type { ErrorCode } from '#libs/errors';
import type { SharingOperation } from './agreement.js';

export interface SharingRequest {
  /** Entity id of a peer, or `role:<role>` for a caller of the own region. */
  partner: string;
  operation: SharingOperation;
  /** Licence type code. */
  licenceType: string;
  /** Item code of the matter that is being handled. */
  purpose: string;
  /** Names of the field registry, `attributes.KZ_*` for type-specific ones, `document` for the file. */
  fields: readonly string[];
  /** What the holder agreed to, where an authorisation was presented and found good. */
  holderAuthorisation?: { fields: readonly string[] };
}

export type SharingCode = Extract<
  ErrorCode,
  | 'NO_AGREEMENT'
  | 'AGREEMENT_NOT_IN_FORCE'
  | 'LICENCE_TYPE_NOT_AGREED'
  | 'OPERATION_NOT_AGREED'
  | 'PURPOSE_NOT_AGREED'
  | 'HOLDER_AUTHORISATION_REQUIRED'
  | 'FIELD_NOT_AGREED'
>;
