import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import pg from 'pg';
import { Agent, request as httpRequest } from 'undici';
import { signRequest } from '#libs/exchange';
import { sampleLicence, wellKnownPersonSample, wellKnownSample, type Licence } from '#libs/licences';
import type { Agreement } from '#libs/sharing';
import { AuditReader, type StoredEntry } from '../../apps/node/src/audit/index.js';
import { ExchangeKeys } from '../../apps/node/src/exchange/exchange-keys.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { peerDocuments } from '../../apps/node/src/lookup/peer-documents.js';
import { accessToken, ask, CONTEXT, type GraphqlAnswer, type Json } from '../support/ask.js';
import { sampleAgreement } from '../support/agreement.js';
import {
  REGION_CODES,
  startCluster,
  type Cluster,
  type RegionName,
  type TestNode,
} from '../support/cluster.js';
import { newestOfExchange, sizeOfExchange } from '../support/exchange-entries.js';
import { serverUrl } from '../support/postgres.js';

jest.setTimeout(30_000);

const SEED = 1;
const firm: Licence = wellKnownSample('110000');
const firmsLicences = [0, 1, 2, 3].map((index) => sampleLicence('110000', SEED, index));
const person: Licence = wellKnownPersonSample('110000');
const own: Licence = wellKnownSample('120000');
const ownPerson: Licence = wellKnownPersonSample('120000');

const licenceTypes = [...new Set(firmsLicences.map(({ typeCode }) => typeCode))];
const agreement = (id: string, partner: string, more: Partial<Agreement> = {}): Agreement =>
  sampleAgreement(id, partner, { licenceTypes, ...more });

let cluster: Cluster;
let token: string;
const clock = (): number => cluster.now();
const node = (name: RegionName): TestNode => cluster.nodes[name];

beforeAll(async () => {
  cluster = await startCluster({
    sections: { http: { operationTimeoutMs: 3000 } },
    agreements: (ids) => ({
      beijing: [
        agreement('bj-tj', ids.tianjin),
        // Identity cards are agreed too, but for another matter than the one at hand.
        agreement('bj-tj-persons', ids.tianjin, {
          licenceTypes: [person.typeCode],
          purposes: ['basic:000205001000'],
        }),
      ],
      tianjin: [
        agreement('tj-own', '*', {
          licenceTypes: [own.typeCode, ownPerson.typeCode],
          fields: ['name', 'number', 'identifier', 'holderName', 'document'],
        }),
      ],
    }),
  });
  for (const name of ['beijing', 'tianjin', 'hebei'] as const) {
    const { running, dataDir } = node(name);
    const documents = new FileDocumentStore({ directory: `${dataDir}/documents`, maxBytes: 1 << 22 });
    await seedSamples(running.database.pool, documents, {
      region: REGION_CODES[name] as '110000',
      seed: SEED,
      count: 12,
    });
  }
  token = await accessToken(node('tianjin'));
}, 60_000);
afterAll(async () => {
  await cluster?.stop();
});

const FIELDS =
  'region status tookMs refusal { code messageZh adviceZh retryable } withheld { field reason } verification { passed signer checks { name outcome } } receipt { log leaf }';
const query = (text: string, variables: Record<string, unknown> = {}, as = token): Promise<GraphqlAnswer> =>
  ask(node('tianjin'), as, {
    query: text,
    variables: text.includes('$context') ? { context: CONTEXT, ...variables } : variables,
  });
const byIdentifier = `query($id: LicenceIdentifier!, $region: Region, $context: LookupContextInput) {
  licence(identifier: $id, region: $region, context: $context) { ${FIELDS} licence { name number } }
}`;
const byHolder = `query($holder: HolderInput!, $region: Region!, $first: Int! = 20, $after: String, $context: LookupContextInput) {
  licencesByHolder(holder: $holder, region: $region, first: $first, after: $after, context: $context) {
    ${FIELDS} licences { edges { cursor node { identifier name } } pageInfo { hasNextPage endCursor } }
  }
}`;
const everywhere = `query($holder: HolderInput!, $context: LookupContextInput) {
  licencesAcrossRegions(holder: $holder, regions: [BEIJING, TIANJIN, HEBEI], context: $context) {
    ${FIELDS} licences { edges { node { identifier name } } }
  }
}`;

