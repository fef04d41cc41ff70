import type { Agreement } from './agreement.js';
import type { SharingCode, SharingRequest } from './request.js';
import { isDatasetKey, thingsOf } from './things.js';

export interface Rule {
  code: SharingCode;
  holds(agreement: Agreement, request: SharingRequest, day: string | undefined): boolean;
}

/**
 * What an agreement asks of a request, in the order in which it is asked; a denial names the first one that the nearest
 * agreement fails. The first three are what the index looks up.
 */
export const RULES: readonly Rule[] = [
  { code: 'NO_AGREEMENT', holds: (agreement, { partner }) => coversPartner(agreement.partner, partner) },
  { code: 'LICENCE_TYPE_NOT_AGREED', holds: (a, { licenceType }) => thingsOf(a).includes(licenceType) },
  {
    code: 'PURPOSE_NOT_AGREED',
    holds: (a, { purpose }) => a.purposes.some((agreed) => coversPurpose(agreed, purpose)),
  },
  {
    code: 'AGREEMENT_NOT_IN_FORCE',
    holds: (a, _, day) => day !== undefined && a.validFrom <= day && day <= a.validUntil, // both days included
  },
  { code: 'OPERATION_NOT_AGREED', holds: (a, { operation }) => a.operations.includes(operation) },
  {
    code: 'ORGANISATION_NOT_AGREED',
    holds: ({ organisations }, { organisation }) => !organisations || among(organisations, organisation),
  },
  { code: 'ROLE_NOT_AGREED', holds: ({ roles }, { role }) => !roles || among(roles, role) },
  {
    code: 'OPERATION_DOCUMENT_NOT_AGREED',
    holds: ({ operationDocuments }, { operationDocument }) =>
      !operationDocuments || among(operationDocuments, operationDocument),
  },
  {
    code: 'HOLDER_AUTHORISATION_REQUIRED',
    holds: (a, { holderAuthorisation }) =>
      !a.requiresHolderAuthorisation || (holderAuthorisation?.fields.length ?? 0) > 0,
  },
  { code: 'AGREEMENT_RATE_EXCEEDED', holds: ({ id }, { exhausted }) => !exhausted?.includes(id) },
];

/** As a denial says it: of a dataset, that the dataset is not agreed. */
export const saidOf = (code: SharingCode, licenceType: string): SharingCode =>
  code === 'LICENCE_TYPE_NOT_AGREED' && isDatasetKey(licenceType) ? 'DATASET_NOT_AGREED' : code;

const among = (agreed: readonly string[], given: string | undefined): boolean =>
  given !== undefined && agreed.includes(given);

/** `*` is every caller of the own region and never a peer: what crosses a border is agreed by name. */
function coversPartner(agreed: string, partner: string): boolean {
  return (agreed === partner && partner !== '*') || (agreed === '*' && partner.startsWith('role:'));
}

function coversPurpose(agreed: string, purpose: string): boolean {
  if (agreed.startsWith('basic:')) return purpose.slice(19, 31) === agreed.slice('basic:'.length);
  if (agreed.endsWith('*')) return purpose.startsWith(agreed.slice(0, -1));
  // An item covers its business variants, a variant covers only itself.
  return purpose === agreed || (agreed.length === 31 && purpose.length === 33 && purpose.startsWith(agreed));
}

/** The day that a calendar in China shows (UTC+8, no summer time), `YYYY-MM-DD`; undefined for what is no instant. */
export function dayInChina(at: number): string | undefined {
  const shifted = new Date(at + 8 * 3_600_000);
  return Number.isNaN(shifted.getTime()) ? undefined : shifted.toISOString().slice(0, 10);
}
