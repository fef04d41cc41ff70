const refusal = 'refusal { code message advice messageZh adviceZh retryable }';
const regional = `region status ${refusal} withheld { field reason }
    verification { passed signer checks { name outcome clause } } receipt { log leaf } tookMs`;
const verdict = `{ sha256 format indication subIndication code issuer signer
      seal { id name validFrom validUntil } trustEdition checkedAt checks { name outcome } }`;
const source = 'source { departmentCode departmentNameZh departmentNameEn asOf until reasonZh reasonEn }';
const fields = `name typeCode number identifier issuerName issuerCode issueDate holderName holderCode holderType
      validFrom validUntil areaCode status attributes { code labelZh value }`;
const licence = `${fields}
      documentVerdict ${verdict}`;
/** Of many licences in several regions at once: what the limits on one operation leave room for. */
const brief = `${fields} documentVerdict { indication subIndication code issuer }`;

export interface Operation {
  /** Variables in words, for `--help`. */
  variables: string;
  text: string;
}

/** The operations that `query` knows by name; any other document can be given as a file. */
export const operations = {
  licence: {
    variables: 'identifier, region?, context',
    text: `query Licence($identifier: LicenceIdentifier!, $region: Region, $context: LookupContextInput) {
  licence(identifier: $identifier, region: $region, context: $context) {
    ${regional}
    licence { ${licence} }
  }
}`,
  },
  number: {
    variables: 'typeCode, number, region, context',
    text: `query LicenceByNumber($typeCode: LicenceTypeCode!, $number: String!, $region: Region!, $context: LookupContextInput) {
  licenceByNumber(typeCode: $typeCode, number: $number, region: $region, context: $context) {
    ${regional}
    licence { ${licence} }
  }
}`,
  },
  holder: {
    variables: 'holder { type code }, region, typeCodes?, first?, after?, context',
    text: `query LicencesByHolder($holder: HolderInput!, $region: Region!, $typeCodes: [LicenceTypeCode!], $first: Int = 20, $after: String, $context: LookupContextInput) {
  licencesByHolder(holder: $holder, region: $region, typeCodes: $typeCodes, first: $first, after: $after, context: $context) {
    ${regional}
    licences { edges { cursor node { ${licence} } } pageInfo { hasNextPage endCursor } }
  }
}`,
  },
  across: {
    variables: 'holder { type code }, regions, typeCodes?, first?, context',
    text: `query LicencesAcrossRegions($holder: HolderInput!, $regions: [Region!]!, $typeCodes: [LicenceTypeCode!], $first: Int = 20, $context: LookupContextInput) {
  licencesAcrossRegions(holder: $holder, regions: $regions, typeCodes: $typeCodes, first: $first, context: $context) {
    ${regional}
    licences { edges { cursor node { ${brief} } } pageInfo { hasNextPage endCursor } }
  }
}`,
  },
  verify: {
    variables: 'identifier, claims [{ field value }], region?, context',
    text: `query VerifyLicence($identifier: LicenceIdentifier!, $claims: [ClaimInput!]!, $region: Region, $context: LookupContextInput) {
  verifyLicence(identifier: $identifier, claims: $claims, region: $region, context: $context) {
    ${regional}
    matches { field matches }
  }
}`,
  },
  document: {
    variables: 'identifier, region?, context',
    text: `query LicenceDocument($identifier: LicenceIdentifier!, $region: Region, $context: LookupContextInput) {
  licenceDocument(identifier: $identifier, region: $region, context: $context) {
    ${regional}
    document { mediaType sha256 size issuerName issuerCode copy { matterName organisationName caseNumber validUntil expired originalSha256 } verdict ${verdict} providerVerdict ${verdict} verdictsAgree content }
  }
}`,
  },
  records: {
    variables: 'dataset, holder { type code }, items, limit?, region, context',
    text: `query Records($dataset: DatasetCode!, $holder: HolderInput!, $items: [DatasetItem!]!, $limit: Int! = 20, $region: Region!, $context: LookupContextInput) {
  records(dataset: $dataset, holder: $holder, items: $items, limit: $limit, region: $region, context: $context) {
    ${regional}
    ${source}
    records { values { item value } } truncated
  }
}`,
  },
  judge: {
    variables: 'dataset, subjects [{ type code }], questions [{ item operator value }], region, context',
    text: `query JudgeRecords($dataset: DatasetCode!, $subjects: [HolderInput!]!, $questions: [RecordQuestionInput!]!, $region: Region!, $context: LookupContextInput) {
  judgeRecords(dataset: $dataset, subjects: $subjects, questions: $questions, region: $region, context: $context) {
    ${regional}
    ${source}
    judged { verdicts }
  }
}`,
  },
  types: {
    variables: 'none',
    text: 'query LicenceTypes { licenceTypes { typeCode nameZh nameEn fieldCount } }',
  },
  regions: { variables: 'none', text: 'query Regions { regions { region entityId self trusted circuit } }' },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
