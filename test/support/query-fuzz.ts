import fc from 'fast-check';

/** What a generated question speaks of. */
export interface FuzzTargets {
  licences: {
    identifier: string;
    typeCode: string;
    number: string;
    holderType: string;
    holderCode: string;
  }[];
  context: object;
}

export interface FuzzedRequest {
  method: 'POST' | 'GET';
  body: unknown;
}

const SCALARS = [
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
];
const COMMON = 'status refusal { code message messageZh advice } withheld { field reason }';
const VERDICT = 'documentVerdict { indication subIndication signer issuer checks { name outcome } }';
const CODES = ['KZ_ZTLX', 'KZ_FDDBR', 'KZ_ZCZB', 'KZ_JYCS', 'KZ_XB', 'KZ_MZ', 'KZ_ZZ', 'KZ_NOTHING'];

const directive = fc.constantFrom(
  ...Array<string>(6).fill(''),
  ' @include(if: true)',
  ' @skip(if: false)',
  ' @include(if: $yes)',
  ' @skip(if: $no)',
  ' @include(if: $no)',
  ' @skip(if: true)',
);
const fresh = fc.nat(9999).map((n) => `x${n}: `);
/** Withheld fields under the names of released ones now and then; under names of their own otherwise. */
const alias = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 6, arbitrary: fresh },
  { weight: 1, arbitrary: fc.constantFrom('name: ', 'status: ', 'holderName: ', 'withheld: ') },
);
const withArguments = fc.oneof(
  fc.subarray(CODES).map((codes) => `attributes(codes: ${JSON.stringify(codes)})`),
  fc.constantFrom('attributes', 'attributes(codes: $codes)'),
);

const licenceField = fc.oneof(
  {
    weight: 40,
    arbitrary: fc
      .tuple(alias, fc.constantFrom('name', 'status', ...SCALARS), directive)
      .map(([name, field, on]) => `${name}${field}${on}`),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(fresh, withArguments, directive)
      .map(([name, field, on]) => `${name}${field}${on} { code labelZh v: value }`),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fresh, directive).map(([name, on]) => `${name}${VERDICT.replace(' {', `${on} {`)}`),
  },
  { weight: 2, arbitrary: fc.constant('__typename') },
  { weight: 1, arbitrary: fc.constantFrom('document', '__schema { types { name } }', 'holder', '_entities') },
);

/** A selection of `Licence`: fields, inline and named fragments, nested to a depth. */
const { selection } = fc.letrec<{ selection: string }>((tie) => ({
  selection: fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: licenceField },
        {
          weight: 1,
          arbitrary: fc
            .tuple(directive, tie('selection'), fc.boolean())
            .map(([on, inner, typed]) => `...${typed ? ' on Licence' : ''}${on} ${inner}`),
        },
        { weight: 1, arbitrary: directive.map((on) => `...Part${on}`) },
      ),
      { minLength: 1, maxLength: 5, depthIdentifier: 'selection' },
    )
    .map((parts) => `{ ${parts.join(' ')} }`),
}));

