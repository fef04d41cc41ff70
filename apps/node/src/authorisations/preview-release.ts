import type { AuthorisationPreviewAnswer } from '#libs/authorisation';
import { decide, type Policy } from '#libs/sharing';
import type { AskedLicence } from './request-store.js';

export interface ReleaseQuestion {
  /** Entity id of the node that would ask. */
  partner: string;
  itemCode: string;
  licences: readonly AskedLicence[];
}

/**
 * Which fields a node would be told, and which of them only with the holder's consent: by the agreements alone. No licence
 * is read, so nothing is said about anybody, not even whether a licence exists.
 */
export function previewRelease(
  { partner, itemCode, licences }: ReleaseQuestion,
  policy: Policy,
  now: number,
): AuthorisationPreviewAnswer['licences'] {
  return licences.map(({ typeCode, fields }) => {
    const question = {
      partner,
      operation: 'byIdentifier',
      licenceType: typeCode,
      purpose: itemCode,
      fields,
    } as const;
    const without = decide(question, policy, now);
    const given = decide({ ...question, holderAuthorisation: { fields } }, policy, now);
    const basis = policy.agreements.find(({ id }) => given.rules.includes(id))?.legalBasis;
    return {
      typeCode,
      released: [...given.released],
      byAuthorisation: given.released.filter((field) => !without.released.includes(field)),
      ...(basis === undefined ? {} : { legalBasis: basis }),
    };
  });
}
