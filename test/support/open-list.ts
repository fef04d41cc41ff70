import type { Agreement, ListEntry } from '#libs/sharing';

const OPEN = {
  name: { zh: '样例', en: 'Sample' },
  provider: { code: '11110000TB90000160', name: '样例机构' },
  format: ['JSON', 'OFD', 'PDF'],
  updateFrequency: 'realtime',
  attribute: 'conditional',
  ways: ['query', 'verify', 'file'],
  conditions: '样例',
} as const satisfies Partial<ListEntry>;

/** A responsibility list that offers whatever the agreements name, so that a test is about the agreements alone. */
export function openList(
  agreements: readonly Pick<Agreement, 'licenceTypes' | 'datasets' | 'fields'>[],
): ListEntry[] {
  return [...licences(agreements), ...datasets(agreements)];
}

function datasets(agreements: Parameters<typeof openList>[0]): ListEntry[] {
  const codes = [...new Set(agreements.flatMap((agreement) => agreement.datasets ?? []))];
  return codes.map((dataset) => ({
    ...OPEN,
    id: `dataset-${dataset}`,
    licenceTypes: [],
    dataset,
    items: [
      {
        fields: [
          ...new Set(agreements.flatMap(({ datasets: of, fields }) => (of?.includes(dataset) ? fields : []))),
        ],
        classification: 'general',
        sensitivity: 'personal',
      },
    ],
  }));
}

function licences(agreements: Parameters<typeof openList>[0]): ListEntry[] {
  const licenceTypes = [...new Set(agreements.flatMap((agreement) => agreement.licenceTypes))];
  if (licenceTypes.length === 0) return [];
  return [
    {
      ...OPEN,
      id: 'everything',
      licenceTypes,
      items: [{ fields: [...EVERY_FIELD], classification: 'general', sensitivity: 'personal' }],
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
