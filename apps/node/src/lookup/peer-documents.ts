import type { RegionCode } from '#libs/codes';
import { licenceFields } from '#libs/licences';
import { Refusal } from '#libs/errors';
import { documentId } from '#libs/exchange';
import { HolderType, RecordOperator, Region } from '../graphql/types/enums.js';
import { VERDICT_SELECTION } from '../verdicts/index.js';
import type { HolderRef, Lookup, LookupOperation } from './lookup.js';

/**
 * The operations that nodes send to one another. Each is one fixed text, so it has one hash and an agreement can
 * name it; which fields are asked is told by one Boolean variable a field, so no more is asked than is needed.
 */
const scalarFields = licenceFields
  .map((field) => field.name)
  .filter((name) => !name.startsWith('attributes'));

export const includeVariable = (field: string): string =>
  `with${field[0]?.toUpperCase() ?? ''}${field.slice(1)}`;

const includeDeclarations = [...scalarFields, 'attributes', 'documentVerdict']
  .map((field) => `$${includeVariable(field)}: Boolean = false`)
  .join(' ');

const licenceSelection = `{ __typename ${scalarFields
  .map((field) => `${field} @include(if: $${includeVariable(field)})`)
  .join(
    ' ',
  )} attributes(codes: $attributeCodes) @include(if: $withAttributes) { code labelZh labelEn value } documentVerdict @include(if: $withDocumentVerdict) ${VERDICT_SELECTION} }`;

const common =
  'status refusal { code message advice messageZh adviceZh retryable } withheld { field reason }';

const source = 'source { departmentCode departmentNameZh departmentNameEn asOf until reasonZh reasonEn }';

const texts: Record<LookupOperation, string> = {
  byIdentifier: `query LicenceByIdentifier($identifier: LicenceIdentifier! $region: Region! $attributeCodes: [AttributeCode!] ${includeDeclarations}) { licence(identifier: $identifier region: $region) { ${common} licence ${licenceSelection} } }`,
  byNumber: `query LicenceByNumber($typeCode: LicenceTypeCode! $number: String! $region: Region! $attributeCodes: [AttributeCode!] ${includeDeclarations}) { licenceByNumber(typeCode: $typeCode number: $number region: $region) { ${common} licence ${licenceSelection} } }`,
  byHolder: `query LicencesByHolder($holder: HolderInput! $region: Region! $typeCodes: [LicenceTypeCode!]! $first: Int! $after: String $attributeCodes: [AttributeCode!] ${includeDeclarations}) { licencesByHolder(holder: $holder region: $region typeCodes: $typeCodes first: $first after: $after) { ${common} licences { edges { cursor node ${licenceSelection} } pageInfo { hasNextPage endCursor } } } }`,
  verify: `query VerifyLicence($identifier: LicenceIdentifier! $region: Region! $claims: [ClaimInput!]!) { verifyLicence(identifier: $identifier region: $region claims: $claims) { ${common} matches { field matches } } }`,
  records: `query Records($dataset: DatasetCode! $holder: HolderInput! $region: Region! $items: [DatasetItem!]! $limit: Int!) { records(dataset: $dataset holder: $holder region: $region items: $items limit: $limit) { ${common} ${source} records { values { item value } } truncated } }`,
  judge: `query JudgeRecords($dataset: DatasetCode! $subjects: [HolderInput!]! $questions: [RecordQuestionInput!]! $region: Region!) { judgeRecords(dataset: $dataset subjects: $subjects questions: $questions region: $region) { ${common} ${source} judged { verdicts } } }`,
  document: `query LicenceDocument($identifier: LicenceIdentifier! $region: Region! $withVerdict: Boolean = false $original: Boolean = false) { licenceDocument(identifier: $identifier region: $region original: $original) { ${common} document { mediaType sha256 size content issuerName issuerCode copy { originalSha256 originalSize validUntil } verdict @include(if: $withVerdict) ${VERDICT_SELECTION} } } }`,
};

export interface PeerDocument {
  operation: LookupOperation;
  id: string;
  text: string;
  /** Root field whose value is the result. */
  field: string;
}

const rootFields: Record<LookupOperation, string> = {
  byIdentifier: 'licence',
  byNumber: 'licenceByNumber',
  byHolder: 'licencesByHolder',
  verify: 'verifyLicence',
  document: 'licenceDocument',
  records: 'records',
  judge: 'judgeRecords',
};

export const peerDocuments: Record<LookupOperation, PeerDocument> = Object.fromEntries(
  Object.entries(texts).map(([operation, text]) => [
    operation,
    { operation, id: documentId(text), text, field: rootFields[operation as LookupOperation] },
  ]),
) as Record<LookupOperation, PeerDocument>;

/** Manifest of the peer documents, id to text, as every node registers it. */
export const peerDocumentManifest = (): Record<string, string> =>
  Object.fromEntries(Object.values(peerDocuments).map(({ id, text }) => [id, text]));

/** Variables that ask for exactly the fields of a lookup. */
export function variablesOf(lookup: Lookup, region: RegionCode): Record<string, unknown> {
  return { region: regionName(region), ...ownVariables(lookup) };
}

function ownVariables(lookup: Lookup): Record<string, unknown> {
  switch (lookup.operation) {
    case 'byIdentifier':
      return { identifier: lookup.identifier, ...includes(lookup.fields) };
    case 'byNumber':
      return { typeCode: lookup.typeCode, number: lookup.number, ...includes(lookup.fields) };
    case 'byHolder':
      return {
        holder: holderInput(lookup.holder),
        typeCodes: lookup.typeCodes,
        first: lookup.first,
        ...(lookup.after === undefined ? {} : { after: lookup.after }),
        ...includes(lookup.fields),
      };
    case 'verify':
      return { identifier: lookup.identifier, claims: lookup.claims };
    case 'records':
      return {
        dataset: lookup.dataset,
        holder: holderInput(lookup.holder),
        items: lookup.items,
        limit: lookup.limit,
      };
    case 'judge':
      return {
        dataset: lookup.dataset,
        subjects: lookup.subjects.map(holderInput),
        questions: lookup.questions.map(({ operator, ...rest }) => ({
          ...rest,
          operator: nameOf(RecordOperator, operator),
        })),
      };
    case 'document':
      return {
        identifier: lookup.identifier,
        // The provider's own verdict is what it calls `verdict`.
        ...(lookup.verdicts?.includes('provider') ? { withVerdict: true } : {}),
        ...(lookup.original ? { original: true } : {}),
      };
  }
}

const holderInput = ({ type, code }: HolderRef) => ({ type: nameOf(HolderType, type), code });

function includes(fields: string[]): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  const attributeCodes: string[] = [];
  let everyAttribute = false;
  for (const field of fields) {
    if (field === 'attributes.*') everyAttribute = true;
    else if (field.startsWith('attributes.')) attributeCodes.push(field.slice('attributes.'.length));
    else variables[includeVariable(field)] = true;
  }
  if (everyAttribute || attributeCodes.length > 0) variables['withAttributes'] = true;
  if (!everyAttribute && attributeCodes.length > 0) variables['attributeCodes'] = attributeCodes;
  return variables;
}

/** The name under which the schema knows a code: `110000` is `BEIJING`. */
function nameOf(names: Record<string, string>, code: string): string {
  const name = Object.keys(names).find((candidate) => names[candidate] === code);
  if (name === undefined) throw new Refusal('INTERNAL', { details: { unnamedCode: code } });
  return name;
}

const regionName = (region: RegionCode): string => nameOf(Region, region);
