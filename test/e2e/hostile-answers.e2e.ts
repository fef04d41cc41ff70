import { createHmac, generateKeyPairSync } from 'node:crypto';
import { es256, jws, sha256 } from '../support/forge.js';
import { answer, type Behaviour, type RawRequest } from '../support/hostile-peer.js';
import { BY_NUMBER, Requester, WITH_VERDICT } from '../support/requester.js';

const MEDIA_TYPE = 'application/graphql-response+json; charset=utf-8';

let asking: Requester;
beforeAll(async () => {
  asking = await Requester.open();
}, 60_000);
afterAll(() => asking?.close());

describe('an answer that is signed, but not this answer to this question by this node', () => {
  /** What Beijing would sign and send; everything may be changed before it is. */
  interface Reply {
    header: Record<string, unknown>;
    claims: Record<string, unknown>;
    sign: (input: Buffer) => Uint8Array;
    /** The body that is signed. */
    body: string;
    /** What is sent in its place. */
    sent?: { status?: string; body?: string; contentType?: string; token?: string };
    status: string;
  }
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  const reply =
    (change: (reply: Reply, request: RawRequest) => void): Behaviour =>
    (socket, request) => {
      const asked = /^tongban-request: (\S+)\r?$/im.exec(request.head)?.[1] ?? '';
      const draft: Reply = {
        header: { typ: 'tongban-answer+jwt', alg: 'ES256', kid: asking.key.kid },
        claims: {
          v: 1,
          iss: asking.stage.beijing.entityId,
          aud: asking.stage.tianjin.entityId,
          iat: Math.floor(asking.stage.cluster.now() / 1000),
          request_sha256: sha256(asked),
          content_type: MEDIA_TYPE,
          receipt: { log: `${new URL(asking.stage.beijing.entityId).host}/log`, leaf: sha256('an entry') },
        },
        sign: (input) => es256(input, asking.key.privateKey),
        body: bodyWith({}),
        status: '200 OK',
      };
      change(draft, request);
      draft.claims['status'] ??= Number(draft.status.slice(0, 3));
      draft.claims['body_sha256'] ??= sha256(draft.body);
      const made = jws(draft.header, draft.claims, draft.sign);
      const { status, body, contentType, token: other } = draft.sent ?? {};
      const fields = { 'tongban-answer': other ?? made, 'content-type': contentType ?? MEDIA_TYPE };
      socket.write(answer(status ?? draft.status, fields, Buffer.from(body ?? draft.body)), 'latin1');
    };
  const bodyWith = (members: Record<string, unknown>): string =>
    JSON.stringify({
      data: {
        licence: {
          status: 'FOUND',
          refusal: null,
          withheld: [],
          licence: { __typename: 'Licence', name: asking.stage.licence.name },
          ...members,
        },
      },
    });
  const claims =
    (members: Record<string, unknown>) =>
    (draft: Reply): void =>
      void Object.assign(draft.claims, members);
  const header =
    (members: Record<string, unknown>) =>
    (draft: Reply): void =>
      void Object.assign(draft.header, members);
  const requestTokenOf = ({ head }: RawRequest): string =>
    /^tongban-request: (\S+)\r?$/im.exec(head)?.[1] ?? '';

  it('the same, with nothing wrong, is believed', () =>
    asking.underAttack(
      () => asking.answerBy(reply(() => undefined)),
      () => asking.expectHonest(),
    ));

  const rows: [string, string, (draft: Reply, request: RawRequest) => void][] = [
    ['without a request hash', 'ANSWER_REQUEST_DIGEST_MISSING', claims({ request_sha256: undefined })],
    ['for another request', 'ANSWER_FOR_ANOTHER_REQUEST', claims({ request_sha256: sha256('another') })],
    ['status changed from denial to success', 'ANSWER_STATUS_MISMATCH', claims({ status: 403 })],
    [
      'status changed from success to denial',
      'ANSWER_STATUS_MISMATCH',
      (draft) => (draft.sent = { status: '403 Forbidden' }),
    ],
    [
      'body changed after signing',
      'ANSWER_BODY_MISMATCH',
      (draft) => (draft.sent = { body: draft.body.replace('FOUND', 'NOT_FOUND') }),
    ],
    [
      'a blank added to the body',
      'ANSWER_BODY_MISMATCH',
      (draft) => (draft.sent = { body: `${draft.body} ` }),
    ],
    [
      'content type changed',
      'ANSWER_CONTENT_TYPE_MISMATCH',
      (draft) => (draft.sent = { contentType: 'application/json' }),
    ],
    ['in the name of another node', 'ANSWER_ISSUER_MISMATCH', claims({ iss: 'https://other.example' })],
    [
      'for another node',
      'ANSWER_AUDIENCE_MISMATCH',
      (draft) => (draft.claims['aud'] = asking.stage.beijing.entityId),
    ],
    ['with a surplus claim', 'ANSWER_CLAIMS_INVALID', claims({ note: 1 })],
    ['of another version', 'PROTOCOL_VERSION', claims({ v: 2 })],
    [
      'from the future',
      'ANSWER_FROM_FUTURE',
      (draft) => (draft.claims['iat'] = Math.floor(asking.stage.cluster.now() / 1000) + 60),
    ],
    [
      'of yesterday',
      'ANSWER_STALE',
      (draft) => (draft.claims['iat'] = Math.floor(asking.stage.cluster.now() / 1000) - 86_400),
    ],
    ['without a receipt', 'ANSWER_RECEIPT_MISSING', claims({ receipt: undefined })],
    ['with a malformed receipt', 'ANSWER_RECEIPT_INVALID', claims({ receipt: { log: 'x', leaf: 'AAAA' } })],
    [
      "with a receipt of another node's log",
      'ANSWER_RECEIPT_LOG_MISMATCH',
      claims({ receipt: { log: 'other.example/log', leaf: sha256('an entry') } }),
    ],
    [
      'the request token sent back',
      'REQUEST_AS_ANSWER',
      (draft, request) => (draft.sent = { token: requestTokenOf(request) }),
    ],
    ['a request signed by Beijing', 'REQUEST_AS_ANSWER', header({ typ: 'tongban-request+jwt' })],
    [
      'a receipt as JSON',
      'RECEIPT_AS_ANSWER',
      (draft) => (draft.sent = { token: JSON.stringify(draft.claims['receipt']) }),
    ],
    ['a receipt as token', 'RECEIPT_AS_ANSWER', header({ typ: 'tongban-receipt+jwt' })],
    ['alg none', 'JWS_ALG_NONE', header({ alg: 'none' })],
    [
      'HS256 keyed with the public key',
      'JWS_ALG_SYMMETRIC',
      (draft) => {
        draft.header['alg'] = 'HS256';
        const secret = asking.key.publicKey.export({ type: 'spki', format: 'pem' });
        draft.sign = (input) => createHmac('sha256', secret).update(input).digest();
      },
    ],
    [
      'an embedded key',
      'JWS_SIGNATURE_WRONG',
      (draft) => {
        draft.header['jwk'] = foreign.publicKey.export({ format: 'jwk' });
        draft.sign = (input) => es256(input, foreign.privateKey);
      },
    ],
    [
      'by an unknown key',
      'JWS_KID_UNKNOWN',
      (draft) => {
        draft.header['kid'] = 'A'.repeat(43);
        draft.sign = (input) => es256(input, foreign.privateKey);
      },
    ],
    ['a token that is none', 'JWS_NOT_COMPACT', (draft) => (draft.sent = { token: 'signed' })],
    ['a token of 9 KiB', 'JWS_TOO_LARGE', claims({ note: 'x'.repeat(9000) })],
  ];
  it.each(rows)('%s: %s', (_, code, change) =>
    asking.underAttack(
      () => asking.answerBy(reply(change)),
      () => asking.expectUnavailable(code),
    ),
  );

  it.each<[string, () => string]>([
    ['no JSON', () => 'FOUND'],
    ['a list', () => '[]'],
    ['a member twice', () => bodyWith({}).replace('"status"', '"status":"DENIED","status"')],
    ['__proto__', () => bodyWith({}).replace('"status"', '"__proto__":{},"status"')],
    ['a tower of brackets', () => `{"data":{"licence":${'['.repeat(5000)}${']'.repeat(5000)}}}`],
    ['an unknown status', () => bodyWith({ status: 'PERHAPS' })],
    ['no status', () => bodyWith({ status: undefined })],
    ['found, but no licence', () => bodyWith({ licence: null })],
    [
      'denied by a code that is none',
      () => bodyWith({ status: 'DENIED', licence: null, refusal: { code: "'; --" } }),
    ],
    ['a number for a name', () => bodyWith({ licence: { name: 7 } })],
    ['an answer to another operation', () => JSON.stringify({ data: { licencesByHolder: {} } })],
    ['neither data nor errors', () => '{}'],
  ])('signed nonsense, %s: PEER_BAD_ANSWER, and the receipt is kept', (_, make) =>
    asking.underAttack(
      () => asking.answerBy(reply((draft) => (draft.body = make()))),
      () => asking.expectUnavailable('PEER_BAD_ANSWER', { receipted: true }),
    ),
  );

  const verdict = {
    sha256: 'A'.repeat(43),
    format: 'ofd',
    indication: 'TOTAL_PASSED',
    subIndication: null,
    code: null,
    issuer: 'MATCH',
    signer: 'CN=11010000000001',
    seal: null,
    trustEdition: 'e1',
    checkedAt: '2026-11-24T08:00:00.000Z',
    checks: [{ name: 'signature', outcome: 'PASSED' }],
  };
  it.each<[string, unknown]>([
    ['with a member more', { ...verdict, trusted: true }],
    ['of a wrong type', { ...verdict, checks: { signature: 'PASSED' } }],
    ['passed by a check that failed', { ...verdict, checks: [{ name: 'integrity', outcome: 'FAILED' }] }],
    ['passed by nothing', { ...verdict, checks: [] }],
    ['in a word of its own', { ...verdict, indication: 'PASSED' }],
    ['that is a text', 'TOTAL_PASSED'],
  ])('a verdict on the document %s: PEER_BAD_ANSWER, and the receipt is kept', (_, documentVerdict) =>
    asking.underAttack(
      () => {
        const licence = { __typename: 'Licence', name: asking.stage.licence.name, documentVerdict };
        asking.answerBy(reply((draft) => (draft.body = bodyWith({ licence }))));
      },
      () => asking.expectUnavailable('PEER_BAD_ANSWER', { receipted: true, query: WITH_VERDICT }),
    ),
  );

  it('a verdict that was not asked for is not handed on', () =>
    asking.underAttack(
      () => {
        const licence = { __typename: 'Licence', name: asking.stage.licence.name, documentVerdict: verdict };
        asking.answerBy(reply((draft) => (draft.body = bodyWith({ licence }))));
      },
      () => asking.expectHonest(),
    ));

  it.each([
    ['of control characters', 'a\u0000b'],
    ['without end', '1.'.repeat(4000)],
    ['of another region', '1.2.156.3005.2.11100000000013127D001.x'],
  ])('an identifier %s for a number that was asked: PEER_BAD_ANSWER, and the log takes it', (_, identifier) =>
    asking.underAttack(
      () => {
        const text = bodyWith({ licence: { name: asking.stage.licence.name, identifier } });
        asking.answerBy(reply((draft) => (draft.body = text.replace('"licence"', '"licenceByNumber"'))));
      },
      () => asking.expectUnavailable('PEER_BAD_ANSWER', { receipted: true, query: BY_NUMBER }),
    ),
  );

  it('a signed denial is an answer: DENIED with its code and receipt, and the log says so', () =>
    asking.underAttack(
      () =>
        asking.answerBy(
          reply((draft) => {
            draft.status = '403 Forbidden';
            draft.body = '{"errors":[{"message":"x","extensions":{"code":"GRAPHQL_FREE_FORM_REFUSED"}}]}';
          }),
        ),
      async () => {
        const { licence } = await asking.lookup();
        expect(licence).toMatchObject({
          status: 'DENIED',
          refusal: { code: 'GRAPHQL_FREE_FORM_REFUSED' },
          receipt: { leaf: sha256('an entry') },
        });
        const [outcome] = await asking.stage.newest(1, asking.stage.tianjin);
        expect(outcome?.entry).toMatchObject({ outcome: 'denied', code: 'GRAPHQL_FREE_FORM_REFUSED' });
      },
    ));
});

it('nothing of all this was a defect', () => asking.expectNoDefect());
