import { gzipSync } from 'node:zlib';
import { all, body, claims, context, fields, question, token, type Change } from '../support/changes.js';
import { ExchangeStage } from '../support/exchange-stage.js';
import { contentDigest, sha256, twinOf } from '../support/forge.js';

let stage: ExchangeStage;
beforeAll(async () => {
  stage = await ExchangeStage.open();
}, 60_000);
afterAll(() => stage?.close());

describe('an identified peer gets a signed denial with a receipt', () => {
  const at = (seconds: number): number => Math.floor(stage.cluster.now() / 1000) + seconds;
  const rows: [string, number, string, Change][] = [
    // claims
    ['version 2', 400, 'PROTOCOL_VERSION', claims({ v: 2 })],
    ['version as a string', 400, 'PROTOCOL_VERSION', claims({ v: '1' })],
    ['a surplus claim', 400, 'REQUEST_CLAIMS_INVALID', claims({ nbf: 1 })],
    ['no jti', 400, 'REQUEST_CLAIMS_INVALID', claims({ jti: undefined })],
    ['a short jti', 400, 'REQUEST_CLAIMS_INVALID', claims({ jti: 'AAAA' })],
    ['a jti with SQL', 400, 'REQUEST_CLAIMS_INVALID', claims({ jti: "'); DROP TABLE audit_entry; --" })],
    // time
    ['expired', 403, 'REQUEST_EXPIRED', claims(() => ({ iat: at(-66), exp: at(-6) }))],
    [
      'from the future beyond the skew',
      403,
      'REQUEST_FROM_FUTURE',
      claims(() => ({ iat: at(20), exp: at(60) })),
    ],
    ['a lifetime of 61 seconds', 403, 'REQUEST_LIFETIME', claims(() => ({ iat: at(0), exp: at(61) }))],
    [
      'a life that ends before it begins',
      400,
      'REQUEST_CLAIMS_INVALID',
      claims(() => ({ iat: at(0), exp: at(-1) })),
    ],
    [
      'an exp with a fraction',
      400,
      'REQUEST_CLAIMS_INVALID',
      claims(({ exp }) => ({ exp: Number(exp) - 0.5 })),
    ],
    // binding
    [
      'for another node',
      403,
      'AUDIENCE_MISMATCH',
      claims(() => ({ aud: stage.cluster.nodes.hebei.entityId })),
    ],
    ['for a list of nodes', 400, 'REQUEST_CLAIMS_INVALID', claims(({ aud }) => ({ aud: [aud] }))],
    ['signed for another method', 403, 'METHOD_MISMATCH', claims({ htm: 'PUT' })],
    [
      'sent by GET',
      403,
      'METHOD_MISMATCH',
      (draft) => void Object.assign(draft, { method: 'GET', sentBody: Buffer.alloc(0) }),
    ],
    ['sent by PUT', 403, 'METHOD_MISMATCH', (draft) => (draft.method = 'PUT')],
    [
      'signed for and sent by PUT',
      405,
      'GRAPHQL_METHOD',
      all(claims({ htm: 'PUT' }), (draft) => (draft.method = 'PUT')),
    ],
    ['signed for another URI', 403, 'URI_MISMATCH', claims(({ htu }) => ({ htu: `${String(htu)}2` }))],
    [
      "signed for another node's URI",
      403,
      'URI_MISMATCH',
      claims(() => ({ htu: `${stage.cluster.nodes.hebei.entityId}/graphql` })),
    ],
    ['sent with a query', 403, 'URI_MISMATCH', (draft) => (draft.path = '/graphql?x=1')],
    ['sent to another spelling of the path', 403, 'URI_MISMATCH', (draft) => (draft.path = '/%67raphql')],
    [
      'another content type',
      403,
      'CONTENT_TYPE_MISMATCH',
      fields({ 'content-type': 'application/json; charset=utf-8' }),
    ],
    [
      'two content types',
      403,
      'CONTENT_TYPE_MISMATCH',
      fields({ 'content-type': ['application/json', 'application/json'] as never }),
    ],
    ['no content type', 403, 'CONTENT_TYPE_MISMATCH', fields({ 'content-type': undefined })],
    [
      'a content type that is not JSON',
      415,
      'GRAPHQL_CONTENT_TYPE',
      all(claims({ content_type: 'text/plain' }), fields({ 'content-type': 'text/plain' })),
    ],
    [
      'Content-Digest twice',
      403,
      'CONTENT_DIGEST_MALFORMED',
      (draft) => (draft.fields['content-digest'] = [contentDigest(draft.body), contentDigest(draft.body)]),
    ],
    ['no Content-Digest', 403, 'CONTENT_DIGEST_MISSING', fields({ 'content-digest': undefined })],
    [
      'a malformed Content-Digest',
      403,
      'CONTENT_DIGEST_MALFORMED',
      fields({ 'content-digest': 'sha-256=:AAAA:' }),
    ],
    [
      'a Content-Digest by MD5',
      403,
      'CONTENT_DIGEST_MALFORMED',
      fields({ 'content-digest': 'md5=:AAAAAAAAAAAAAAAAAAAAAA==:' }),
    ],
    [
      'a second digest beside it',
      403,
      'CONTENT_DIGEST_MALFORMED',
      (draft) => (draft.fields['content-digest'] = `sha-512=:AAAA:, ${contentDigest(draft.body)}`),
    ],
    [
      'the body changed after signing',
      403,
      'CONTENT_DIGEST_MISMATCH',
      (draft) => (draft.sentBody = Buffer.from(JSON.stringify(stage.question({ withHolderName: true })))),
    ],
    [
      'body and Content-Digest changed after signing',
      403,
      'BODY_DIGEST_MISMATCH',
      (draft) => {
        draft.claims['body_sha256'] = sha256(draft.body);
        draft.body = Buffer.from(JSON.stringify(stage.question({ withHolderName: true })));
      },
    ],
    // context
    ['no context', 400, 'CONTEXT_MISSING', claims({ context: undefined })],
    ['a context without a case', 400, 'CONTEXT_INVALID', context({ caseNumber: undefined })],
    ['a context with a surplus member', 400, 'CONTEXT_INVALID', context({ note: 'x' })],
    ['a reason that turns the text around', 400, 'CONTEXT_INVALID', context({ reason: 'x\u202ey' })],
    [
      'an organisation code with a wrong check character',
      400,
      'USCC_CHECK_CHARACTER',
      context({ organisation: { code: '11120000TB90000241', name: 'x' } }),
    ],
    // body
    ['no body', 400, 'GRAPHQL_BAD_BODY', body(() => '')],
    ['a body that is no JSON', 400, 'GRAPHQL_BAD_BODY', body(() => '<query/>')],
    [
      'a compressed body',
      400,
      'GRAPHQL_BAD_BODY',
      all(body(gzipSync), fields({ 'content-encoding': 'gzip' })),
    ],
    [
      'a body with a member twice',
      400,
      'GRAPHQL_BAD_BODY',
      body((honest) => honest.toString().replace('{', '{"documentId":"x",')),
    ],
    [
      'a body with __proto__',
      400,
      'GRAPHQL_BAD_BODY',
      body((honest) => honest.toString().replace('{', '{"__proto__":{},')),
    ],
    [
      'a deeply nested body',
      400,
      'GRAPHQL_BAD_BODY',
      body(() => `{"variables":${'{"x":'.repeat(400)}1${'}'.repeat(400)}}`),
    ],
    ['a batch', 400, 'GRAPHQL_BATCH_REFUSED', question((honest) => [honest])],
    ['free text', 403, 'GRAPHQL_FREE_FORM_REFUSED', question(() => ({ query: '{ __typename }' }))],
    [
      'an unregistered operation',
      404,
      'GRAPHQL_DOCUMENT_UNKNOWN',
      question((honest) => ({ ...honest, documentId: `sha256:${'0'.repeat(64)}` })),
    ],
    [
      'variables of a wrong type',
      400,
      'GRAPHQL_VARIABLES',
      question((honest) => ({ ...honest, variables: { identifier: { $ne: 1 }, region: 'BEIJING' } })),
    ],
    // jurisdiction
    [
      'a region outside its jurisdiction',
      421,
      'REGION_NOT_COMPETENT',
      question(({ documentId, variables }) => ({ documentId, variables: { ...variables, region: 'HEBEI' } })),
    ],
  ];

  it.each(rows)('%s: %i %s', async (_, status, code, change) => {
    const before = await stage.logSize();
    const message = stage.forge(change);
    await stage.expectDenied(message, await stage.send(message), { status, code });
    expect(await stage.logSize()).toBe(before + 1n);
    await stage.expectHonest();
  });

  it('the twin of a signature is a signature: it is answered', async () => {
    const message = stage.forge(token(twinOf));
    await stage.expectAnswered(message, await stage.send(message));
  });

  it('a clock within the skew is no fault', async () => {
    for (const shift of [-63, 4]) {
      const message = stage.forge(claims(() => ({ iat: at(shift), exp: at(shift + 60) })));
      await stage.expectAnswered(message, await stage.send(message));
    }
  });
});

it('nothing of all this was a defect', () => {
  expect(stage.beijing.logs.filter((line) => line.includes('"defect"'))).toEqual([]);
});
