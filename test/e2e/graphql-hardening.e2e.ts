import { jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';
import { catalogue, type ErrorCode } from '#libs/errors';
import type { Agreement } from '#libs/sharing';
import { peerDocuments } from '../../apps/node/src/lookup/peer-documents.js';
import { accessToken, ask, CONTEXT, type GraphqlAnswer } from '../support/ask.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';

jest.setTimeout(30_000);

const registered = 'query Regions { regions { region trusted } }';
const curious = 'query Curious { __schema { queryType { name } } kind: __type(name: "Query") { kind } }';
const idOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const ownRegion: Agreement = {
  id: 'own',
  partner: '*',
  licenceTypes: ['11100000MB03271699022'],
  operations: ['byIdentifier'],
  purposes: ['basic:000131001000'],
  fields: ['name'],
  legalBasis: '样例',
  requiresHolderAuthorisation: false,
  validFrom: '2026-01-01',
  validUntil: '2036-12-31',
};

/** `open` is a developers' node, `closed` a node as it is in production. */
let open: Cluster;
let closed: Cluster;
let folder: string;
const tokens = new Map<TestNode, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-documents-'));
  const file = join(folder, 'documents.json');
  writeFileSync(file, JSON.stringify({ [idOf(registered)]: registered, [idOf(curious)]: curious }));
  open = await startCluster({
    regions: ['beijing'],
    sections: { http: { operationTimeoutMs: 1000 } },
    agreements: { beijing: [ownRegion] },
  });
  closed = await startCluster({
    regions: ['beijing'],
    sections: { graphql: { introspection: false, freeForm: false, documents: [file] } },
  });
  for (const { nodes } of [open, closed]) tokens.set(nodes.beijing, await accessToken(nodes.beijing));
}, 60_000);
afterAll(async () => {
  await open?.stop();
  await closed?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const developers = (): TestNode => open.nodes.beijing;
const production = (): TestNode => closed.nodes.beijing;
const send = (
  body: unknown,
  node = developers(),
  headers: Record<string, string> = {},
): Promise<GraphqlAnswer> => ask(node, tokens.get(node), body, headers);
const query = (text: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer> =>
  send({ query: text, variables });

const PERSONAL = '110101199003077758';

/** What every error answer has to be: a code, two languages, and nothing of the inside or of the values given. */
function expectPublic(answer: GraphqlAnswer, code: ErrorCode, status: number = catalogue[code].status): void {
  expect({ status: answer.status, code: answer.errors?.[0]?.extensions.code }).toEqual({ status, code });
  expect(answer.data).toBeUndefined();
  for (const { message, extensions, ...rest } of answer.errors ?? []) {
    expect(Object.keys(rest).filter((name) => !['path', 'locations'].includes(name))).toEqual([]);
    expect(Object.keys(extensions).sort()).toEqual(
      ['code', 'message', 'advice', 'messageZh', 'adviceZh', 'retryable'].sort(),
    );
    expect(extensions.message).toBe(message);
    expect(extensions.messageZh).toMatch(/\p{Script=Han}/u);
    expect(extensions.adviceZh).toMatch(/\p{Script=Han}/u);
    expect(extensions.advice).toMatch(/^[A-Z]/);
  }
  const text = JSON.stringify(answer);
  expect(text).not.toMatch(/Did you mean|node_modules|\.[jt]s:\d|\bat \w+ \(|exception|stack|tracing/i);
  expect(text).not.toContain(PERSONAL);
}

const repeat = (times: number, of: (i: number) => string): string =>
  Array.from({ length: times }, (_, i) => of(i)).join(' ');
const nested = (levels: number): string => `{ regions ${'{ region '.repeat(levels)}${'}'.repeat(levels)} }`;

describe('documents that ask for too much', () => {
  it.each<[string, string, ErrorCode]>([
    ['many tokens', `{ ${'regions '.repeat(1001)} }`, 'GRAPHQL_TOO_MANY_TOKENS'],
    ['depth', nested(11), 'GRAPHQL_TOO_DEEP'],
    ['aliases', `{ ${repeat(11, (i) => `a${i}: regions { region }`)} }`, 'GRAPHQL_TOO_MANY_ALIASES'],
    ['aliases of __typename', `{ ${repeat(101, (i) => `a${i}: __typename`)} }`, 'GRAPHQL_TOO_MANY_ALIASES'],
    ['directives', `{ __typename ${'@skip(if: false) '.repeat(61)} }`, 'GRAPHQL_TOO_MANY_DIRECTIVES'],
    ['one root field again and again', `{ ${'__typename '.repeat(500)} }`, 'GRAPHQL_TOO_MANY_ROOT_FIELDS'],
    [
      'root fields hidden in fragments',
      `{ ...A ...A } fragment A on Query { ${'__typename '.repeat(6)} }`,
      'GRAPHQL_TOO_MANY_ROOT_FIELDS',
    ],
    [
      'cost',
      `query($h: HolderInput!, $n: Int!) { ${repeat(6, (i) => `a${i}: licencesAcrossRegions(holder: $h, regions: [BEIJING, TIANJIN, HEBEI], first: $n) { licences { edges { node { name number holderName issuerName } } } }`)} }`,
      'GRAPHQL_TOO_COSTLY',
    ],
    ['a fragment that spreads itself', '{ ...A } fragment A on Query { ...A }', 'GRAPHQL_FRAGMENT_CYCLE'],
    [
      'fragments that spread each other',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      'GRAPHQL_FRAGMENT_CYCLE',
    ],
    [
      'a fragment cycle inside an introspection',
      '{ __schema { types { ...A } } } fragment A on __Type { ofType { ...A } }',
      'GRAPHQL_FRAGMENT_CYCLE',
    ],
    [
      'an introspection that goes in circles',
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
      'GRAPHQL_VALIDATION',
    ],
  ])('%s', async (_name, text, code) => {
    expectPublic(await query(text), code);
    expectPublic(await query(text), code); // from memory
  });

  it('a body beyond the limit, announced or not', async () => {
    const body = JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(70_000) } });
    expectPublic(await send(body), 'GRAPHQL_BODY_TOO_LARGE');
    const chunked = await fetch(`${developers().publicUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.get(developers())}` },
      body: new Blob([body]).stream(),
      duplex: 'half',
    });
    expect(chunked.status).toBe(413);
  });

  it('time: an operation that hangs is cut at its limit, and the node goes on', async () => {
    const { pool } = developers().running.database;
    const blocker = await pool.connect();
    try {
      await blocker.query('BEGIN');
      await blocker.query('LOCK TABLE licence IN ACCESS EXCLUSIVE MODE');
      const answer = await query(lookup, { id: IDENTIFIER, context: CONTEXT });
      expectPublic(answer, 'GRAPHQL_TIMEOUT');
    } finally {
      await blocker.query('ROLLBACK');
      blocker.release();
    }
    expect((await query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });
});

describe('requests in a wrong shape', () => {
  it.each<[string, string, ErrorCode]>([
    ['a batch', JSON.stringify(Array(10).fill({ query: '{ __typename }' })), 'GRAPHQL_BATCH_REFUSED'],
    ['a batch of one', '[{"query":"{ __typename }"}]', 'GRAPHQL_BATCH_REFUSED'],
    ['an empty batch', '[]', 'GRAPHQL_BATCH_REFUSED'],
    ['broken JSON', '{"query":', 'GRAPHQL_BAD_BODY'],
    ['a member twice', '{"query":"{ __typename }","query":"{ regions { region } }"}', 'GRAPHQL_BAD_BODY'],
    ['__proto__', '{"query":"{ __typename }","variables":{"__proto__":{"a":1}}}', 'GRAPHQL_BAD_BODY'],
    [
      'deep nesting',
      `{"query":"{ __typename }","variables":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}`,
      'GRAPHQL_BAD_BODY',
    ],
    ['invalid syntax', '{"query":"qwerty cop { abc }"}', 'GRAPHQL_SYNTAX'],
    [
      'a parsed document instead of a text',
      JSON.stringify({ query: JSON.stringify({ kind: 'Document', definitions: [] }) }),
      'GRAPHQL_SYNTAX',
    ],
    ['an empty document', '{"query":""}', 'GRAPHQL_SYNTAX'],
    ['fragments only', '{"query":"fragment A on Query { __typename }"}', 'GRAPHQL_OPERATION_NAME'],
    [
      'a subscription where only answers are given',
      '{"query":"subscription { __typename }"}',
      'SUBSCRIPTION_NEEDS_STREAM',
    ],
  ])('%s', async (_name, body, code) => {
    expectPublic(await send(body), code);
  });

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/graphql',
  ])('a POST of a type that a form can send: %s', async (type) => {
    const answer = await send('query=%7B__typename%7D', developers(), { 'content-type': type });
    expectPublic(answer, 'GRAPHQL_CONTENT_TYPE');
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s', async (method) => {
    const response = await fetch(`${developers().publicUrl}/graphql`, {
      method,
      headers: { authorization: `Bearer ${tokens.get(developers())}` },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('a mutation by GET', async () => {
    for (const text of ['mutation { __typename }', 'query A { __typename } mutation B { __typename }']) {
      const name = text.startsWith('query') ? '&operationName=B' : '';
      const response = await fetch(
        `${developers().publicUrl}/graphql?query=${encodeURIComponent(text)}${name}`,
        {
          headers: {
            authorization: `Bearer ${tokens.get(developers())}`,
            accept: 'application/graphql-response+json',
          },
        },
      );
      expect(response.status).toBe(405);
      expect(((await response.json()) as GraphqlAnswer).errors?.[0]?.extensions.code).toBe('GRAPHQL_METHOD');
    }
  });

  it('a request line and headers that are no HTTP at all', async () => {
    const { port } = new URL(developers().publicUrl);
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(`GET /graphql HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`);
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(text).not.toMatch(/node_modules|\bat \w+ \(/);
  });
});

const IDENTIFIER = '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9';
const lookup = `query One($id: LicenceIdentifier!, $region: Region = BEIJING, $context: LookupContextInput) {
  licence(identifier: $id, region: $region, context: $context) { status licence { name } refusal { code } }
}`;

describe('variables that do not fit', () => {
  // The engine validates, compiles and runs compiled code in turn: each time the answer has to be the same.
  it.each<[string, string, Record<string, unknown>, ErrorCode]>([
    ['a missing one', lookup, {}, 'GRAPHQL_VARIABLES'],
    ['null', lookup, { id: null }, 'GRAPHQL_VARIABLES'],
    ['a number for an identifier', lookup, { id: 110101 }, 'GRAPHQL_VARIABLES'],
    ['an object for an identifier', lookup, { id: { a: PERSONAL } }, 'GRAPHQL_VARIABLES'],
    ['a person’s number for an identifier', lookup, { id: PERSONAL }, 'LICENCE_IDENTIFIER_MALFORMED'],
    ['a region that is none', lookup, { id: IDENTIFIER, region: PERSONAL }, 'GRAPHQL_VARIABLES'],
    [
      'an input object with a member too many',
      lookup,
      { id: IDENTIFIER, context: { ...CONTEXT, [`x${PERSONAL}`]: 1 } },
      'GRAPHQL_VARIABLES',
    ],
    [
      'an input object with a member missing',
      lookup,
      { id: IDENTIFIER, context: { ...CONTEXT, reason: undefined } },
      'GRAPHQL_VARIABLES',
    ],
    [
      'a text for a page size',
      'query($n: Int!) { licencesByHolder(holder: {type: USCC, code: "x"}, region: BEIJING, first: $n) { status } }',
      { n: PERSONAL },
      'GRAPHQL_VARIABLES',
    ],
    [
      'an item code that is none',
      lookup,
      { id: IDENTIFIER, context: { ...CONTEXT, itemCode: PERSONAL } },
      'ITEM_CODE_MALFORMED',
    ],
  ])('%s', async (_name, text, variables, code) => {
    // A text of its own, so that the first of the three is the engine's first.
    const own = `${text}\n# ${_name}`;
    const wellFormed = { id: IDENTIFIER, context: CONTEXT, n: 1 };
    for (const _round of [1, 2, 3]) expectPublic(await query(own, variables), code);
    await query(own, wellFormed);
    for (const _round of [1, 2, 3]) expectPublic(await query(own, variables), code);
    expect((await query(own, wellFormed)).data).toBeDefined();
    expect((await query(own, wellFormed)).data).toBeDefined();
  });

  it.each<[string, ErrorCode]>([
    [`{ licence(identifier: "${PERSONAL}") { status } }`, 'LICENCE_IDENTIFIER_MALFORMED'],
    [`{ licence(identifier: ${PERSONAL}) { status } }`, 'GRAPHQL_VALIDATION'],
    [`{ licence(identifier: "${IDENTIFIER}", region: A${PERSONAL}) { status } }`, 'GRAPHQL_VALIDATION'],
    [
      `{ licencesByHolder(holder: {type: USCC, code: "x"}, region: BEIJING, first: "${PERSONAL}") { status } }`,
      'GRAPHQL_VALIDATION',
    ],
    [
      `{ licencesByHolder(holder: {type: USCC, code: ${PERSONAL}}, region: BEIJING) { status } }`,
      'GRAPHQL_VALIDATION',
    ],
  ])('a literal: %s', async (text, code) => {
    expectPublic(await query(text), code);
  });

  it('names the variable, and the operator’s log has none of its values', async () => {
    const answer = await query(`${lookup}\n# named`, { id: { a: PERSONAL } });
    expect(answer.errors?.[0]?.message).toContain('$id');
    expect(developers().logs.join('\n')).not.toContain(PERSONAL);
    expect(developers().logs.filter((line) => line.includes('"defect"'))).toEqual([]);
  });
});

describe('the schema gives no hints', () => {
  it.each([
    '{ regionz { region } }',
    '{ regions { regio } }',
    '{ licence(identifer: "x") { status } }',
    'query($a: Regoin) { regions { region } }',
    '{ regions { ... on Regoin { region } } }',
    '{ regions @skp(if: true) { region } }',
    'query cop { __schema { directive } }',
  ])('no suggestion for %s', async (text) => {
    expectPublic(await query(text), 'GRAPHQL_VALIDATION');
  });

  it('and a flood of unknown directives is answered by a handful of errors', async () => {
    const answer = await query(`query cop { __typename ${'@aa'.repeat(10)} }`);
    expectPublic(answer, 'GRAPHQL_VALIDATION');
    expect(answer.errors?.length).toBeLessThan(10);
  });

  it('introspection is answered where the configuration says so, to tools as they are', async () => {
    const { data } = await query(getIntrospectionQuery());
    expect(data.__schema.types.length).toBeGreaterThan(20);
  });

  it('tells no engine, version or trace', async () => {
    const response = await fetch(`${developers().publicUrl}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokens.get(developers())}`,
        'x-apollo-tracing': '1',
        'apollo-federation-include-trace': 'ftv1',
      },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    expect(response.headers.get('server')).toBeNull();
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('two operations in one document', () => {
  const text = 'query A { a: __typename } query B { b: __typename }';

  it('are told apart by name, again and again, in any order', async () => {
    for (const operationName of ['A', 'B', 'A', 'B', 'B', 'A'])
      expect((await send({ query: text, operationName })).data).toEqual({
        [operationName.toLowerCase()]: 'Query',
      });
  });

  it('need a name, and one that is there', async () => {
    for (const operationName of [undefined, '', 'C', 'A\nquery C { c }'])
      expectPublic(await send({ query: text, operationName }), 'GRAPHQL_OPERATION_NAME');
  });

  it('of one name are no document', async () => {
    const twice = 'query A { a: __typename } query A { b: __typename }';
    for (const _round of [1, 2])
      expectPublic(await send({ query: twice, operationName: 'A' }), 'GRAPHQL_VALIDATION');
  });
});

describe('a node as it is in production', () => {
  it('answers registered operations, by id and by their full text', async () => {
    for (const body of [{ documentId: idOf(registered) }, { query: registered }]) {
      const { data, errors } = await send(body, production());
      expect(errors).toBeUndefined();
      expect(data.regions).toHaveLength(3);
    }
  });

  it.each<[string, unknown, ErrorCode]>([
    ['any other text', { query: '{ regions { region } }' }, 'GRAPHQL_FREE_FORM_REFUSED'],
    ['a registered text with a blank more', { query: `${registered} ` }, 'GRAPHQL_FREE_FORM_REFUSED'],
    ['__typename', { query: '{ __typename }' }, 'GRAPHQL_FREE_FORM_REFUSED'],
    ['introspection', { query: getIntrospectionQuery() }, 'GRAPHQL_FREE_FORM_REFUSED'],
    [
      'an id that is not registered',
      { documentId: idOf('{ regions { region } }') },
      'GRAPHQL_DOCUMENT_UNKNOWN',
    ],
    ['an id with a path in it', { documentId: '../../etc/passwd' }, 'GRAPHQL_DOCUMENT_UNKNOWN'],
    ['an id of Object’s prototype', { documentId: 'constructor' }, 'GRAPHQL_DOCUMENT_UNKNOWN'],
    ['id and text together', { documentId: idOf(registered), query: '{ __typename }' }, 'GRAPHQL_BAD_BODY'],
  ])('refuses %s', async (_name, body, code) => {
    expectPublic(await send(body, production()), code);
  });

  it('refuses introspection, were it in a registered operation', async () => {
    const answer = await send({ documentId: idOf(curious) }, production());
    expectPublic(answer, 'GRAPHQL_INTROSPECTION_OFF');
    expect(answer.errors).toHaveLength(2);
  });

  it('refuses a free-form GET', async () => {
    const response = await fetch(`${production().publicUrl}/graphql?query=%7B__typename%7D`, {
      headers: { authorization: `Bearer ${tokens.get(production())}` },
    });
    expect(response.status).toBe(403);
  });

  it('says nothing to a caller without a token, whatever the question', async () => {
    for (const body of [{ query: '{ __typename }' }, '[]', '{', { documentId: idOf(registered) }])
      expectPublic(await ask(production(), undefined, body), 'TOKEN_MISSING');
  });

  it('has no GraphiQL page', async () => {
    for (const path of ['/graphiql', '/playground', '/altair', '/console', '/graphql/console'])
      expect((await fetch(`${production().publicUrl}${path}`)).status).toBe(404);
  });

  it('knows the documents of the exchange', async () => {
    const { id } = peerDocuments.byIdentifier;
    const { data, errors } = await send(
      { documentId: id, variables: { identifier: IDENTIFIER, region: 'BEIJING', withName: true } },
      production(),
    );
    // Its text has no `context`, which a peer signs and an integrator has to give as an argument.
    expect(data?.licence ?? null).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('CONTEXT_REQUIRED');
  });
});