const newest = (name: RegionName, count: number): Promise<StoredEntry[]> =>
  newestOfExchange(node(name), count);
/** The newest of a kind; an operation that was refused may still be concluding what it had asked. */
const newestOf = async (name: RegionName, kind: string): Promise<StoredEntry | undefined> =>
  (await newest(name, 10)).find(({ entry }) => entry.kind === kind);
const size = (name: RegionName): Promise<bigint> => sizeOfExchange(node(name));
const codeOf = (answer: { errors?: GraphqlAnswer['errors'] | undefined }): unknown =>
  answer.errors?.[0]?.extensions.code;

/** Holds every reader of a node's licences until it is let go. */
async function holdLicences(
  name: RegionName,
): Promise<{ held: () => Promise<void>; release: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: node(name).database.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE licence IN ACCESS EXCLUSIVE MODE');
  return {
    /** Resolves when somebody waits for the licences. */
    async held() {
      for (;;) {
        const { rows } = await client.query<{ waiting: number }>(
          "SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted AND relation = 'licence'::regclass",
        );
        if ((rows[0]?.waiting ?? 0) > 0) return;
        await turn();
      }
    },
    async release() {
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}

describe('a question about Beijing, asked in Tianjin', () => {
  it('by identifier, the region taken from the identifier', async () => {
    const { data } = await query(byIdentifier, { id: firm.identifier });
    expect(data.licence).toMatchObject({
      region: 'BEIJING',
      status: 'FOUND',
      licence: { name: firm.name, number: firm.number },
      verification: { passed: true, signer: node('beijing').entityId },
    });
    expect(
      data.licence.verification.checks.every(({ outcome }: { outcome: string }) => outcome !== 'FAILED'),
    ).toBe(true);
  });

  it('the same again and again, compiled or not, asks for no more than what is selected', async () => {
    for (const _round of [1, 2, 3]) {
      await query(byIdentifier, { id: firm.identifier });
      const [entry] = await newest('beijing', 1);
      expect(entry?.entry.lookups[0]).toMatchObject({
        fieldsAsked: ['name', 'number'],
        fieldsReleased: ['name', 'number'],
        outcome: 'granted',
        rule: 'bj-tj@1',
      });
    }
  });

  it('by number', async () => {
    const { data } = await query(
      `query($typeCode: LicenceTypeCode!, $number: String!, $context: LookupContextInput) {
        licenceByNumber(typeCode: $typeCode, number: $number, region: BEIJING, context: $context) { ${FIELDS} licence { holderName attributes(codes: ["${Object.keys(firm.attributes)[0]}"]) { code value } } }
      }`,
      { typeCode: firm.typeCode, number: firm.number },
    );
    const [code = '', value] = Object.entries(firm.attributes)[0] ?? [];
    expect(data.licenceByNumber).toMatchObject({
      status: 'FOUND',
      licence: { holderName: firm.holderName, attributes: [{ code, value }] },
    });
    const [entry] = await newest('beijing', 1);
    expect(entry?.entry.lookups[0]?.fieldsReleased).toEqual(['holderName', `attributes.${code}`]);
  });

  it('by holder, page by page, with cursors that Beijing made', async () => {
    const holder = { type: 'USCC', code: firm.holderCode };
    const seen: string[] = [];
    const page = async (first: number, after?: string) => {
      const { data, errors } = await query(byHolder, { holder, region: 'BEIJING', first, after });
      expect(errors).toBeUndefined();
      expect(data.licencesByHolder.status).toBe('FOUND');
      return data.licencesByHolder.licences;
    };
    const one = await page(3);
    expect(one.edges).toHaveLength(3);
    expect(one.pageInfo).toEqual({ hasNextPage: true, endCursor: one.edges[2].cursor });
    const two = await page(3, one.pageInfo.endCursor);
    expect(two.edges).toHaveLength(1);
    expect(two.pageInfo.hasNextPage).toBe(false);
    for (const { node: found } of [...one.edges, ...two.edges]) seen.push(found.identifier);
    expect(seen.toSorted()).toEqual(firmsLicences.map(({ identifier }) => identifier).toSorted());
    const between = await page(3, one.edges[0].cursor);
    expect(between.edges.map((edge: Json) => edge.node.identifier)).toEqual(seen.slice(1));
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a page of none', { first: 0 }, 'PAGE_SIZE_INVALID'],
    ['a page beyond the limit', { first: 101 }, 'PAGE_SIZE_INVALID'],
    ['an endless cursor', { after: 'x'.repeat(513) }, 'CURSOR_INVALID'],
    [
      'a holder code that its rules refuse',
      { holder: { type: 'CITIZEN_NUMBER', code: '110101199003077750' } },
      'CITIZEN_NUMBER_CHECK_CHARACTER',
    ],
  ])('%s leaves no trace in Beijing', async (_name, variables, code) => {
    const before = await size('beijing');
    const answer = await query(byHolder, {
      holder: { type: 'USCC', code: firm.holderCode },
      region: 'BEIJING',
      ...variables,
    });
    expect(codeOf(answer)).toBe(code);
    expect(await size('beijing')).toBe(before);
  });

  it('a cursor that Beijing did not make is refused there, with a receipt', async () => {
    const { data } = await query(byHolder, {
      holder: { type: 'USCC', code: firm.holderCode },
      region: 'BEIJING',
      after: 'bm90IGEgY3Vyc29y',
    });
    expect(data.licencesByHolder).toMatchObject({
      status: 'DENIED',
      refusal: { code: 'CURSOR_INVALID' },
      licences: null,
      verification: { passed: true },
    });
    const [entry] = await newest('beijing', 1);
    expect(entry?.entry).toMatchObject({ kind: 'refusal', code: 'CURSOR_INVALID' });
    expect(Buffer.from(entry!.leaf).toString('base64url')).toBe(data.licencesByHolder.receipt.leaf);
  });

  it('verified: yes or no, and nothing released', async () => {
    const { data } = await query(
      `query($id: LicenceIdentifier!, $claims: [ClaimInput!]!, $context: LookupContextInput) {
        verifyLicence(identifier: $id, claims: $claims, context: $context) { ${FIELDS} matches { field matches } }
      }`,
      {
        id: firm.identifier,
        claims: [
          { field: 'holderName', value: firm.holderName },
          { field: 'number', value: '错误编号' },
          { field: 'issuerName', value: firm.issuerName },
        ],
      },
    );
    expect(data.verifyLicence).toMatchObject({
      status: 'REDUCED',
      matches: [
        { field: 'holderName', matches: true },
        { field: 'number', matches: false },
        { field: 'issuerName', matches: null },
      ],
      withheld: [{ field: 'issuerName', reason: 'FIELD_NOT_AGREED' }],
    });
    const [entry] = await newest('beijing', 1);
    expect(entry?.entry.lookups[0]).toMatchObject({
      fieldsReleased: [],
      verdicts: { holderName: 'match', number: 'mismatch', issuerName: 'unknown' },
    });
  });

  it('the document, whole', async () => {
    const { data } = await query(
      `query($id: LicenceIdentifier!, $context: LookupContextInput) {
        licenceDocument(identifier: $id, context: $context) { ${FIELDS} document { mediaType sha256 size content } }
      }`,
      { id: firm.identifier },
    );
    const { document, status } = data.licenceDocument;
    expect(status).toBe('FOUND');
    const bytes = Buffer.from(document.content, 'base64');
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes).toHaveLength(document.size);
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    expect(Buffer.from(digest).toString('base64url')).toBe(document.sha256);
  });

  it('what is not there is not found, and that too is logged', async () => {
    const absent = sampleLicence('110000', SEED, 400);
    const business = { ...absent, typeCode: firm.typeCode };
    const { data } = await query(
      `query($context: LookupContextInput) { licenceByNumber(typeCode: "${business.typeCode}", number: "无此编号", region: BEIJING, context: $context) { ${FIELDS} licence { name } } }`,
    );
    expect(data.licenceByNumber).toMatchObject({ status: 'NOT_FOUND', licence: null, refusal: null });
    expect((await newest('beijing', 1))[0]?.entry.outcome).toBe('not-found');
  });

  it('an identity card is denied: it is agreed, but not for this matter', async () => {
    const { data } = await query(byIdentifier, { id: person.identifier });
    expect(data.licence).toMatchObject({
      status: 'DENIED',
      licence: null,
      refusal: { code: 'PURPOSE_NOT_AGREED', messageZh: '共享约定不包含该用途。' },
      verification: { passed: true },
    });
    const [theirs] = await newest('beijing', 1);
    expect(theirs?.entry).toMatchObject({ kind: 'answer', outcome: 'denied' });
    expect(theirs?.entry.lookups[0]).toMatchObject({ code: 'PURPOSE_NOT_AGREED', fieldsReleased: [] });
    const [ours] = await newest('tianjin', 1);
    expect(ours?.entry).toMatchObject({ kind: 'outcome', outcome: 'denied', code: 'PURPOSE_NOT_AGREED' });
    expect(ours?.entry.receipt).toEqual(data.licence.receipt);
  });

  it('an identity card of which one knows the number is denied alike, be it there or not', async () => {
    const answers = await Promise.all(
      [person.number, '110101199003077758'].map((number) =>
        query(
          `query($number: String!, $context: LookupContextInput) { licenceByNumber(typeCode: "${person.typeCode}", number: $number, region: BEIJING, context: $context) { status refusal { code } licence { name } withheld { field reason } } }`,
          { number },
        ),
      ),
    );
    expect(answers[0]?.data).toEqual(answers[1]?.data);
    expect(answers[0]?.data.licenceByNumber.status).toBe('DENIED');
  });

  it('the holder’s identity card stays unmentioned among all licences of a person', async () => {
    const { data } = await query(byHolder, {
      holder: { type: 'CITIZEN_NUMBER', code: person.holderCode },
      region: 'BEIJING',
    });
    const identifiers = data.licencesByHolder.licences?.edges.map((edge: Json) => edge.node.identifier) ?? [];
    expect(identifiers).not.toContain(person.identifier);
  });
});

describe('one licence asked twice in one operation', () => {
  it('is asked of Beijing once, for both sets of fields', async () => {
    const [before, beforeThere] = [await size('tianjin'), await size('beijing')];
    const { data } = await query(
      `query($id: LicenceIdentifier!, $context: LookupContextInput) {
        a: licence(identifier: $id, context: $context) { licence { name } receipt { leaf } }
        b: licence(identifier: $id, region: BEIJING, context: $context) { licence { number } receipt { leaf } }
      }`,
      { id: firm.identifier },
    );
    expect(data).toMatchObject({
      a: { licence: { name: firm.name } },
      b: { licence: { number: firm.number } },
    });
    expect(data.a.receipt).toEqual(data.b.receipt);
    expect(await size('tianjin')).toBe(before + 2n);
    expect(await size('beijing')).toBe(beforeThere + 1n);
    expect((await newest('tianjin', 2)).map(({ entry }) => entry.kind)).toEqual(['outcome', 'intent']);
    expect((await newest('beijing', 1))[0]?.entry.lookups).toMatchObject([
      { fieldsAsked: ['name', 'number'] },
    ]);
  });

  it('and two licences are two questions', async () => {
    const before = await size('tianjin');
    await query(
      `query($a: LicenceIdentifier!, $b: LicenceIdentifier!, $context: LookupContextInput) {
        a: licence(identifier: $a, context: $context) { licence { name } }
        b: licence(identifier: $b, context: $context) { licence { name } }
      }`,
      { a: firmsLicences[0]?.identifier, b: firmsLicences[1]?.identifier },
    );
    expect(await size('tianjin')).toBe(before + 4n);
  });
});

describe('the context of a lookup', () => {
  it.each<[string, unknown, string]>([
    ['missing', undefined, 'CONTEXT_REQUIRED'],
    ['null', null, 'CONTEXT_REQUIRED'],
    ['without an acting person, from a system', { ...CONTEXT, person: undefined }, 'PERSON_REQUIRED'],
    ['with an empty case number', { ...CONTEXT, caseNumber: '' }, 'CONTEXT_INVALID'],
    ['with control characters in the reason', { ...CONTEXT, reason: 'a\u0000b' }, 'CONTEXT_INVALID'],
    ['with a reason without end', { ...CONTEXT, reason: '长'.repeat(5000) }, 'CONTEXT_INVALID'],
  ])('%s is refused, and nobody is asked', async (_name, context, code) => {
    const [before, beforeThere] = [await size('tianjin'), await size('beijing')];
    const answer = await query(byIdentifier, { id: firm.identifier, context });
    expect(codeOf(answer)).toBe(code);
    expect([await size('tianjin'), await size('beijing')]).toEqual([before, beforeThere]);
  });

  it('is one for an operation, of which nothing is asked otherwise', async () => {
    const [before, beforeThere] = [await size('tianjin'), await size('beijing')];
    const answer = await query(
      `query($id: LicenceIdentifier!, $context: LookupContextInput, $other: LookupContextInput) {
        a: licence(identifier: $id, context: $context) { licence { name } }
        b: licence(identifier: $id, context: $other) { licence { name } }
      }`,
      { id: firm.identifier, other: { ...CONTEXT, caseNumber: 'TJ-2026-000002' } },
    );
    expect(codeOf(answer)).toBe('CONTEXT_DIFFERS');
    expect(answer.data).toBeNull();
    expect([await size('tianjin'), await size('beijing')]).toEqual([before, beforeThere]);
  });
});

describe('a question about the own region', () => {
  it('is answered at home, logged, and receipted in a header', async () => {
    const before = await size('beijing');
    const answer = await query(byIdentifier, { id: own.identifier });
    expect(answer.data.licence).toMatchObject({
      region: 'TIANJIN',
      status: 'FOUND',
      licence: { name: own.name, number: own.number },
      verification: null,
      receipt: null,
    });
    const entry = await newestOf('tianjin', 'home');
    expect(entry?.entry).toMatchObject({
      outcome: 'granted',
      caller: { kind: 'client', id: 'sample-integrator', role: 'integrator' },
      context: { caseNumber: CONTEXT.caseNumber, itemCode: CONTEXT.itemCode },
    });
    const leaf = Buffer.from(entry!.leaf).toString('base64url');
    expect(answer.headers.get('tongban-receipt')).toMatch(new RegExp(`^log="[^"]+", leaf="${leaf}"$`));
    expect(await size('beijing')).toBe(before);
  });

  it('an integrator sees no field that is not agreed at home either', async () => {
    const { data } = await query(
      `query($id: LicenceIdentifier!, $context: LookupContextInput) {
        licence(identifier: $id, context: $context) { status withheld { field reason } licence { name holderCode issuerName attributes { code value } } }
      }`,
      { id: own.identifier },
    );
    expect(data.licence).toMatchObject({
      status: 'REDUCED',
      licence: { name: own.name, holderCode: null, issuerName: null, attributes: [] },
    });
    const withheld = data.licence.withheld.map(({ field }: { field: string }) => field);
    expect(withheld).toEqual(
      expect.arrayContaining(['holderCode', 'issuerName', `attributes.${Object.keys(own.attributes)[0]}`]),
    );
  });

  it('a denial at home is logged as well', async () => {
    const other = [1, 2, 3]
      .map((index) => sampleLicence('120000', SEED, index))
      .find(({ typeCode }) => typeCode !== own.typeCode);
    const answer = await query(byIdentifier, { id: other?.identifier });
    expect(answer.data.licence).toMatchObject({
      status: 'DENIED',
      refusal: { code: 'LICENCE_TYPE_NOT_AGREED' },
    });
    expect((await newestOf('tianjin', 'home'))?.entry.outcome).toBe('denied');
    expect(answer.headers.get('tongban-receipt')).toBeTruthy();
  });

  it('a person’s card by its number, which stands in no entry in clear', async () => {
    const { data } = await query(
      `query($number: String!, $context: LookupContextInput) { licenceByNumber(typeCode: "${ownPerson.typeCode}", number: $number, region: TIANJIN, context: $context) { status licence { number holderName } } }`,
      { number: ownPerson.number },
    );
    expect(data.licenceByNumber).toEqual({
      status: 'FOUND',
      licence: { number: ownPerson.number, holderName: ownPerson.holderName },
    });
  });

  it('an identifier that tells no region needs one', async () => {
    const answer = await query(byIdentifier, {
      id: '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9',
    });
    expect(codeOf(answer)).toBe('REGION_REQUIRED');
  });
});

describe('who may ask', () => {
  it('a system administrator sees the regions and no licence', async () => {
    const administrator = await accessToken(node('tianjin'), 'sample-administrator');
    expect(
      (await query('{ regions { region trusted circuit } }', {}, administrator)).data.regions,
    ).toHaveLength(3);
    const before = await size('tianjin');
    for (const _round of [1, 2, 3]) {
      const answer = await query(byIdentifier, { id: own.identifier }, administrator);
      expect(codeOf(answer)).toBe('ROLE_NOT_ALLOWED');
      expect(answer.data ?? null).toBeNull();
    }
    expect(await size('tianjin')).toBe(before);
  });
});

describe('a peer that speaks by itself', () => {
  const askBeijing = async (
    body: object,
    headers: Record<string, string> = {},
    method: 'POST' | 'GET' = 'POST',
  ) => {
    const { tls, entityId, dataDir } = node('tianjin');
    const bytes = method === 'GET' ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
    const uri = `${node('beijing').entityId}/graphql`;
    const signed = await signRequest(
      {
        iss: entityId,
        aud: node('beijing').entityId,
        method,
        uri,
        contentType: 'application/json',
        body: bytes,
        context: {
          purpose: { itemCode: CONTEXT.itemCode, itemName: CONTEXT.itemName },
          caseNumber: CONTEXT.caseNumber,
          legalBasis: CONTEXT.legalBasis,
          reason: CONTEXT.reason,
          organisation: { code: '11120000TB9000024Y', name: '天津市政务服务样例机构' },
          person: CONTEXT.person,
          channel: 'counter',
        },
        ttlSeconds: 60,
      },
      {
        key: new ExchangeKeys(`${dataDir}/keys/exchange`, clock).signingKey(),
        clock,
        randomBytes,
      },
    );
    const agent = new Agent({
      connect: { ca: readFileSync(tls.ca), cert: readFileSync(tls.cert), key: readFileSync(tls.key) },
    });
    try {
      const response = await httpRequest(uri, {
        dispatcher: agent,
        method,
        headers: { ...signed.headers, ...headers },
        ...(method === 'GET' ? {} : { body: bytes }),
      });
      const answer = (await response.body.json()) as GraphqlAnswer;
      return {
        signed: Boolean(response.headers['tongban-answer']),
        errors: answer.errors,
        data: answer.data,
      };
    } finally {
      await agent.close();
    }
  };
  const honest = {
    documentId: peerDocuments.byIdentifier.id,
    variables: { identifier: firm.identifier, region: 'BEIJING', withName: true },
  };

  it.each<[string, object, string]>([
    ['writes no operation of its own', { query: '{ regions { region } }' }, 'GRAPHQL_FREE_FORM_REFUSED'],
    [
      'not even one that is registered',
      { query: peerDocuments.byIdentifier.text, variables: honest.variables },
      'GRAPHQL_FREE_FORM_REFUSED',
    ],
    [
      'names only what is registered',
      { ...honest, documentId: `sha256:${'0'.repeat(64)}` },
      'GRAPHQL_DOCUMENT_UNKNOWN',
    ],
    [
      'asks about no third region',
      { ...honest, variables: { ...honest.variables, region: 'HEBEI' } },
      'REGION_NOT_COMPETENT',
    ],
    ['sends no batch', [honest], 'GRAPHQL_BATCH_REFUSED'],
    [
      'names no operation that the document lacks',
      { ...honest, operationName: 'Other' },
      'GRAPHQL_OPERATION_NAME',
    ],
    [
      'sends no malformed identifier',
      { ...honest, variables: { ...honest.variables, identifier: 'x' } },
      'LICENCE_IDENTIFIER_MALFORMED',
    ],
  ])('%s', async (_name, body, code) => {
    const answer = await askBeijing(body);
    expect({ code: codeOf(answer), signed: answer.signed, data: answer.data }).toEqual({
      code,
      signed: true,
      data: undefined,
    });
    expect((await newest('beijing', 1))[0]?.entry).toMatchObject({ kind: 'refusal', code });
  });

  it('is answered within the time that it still has', async () => {
    const licences = await holdLicences('beijing');
    try {
      const started = performance.now();
      const answer = await askBeijing(honest, { 'tongban-deadline-ms': '200' });
      expect({ code: codeOf(answer), signed: answer.signed }).toEqual({
        code: 'GRAPHQL_TIMEOUT',
        signed: true,
      });
      expect(performance.now() - started).toBeLessThan(2500);
    } finally {
      await licences.release();
    }
    expect((await askBeijing(honest)).data.licence.status).toBe('FOUND');
  });
});

describe('one question to three regions', () => {
  const holder = { type: 'USCC', code: firm.holderCode };
  const ofRegion = (answer: GraphqlAnswer, region: string): Json =>
    answer.data.licencesAcrossRegions.find((result: { region: string }) => result.region === region);

  it('has a result per region: answered, nothing on record, denied', async () => {
    const answer = await query(everywhere, { holder });
    expect(answer.data.licencesAcrossRegions.map(({ region }: { region: string }) => region)).toEqual([
      'BEIJING',
      'TIANJIN',
      'HEBEI',
    ]);
    expect(ofRegion(answer, 'BEIJING')).toMatchObject({ status: 'FOUND', verification: { passed: true } });
    expect(ofRegion(answer, 'BEIJING').licences.edges).toHaveLength(4);
    expect(ofRegion(answer, 'TIANJIN')).toMatchObject({ status: 'NOT_FOUND', verification: null });
    expect(ofRegion(answer, 'HEBEI')).toMatchObject({
      status: 'DENIED',
      refusal: { code: 'NO_AGREEMENT' },
      verification: { passed: true },
    });
  });

  it('Beijing silent: its line says so in time, the others are answered', async () => {
    const licences = await holdLicences('beijing');
    try {
      const answer = await query(everywhere, { holder });
      expect(answer.errors).toBeUndefined();
      expect(ofRegion(answer, 'BEIJING')).toMatchObject({ status: 'UNAVAILABLE', licences: null });
      expect(ofRegion(answer, 'BEIJING').refusal.code).toMatch(/^(PEER|GRAPHQL)_TIMEOUT$/);
      expect(ofRegion(answer, 'TIANJIN').status).toBe('NOT_FOUND');
      expect(ofRegion(answer, 'HEBEI').status).toBe('DENIED');
      // Nobody waited for Beijing but Beijing's own line; that there is an answer at all says that this was in time.
      expect(ofRegion(answer, 'HEBEI').tookMs).toBeLessThan(ofRegion(answer, 'BEIJING').tookMs);
    } finally {
      await licences.release();
    }
  });

  it('Beijing down: its line says so, the others are answered; up again, it answers', async () => {
    await node('beijing').stop();
    try {
      const answer = await query(everywhere, { holder });
      expect(ofRegion(answer, 'BEIJING')).toMatchObject({
        status: 'UNAVAILABLE',
        refusal: { code: 'PEER_UNREACHABLE', adviceZh: '请稍后重试；其他地区不受影响。' },
        verification: null,
        receipt: null,
      });
      expect(ofRegion(answer, 'TIANJIN').status).toBe('NOT_FOUND');
      expect(ofRegion(answer, 'HEBEI').status).toBe('DENIED');
      const ours = await newest('tianjin', 6);
      const failed = ours.find(({ entry }) => entry.kind === 'outcome' && entry.code === 'PEER_UNREACHABLE');
      expect(failed?.entry).toMatchObject({ outcome: 'failed', counterpart: node('beijing').entityId });
      expect(ours.some(({ entry }) => entry.id === failed?.entry.intent && entry.kind === 'intent')).toBe(
        true,
      );
    } finally {
      await node('beijing').restart();
    }
    expect(ofRegion(await query(everywhere, { holder }), 'BEIJING').status).toBe('FOUND');
  });
});

describe('Beijing told to end while it answers', () => {
  it('finishes what Tianjin asked, signed and logged, and takes nothing new', async () => {
    const before = await size('beijing');
    const licences = await holdLicences('beijing');
    const underWay = query(byIdentifier, { id: firm.identifier });
    await licences.held();
    const ended = node('beijing').stop();
    const late = await query(byIdentifier, { id: firmsLicences[1]?.identifier });
    expect(late.data.licence).toMatchObject({ status: 'UNAVAILABLE', refusal: { retryable: true } });
    await licences.release();
    expect((await underWay).data.licence).toMatchObject({ status: 'FOUND', verification: { passed: true } });
    await ended;
    await node('beijing').restart();
    expect(await size('beijing')).toBe(before + 1n);
  });
});

describe('what stays behind of a person', () => {
  it('is in no entry of any log and in no line of any node', async () => {
    const given = [
      ...[firm, person, own, ownPerson].flatMap(({ holderName, holderCode }) => [holderName, holderCode]),
      person.number,
      ownPerson.number,
      CONTEXT.person.id,
      CONTEXT.person.name,
      '110101199003077758',
      '110101199003077750',
    ];
    for (const name of ['beijing', 'tianjin', 'hebei'] as const) {
      const entries = await new AuditReader(node(name).running.database.auditorPool).newest(1000);
      expect(entries.length).toBeGreaterThan(0);
      const everything = [
        ...entries.map(({ bytes }) => Buffer.from(bytes).toString()),
        ...node(name).logs,
      ].join('\n');
      for (const value of given) expect(everything.includes(value) ? `${name} holds ${value}` : '').toBe('');
    }
  });

  it('and no node met a defect', () => {
    for (const name of ['beijing', 'tianjin', 'hebei'] as const)
      expect(node(name).logs.filter((line) => line.includes('"defect"'))).toEqual([]);
  });
});

describe('the state of a node', () => {
  const status = async (path: string): Promise<{ status: number; body: Json }> => {
    const response = await fetch(`${node('tianjin').publicUrl}/status/${path}`);
    return { status: response.status, body: await response.json() };
  };

  it('is live and ready', async () => {
    expect(await status('live')).toEqual({ status: 200, body: { status: 'live' } });
    expect(await status('ready')).toEqual({
      status: 200,
      body: {
        status: 'ready',
        accepting: true,
        checks: { database: true, federation: true, exchangeKeys: true, log: true },
        log: expect.objectContaining({
          state: expect.stringMatching(/^(ok|lagging)$/),
          unintegrated: expect.any(Number),
          oldestPendingMs: expect.any(Number),
          unwitnessedMs: expect.any(Number),
        }),
      },
    });
  });

  it('without its database it is live, not ready, answers nothing, and recovers', async () => {
    const administrator = new pg.Client({ connectionString: await serverUrl() });
    await administrator.connect();
    const name = new URL(node('tianjin').database.url).pathname.slice(1);
    try {
      await administrator.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await administrator.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
        name,
      ]);
      expect((await status('live')).status).toBe(200);
      expect(await status('ready')).toMatchObject({
        status: 503,
        body: { status: 'not ready', checks: { database: false } },
      });
      for (const id of [own.identifier, firm.identifier]) {
        const answer = await query(byIdentifier, { id });
        expect(answer.data ?? null).toBeNull();
        expect(codeOf(answer)).toMatch(/^(STORE|AUDIT)_UNAVAILABLE$/);
      }
    } finally {
      await administrator.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await administrator.end();
    }
    expect((await status('ready')).status).toBe(200);
    expect((await query(byIdentifier, { id: firm.identifier })).data.licence.status).toBe('FOUND');
  });

  it('told to end, it finishes what is under way, takes nothing new, and leaves its log complete', async () => {
    const before = await size('tianjin');
    const licences = await holdLicences('tianjin');
    const underWay = query(byIdentifier, { id: own.identifier });
    await licences.held();
    const ended = node('tianjin').stop();
    await expect(query(byIdentifier, { id: own.identifier })).rejects.toThrow('fetch failed');
    await licences.release();
    expect((await underWay).data.licence.status).toBe('FOUND');
    await ended;
    await node('tianjin').restart();
    expect(await size('tianjin')).toBe(before + 1n);
    expect((await newest('tianjin', 1))[0]?.entry).toMatchObject({ kind: 'home', outcome: 'granted' });
    expect((await status('ready')).status).toBe(200);
  });
});