const root = (targets: FuzzTargets): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...targets.licences, ...targets.licences.slice(0, 1), ...targets.licences.slice(0, 1)),
      selection,
      fc.constantFrom(...Array<string>(24).fill('$context'), '$other', 'null'),
      directive,
      fc.subarray(SCALARS, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(
        ...Array<string>(10).fill('one'),
        ...[
          'number',
          'holder',
          'everywhere',
          'verify',
          'document',
          'number',
          'holder',
          'verify',
          'meta',
          'wrong',
        ],
      ),
    )
    .map(([licence, of, context, on, claimed, kind]) => {
      const id = JSON.stringify(licence.identifier);
      const holder = `holder: { type: ${licence.holderType === '001' ? 'USCC' : 'CITIZEN_NUMBER'}, code: "${licence.holderCode}" }`;
      const page = `licences { edges { cursor node ${of} } pageInfo { hasNextPage endCursor } }`;
      const claims = claimed.map((field) => `{ field: "${field}", value: "${field} MK" }`).join(' ');
      switch (kind) {
        case 'number':
          return `licenceByNumber(typeCode: "${licence.typeCode}", number: "${licence.number}", region: BEIJING, context: ${context})${on} { ${COMMON} licence ${of} }`;
        case 'holder':
          return `licencesByHolder(${holder}, region: BEIJING, first: 5, context: ${context})${on} { ${COMMON} ${page} }`;
        case 'everywhere':
          return `licencesAcrossRegions(${holder}, context: ${context})${on} { region ${COMMON} ${page} }`;
        case 'verify':
          return `verifyLicence(identifier: ${id}, region: BEIJING, claims: [${claims}], context: ${context})${on} { ${COMMON} matches { field matches } }`;
        case 'document':
          return `licenceDocument(identifier: ${id}, region: BEIJING, context: ${context})${on} { ${COMMON} document { mediaType sha256 size content issuerName issuerCode verdict { signer indication } } }`;
        case 'meta':
          return '__type(name: "Licence") { fields { name description } }';
        case 'wrong':
          return `licence(identifier: "${licence.identifier}0", region: BEIJING, context: ${context})${on} { ${COMMON} licence ${of} }`;
        default:
          return `licence(identifier: ${id}, region: BEIJING, context: ${context})${on} { ${COMMON} licence ${of} }`;
      }
    });

/** Whole requests: one or several lookups under aliases, several operations, batches, wrong variables. */
export function fuzzedRequests(targets: FuzzTargets, count: number, seed: number): FuzzedRequest[] {
  const one = fc
    .tuple(
      fc.array(root(targets), { minLength: 1, maxLength: 3 }),
      selection,
      fc.constantFrom(...Array<string>(18).fill('query'), 'mutation', 'subscription'),
      fc.constantFrom(
        ...Array<string>(12).fill('plain'),
        'two',
        'two',
        'batch',
        'get',
        'get',
        'badVariables',
      ),
    )
    .map(([roots, part, operation, form]): FuzzedRequest => {
      const fields = roots.map((text, place) => `r${place}: ${text}`).join('\n');
      const variables =
        'context: LookupContextInput, $other: LookupContextInput, $yes: Boolean!, $no: Boolean!, $codes: [AttributeCode!]';
      // Declared and used, so that validation does not end most questions before they are asked.
      const uses = '__typename @include(if: $yes) @skip(if: $no)';
      const used = (text: string, name: string) => (text.includes(`$${name}`) ? `$${name}: ` : '');
      const all = `${fields} ${part}`;
      const declared = variables
        .split(', ')
        .map((each) => each.replace(/^\$/, ''))
        .filter(
          (each) => ['yes', 'no'].includes(each.split(':')[0] ?? '') || used(all, each.split(':')[0] ?? ''),
        )
        .map((each) => `$${each}`)
        .join(', ');
      const fragment = all.includes('...Part')
        ? `fragment Part on Licence ${part.includes('...Part') ? '{ holderCode holderName: number name: issuerCode }' : part}`
        : '';
      const spread = fields.includes('...Part') ? fragment : '';
      const query = `${operation} Q(${declared}) { ${fields} ${uses} }\n${spread}${form === 'two' ? '\nquery Other { regions { region } }' : ''}`;
      const body = {
        query,
        variables: {
          context: targets.context,
          other: { ...targets.context, caseNumber: 'TJ-2026-999999' },
          yes: form === 'badVariables' ? 'MK' : true,
          no: false,
          codes: ['KZ_FDDBR', 'KZ_ZZ'],
        },
        ...(form === 'two' ? { operationName: 'Q' } : {}),
      };
      if (form === 'batch') return { method: 'POST', body: [body, body] };
      return { method: form === 'get' ? 'GET' : 'POST', body };
    });
  return fc.sample(one, { numRuns: count, seed });
}
