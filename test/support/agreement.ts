import type { Agreement } from '#libs/sharing';

/** An agreement in force for the matter of `CONTEXT`: all ways of asking, a good part of the fields. */
export function sampleAgreement(
  id: string,
  partner: string,
  more: Pick<Agreement, 'licenceTypes'> & Partial<Agreement>,
): Agreement {
  return {
    id,
    partner,
    operations: ['byIdentifier', 'byNumber', 'byHolder', 'verify', 'document'],
    purposes: ['basic:000131001000'],
    fields: [
      'name',
      'typeCode',
      'number',
      'identifier',
      'holderName',
      'holderCode',
      'status',
      'attributes.*',
      'document',
    ],
    legalBasis: '样例',
    requiresHolderAuthorisation: false,
    validFrom: '2026-01-01',
    validUntil: '2036-12-31',
    ...more,
  };
}
