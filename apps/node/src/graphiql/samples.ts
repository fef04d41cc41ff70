import { sampleLicence, wellKnownSample } from '#libs/licences';

export interface SampleTab {
  query: string;
  variables: string;
  headers: string;
}

/** Shown in the header editor until a token stands there. */
export const DEFAULT_HEADERS = JSON.stringify({ authorization: '' }, null, 2);

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** Who acts in the samples; a person who signs in takes that place. */
export const SAMPLE_PERSON = { id: 'clerk-0042', name: '王小明（样例）' };

const context = {
  itemCode: '1112000000TB02017D2000131026000',
  itemName: '食品经营许可（样例）',
  caseNumber: 'TJ-2026-000123',
  legalBasis: '食品经营许可和备案管理办法（市场监管总局令第78号）',
  reason: '核对申请人的营业执照',
  channel: 'COUNTER',
  person: SAMPLE_PERSON,
};

const COMMON = `region status tookMs
    refusal { code messageZh adviceZh }
    withheld { field reason }
    verification { passed signer checks { name outcome clause } }
    receipt { log leaf }`;

/** Questions that the sample data of the demo answer: a business licence of Beijing, and what may be done with it. */
export function sampleTabs(): SampleTab[] {
  const licence = wellKnownSample('110000');
  const food = sampleLicence('110000', 0, 1);
  const tab = (query: string, variables: unknown): SampleTab => ({
    query,
    variables: json(variables),
    headers: DEFAULT_HEADERS,
  });
  return [
    tab(
      `# 按电子证照标识查询一件证照 One licence by its identifier
query Licence($identifier: LicenceIdentifier!, $context: LookupContextInput) {
  licence(identifier: $identifier, context: $context) {
    ${COMMON}
    licence { name number holderName holderCode issuerName validFrom validUntil status
      attributes { code labelZh value }
      documentVerdict { indication subIndication issuer signer seal { id name validUntil } checks { name outcome } } }
  }
}
`,
      { identifier: licence.identifier, context },
    ),
    tab(
      `# 核验：只答是否一致，不返回数据 Verify: yes or no per field, releases nothing
query Verify($identifier: LicenceIdentifier!, $claims: [ClaimInput!]!, $context: LookupContextInput) {
  verifyLicence(identifier: $identifier, claims: $claims, context: $context) {
    ${COMMON}
    matches { field matches }
  }
}
`,
      {
        identifier: food.identifier,
        claims: [
          { field: 'holderName', value: food.holderName },
          { field: 'validUntil', value: '2099-12-31' },
        ],
        context,
      },
    ),
    tab(
      `# 同时查询三地 One question to three regions
query AcrossRegions($holder: HolderInput!, $regions: [Region!]!, $typeCodes: [LicenceTypeCode!], $context: LookupContextInput) {
  licencesAcrossRegions(holder: $holder, regions: $regions, typeCodes: $typeCodes, first: 5, context: $context) {
    ${COMMON}
    licences { edges { node { name number issuerName status } } pageInfo { hasNextPage endCursor } }
  }
}
`,
      {
        holder: { type: 'USCC', code: licence.holderCode },
        regions: ['BEIJING', 'TIANJIN', 'HEBEI'],
        typeCodes: [licence.typeCode],
        context,
      },
    ),
    tab(
      `# 地区与证照类型，不涉及任何持证主体 Regions and licence types: about nobody
query Overview {
  regions { region entityId self trusted circuit }
  licenceTypes { typeCode nameZh nameEn fieldCount }
}
`,
      {},
    ),
  ];
}
