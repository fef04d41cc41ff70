import type { Agreement, ListEntry } from '#libs/sharing';

/** A responsibility list that offers whatever the agreements name, so that a test is about the agreements alone. */
export function openList(agreements: readonly Pick<Agreement, 'licenceTypes'>[]): ListEntry[] {
  const licenceTypes = [...new Set(agreements.flatMap((agreement) => agreement.licenceTypes))];
  if (licenceTypes.length === 0) return [];
  return [
    {
      id: 'everything',
      name: { zh: '样例', en: 'Sample' },
      licenceTypes,
      provider: { code: '11110000TB90000160', name: '样例机构' },
      items: [{ fields: [...EVERY_FIELD], classification: 'general', sensitivity: 'personal' }],
      format: ['JSON', 'OFD', 'PDF'],
      updateFrequency: 'realtime',
      attribute: 'conditional',
      ways: ['query', 'verify', 'file'],
      conditions: '样例',
    },
  ];
}

export const EVERY_FIELD = [
  'name',
  'typeCode',
  'number',
  'identifier',
  'issuerName',
  'issuerCode',
  'issueDate',
  'holderName',
  'holderCode',
  'holderType',
  'validFrom',
  'validUntil',
  'sealedBy',
  'sealedAt',
  'areaCode',
  'status',
  'attributes.*',
  'document',
  'documentVerdict',
] as const;
