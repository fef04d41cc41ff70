import { createHmac, generateKeyPairSync, randomBytes, sign, type BinaryLike } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  all,
  claims,
  claimsText,
  fields,
  header,
  headerText,
  parts,
  signature,
  token,
  type Change,
} from '../support/changes.js';
import { ExchangeStage } from '../support/exchange-stage.js';
import { base64url, es256, exchangeKeyOf, P256_ORDER, type ExchangeKey } from '../support/forge.js';

let stage: ExchangeStage;
let key: ExchangeKey;
/** Where embedded keys claim to lie; nobody may ever come and look. */
let lure: Server;
let visits = 0;
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');

beforeAll(async () => {
  stage = await ExchangeStage.open();
  key = exchangeKeyOf(stage.tianjin);
  lure = createServer((_request, response) => response.end('{"keys":[]}')).listen(0, '127.0.0.1');
  lure.on('connection', () => (visits += 1));
  await once(lure, 'listening');
}, 60_000);
afterAll(async () => {
  lure?.close();
  await stage?.close();
});

const lureUrl = (): string => `http://127.0.0.1:${(lure.address() as AddressInfo).port}/keys`;
const hmac = (secret: BinaryLike, input: Buffer): Buffer =>
  createHmac('sha256', secret).update(input).digest();
const order = BigInt(`0x${P256_ORDER.toString('hex')}`);
const bytes32 = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const r = (value: Buffer): Change => signature((raw) => Buffer.concat([value, raw.subarray(32)]));
const s = (value: Buffer): Change => signature((raw) => Buffer.concat([raw.subarray(0, 32), value]));

describe('a caller that cannot be identified gets a plain 401 and leaves nothing in the log', () => {
  const rows: [string, string, Change][] = [
    // alg
    ...['none', 'None', 'NONE', 'nOnE', ' none', 'none '].map((alg): [string, string, Change] => [
      `alg "${alg}", no signature`,
      'JWS_ALG_NONE',
      all(
        header({ alg }),
        signature(() => Buffer.alloc(0)),
      ),
    ]),
    ['alg none over a good signature', 'JWS_ALG_NONE', header({ alg: 'none' })],
    [
      'HS256 keyed with the public key as PEM',
      'JWS_ALG_SYMMETRIC',
      all(
        header({ alg: 'HS256' }),
        signature((_, input) => hmac(key.publicKey.export({ type: 'spki', format: 'pem' }), input)),
      ),
    ],
    [
      'HS256 keyed with the public key as JWK',
      'JWS_ALG_SYMMETRIC',
      all(
        header({ alg: 'hs256' }),
        signature((_, input) => hmac(JSON.stringify(key.publicKey.export({ format: 'jwk' })), input)),
      ),
    ],
    ['EdDSA, not the algorithm of the key', 'JWS_ALG_NOT_THE_KEYS', header({ alg: 'EdDSA' })],
    [
      'EdDSA with a signature of a key of that kind',
      'JWS_ALG_NOT_THE_KEYS',
      all(
        header({ alg: 'EdDSA' }),
        signature((_, input) => sign(null, input, ed.privateKey)),
      ),
    ],
    [
      'RS256, weaker',
      'JWS_ALG_NOT_THE_KEYS',
      all(
        header({ alg: 'RS256' }),
        signature((_, input) => sign('sha256', input, rsa.privateKey)),
      ),
    ],
    ['ES384', 'JWS_ALG_UNKNOWN', header({ alg: 'ES384' })],
    ['RS1', 'JWS_ALG_UNKNOWN', header({ alg: 'RS1' })],
    ['es256 in lower case', 'JWS_ALG_UNKNOWN', header({ alg: 'es256' })],
    ['no alg', 'JWS_ALG_MISSING', header({ alg: undefined })],
    ['alg as a list', 'JWS_HEADER_INVALID', header({ alg: ['ES256'] })],
    [
      'alg only in an unprotected header',
      'JWS_JSON_SERIALISATION',
      all(
        header({ alg: undefined }),
        token((due) => JSON.stringify({ ...parts(due), header: { alg: 'ES256' } })),
      ),
    ],
    // keys
    ['no kid', 'JWS_KID_MISSING', header({ kid: undefined })],
    ['an unknown kid', 'JWS_KID_UNKNOWN', header({ kid: 'A'.repeat(43) })],
    [
      "another node's kid",
      'KEY_OF_ANOTHER_NODE',
      (draft) => (draft.header['kid'] = exchangeKeyOf(stage.cluster.nodes.hebei).kid),
    ],
    [
      "another node's kid and key",
      'KEY_OF_ANOTHER_NODE',
      (draft) => {
        const hebei = exchangeKeyOf(stage.cluster.nodes.hebei);
        draft.header['kid'] = hebei.kid;
        draft.sign = (input) => es256(input, hebei.privateKey);
      },
    ],
    [
      "the responder's own kid",
      'JWS_KID_UNKNOWN',
      (draft) => (draft.header['kid'] = exchangeKeyOf(stage.beijing).kid),
    ],
    ['a kid with a path', 'JWS_KID_MALFORMED', header({ kid: '../../../etc/passwd' })],
    ['a kid with SQL', 'JWS_KID_MALFORMED', header({ kid: "x' OR '1'='1' --" })],
    ['a kid with NUL', 'JWS_KID_MALFORMED', header({ kid: 'a\u0000b' })],
    ['a kid as a number', 'JWS_KID_MALFORMED', header({ kid: 7 })],
    ['the kid __proto__', 'JWS_KID_UNKNOWN', header({ kid: '__proto__' })],
    [
      'a foreign key embedded as jwk',
      'JWS_SIGNATURE_WRONG',
      (draft) => {
        draft.header['jwk'] = foreign.publicKey.export({ format: 'jwk' });
        draft.sign = (input) => es256(input, foreign.privateKey);
      },
    ],
    [
      'a foreign key at jku and x5u',
      'JWS_SIGNATURE_WRONG',
      (draft) => {
        Object.assign(draft.header, { jku: lureUrl(), x5u: lureUrl() });
        draft.sign = (input) => es256(input, foreign.privateKey);
      },
    ],
    [
      'a certificate embedded as x5c, its key unknown to the federation',
      'JWS_SIGNATURE_WRONG',
      (draft) => {
        const pem = readFileSync(stage.tianjin.tls.cert, 'utf8');
        draft.header['x5c'] = [pem.replace(/-----[^-]+-----|\s/g, '')];
        draft.sign = (input) => es256(input, foreign.privateKey);
      },
    ],
    [
      'jku with an unknown kid',
      'JWS_KID_UNKNOWN',
      (draft) => void Object.assign(draft.header, { jku: lureUrl(), kid: 'B'.repeat(43) }),
    ],
    // structure
    ['no token', 'REQUEST_TOKEN_MISSING', token(() => undefined)],
    ['an empty token', 'REQUEST_TOKEN_MISSING', token(() => '')],
    ['one part', 'JWS_NOT_COMPACT', token((due) => due.split('.')[0])],
    ['two parts', 'JWS_NOT_COMPACT', token((due) => due.split('.').slice(0, 2).join('.'))],
    ['four parts', 'JWS_NOT_COMPACT', token((due) => `${due}.AAAA`)],
    ['the token twice in one field', 'JWS_NOT_COMPACT', token((due) => [due, due])],
    ['flattened JSON serialisation', 'JWS_JSON_SERIALISATION', token((due) => JSON.stringify(parts(due)))],
    [
      'general JSON serialisation',
      'JWS_JSON_SERIALISATION',
      token((due) => {
        const { payload, ...signed } = parts(due);
        return JSON.stringify({ payload, signatures: [signed] });
      }),
    ],
    ['padding', 'JWS_BASE64URL', token((due) => `${due}==`)],
    ['white space inside', 'JWS_BASE64URL', token((due) => due.replace('.', ' .'))],
    ['a tab inside', 'JWS_BASE64URL', token((due) => `${due.slice(0, 20)}\t${due.slice(20)}`)],
    ['standard base64', 'JWS_BASE64URL', token((due) => due.replace(/\.[^.]*$/, '.+/+/'))],
    [
      'set bits after the last byte',
      'JWS_BASE64URL',
      token((due) => {
        const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
        return due.slice(0, -1) + alphabet[alphabet.indexOf(due.at(-1)!) + 1];
      }),
    ],
    ['a letter outside ASCII', 'JWS_BASE64URL', token((due) => `${due.slice(0, -1)}\u00e9`)],
    [
      'a header member twice',
      'JSON_DUPLICATE_MEMBER',
      headerText((text) => text.replace('{', '{"alg":"none",')),
    ],
    [
      'a header member twice, once escaped',
      'JSON_DUPLICATE_MEMBER',
      headerText((text) => text.replace('{', String.raw`{"\u0061lg":"ES256",`)),
    ],
    ['a claim twice', 'JSON_DUPLICATE_MEMBER', claimsText((text) => text.replace('{', '{"aud":"x",'))],
    [
      'a member of the context twice',
      'JSON_DUPLICATE_MEMBER',
      claimsText((text) => text.replace('"caseNumber"', '"caseNumber":"1","caseNumber"')),
    ],
    [
      '__proto__ in the header',
      'JSON_FORBIDDEN_MEMBER',
      headerText((text) => text.replace('{', '{"__proto__":{},')),
    ],
    [
      '__proto__ in the claims',
      'JSON_FORBIDDEN_MEMBER',
      claimsText((text) => text.replace('{', '{"__proto__":{},')),
    ],
    [
      'deep nesting in the claims',
      'JSON_TOO_DEEP',
      claimsText((text) => text.replace('{', `{"x":${'['.repeat(500)}${']'.repeat(500)},`)),
    ],
    [
      'deep nesting in the header',
      'JSON_TOO_DEEP',
      headerText((text) => text.replace('{', '{"x":[[[[[1]]]]],')),
    ],
    ['a header that is no JSON', 'JSON_SYNTAX', headerText((text) => `${text}}`)],
    ['claims that are no object', 'JWS_PAYLOAD_INVALID', claimsText(() => '[]')],
    ['a header that is no object', 'JWS_HEADER_INVALID', headerText(() => '"ES256"')],
    [
      'claims that are not UTF-8',
      'JSON_NOT_UTF8',
      claimsText((text) => Buffer.from(`${text.slice(0, -1)},"x":"\u00ff"}`, 'latin1')),
    ],
    [
      'a lone surrogate',
      'JSON_LONE_SURROGATE',
      claimsText((text) => text.replace('{', String.raw`{"x":"\ud800",`)),
    ],
    ['a number without end', 'JSON_NUMBER_RANGE', claimsText((text) => text.replace('{', '{"x":1e999,'))],
    ['crit with an unknown extension', 'JWS_CRIT_UNKNOWN', header({ crit: ['exp2'], exp2: 1 })],
    ['crit with an absent member', 'JWS_CRIT_MALFORMED', header({ crit: ['exp2'] })],
    ['crit with a standard member', 'JWS_CRIT_MALFORMED', header({ crit: ['alg'] })],
    ['crit with a name twice', 'JWS_CRIT_MALFORMED', header({ crit: ['x', 'x'], x: 1 })],
    ['an empty crit', 'JWS_CRIT_MALFORMED', header({ crit: [] })],
    ['crit as a string', 'JWS_CRIT_MALFORMED', header({ crit: 'exp' })],
    ['b64 false', 'JWS_B64_REFUSED', header({ b64: false, crit: ['b64'] })],
    ['a token of more than 8 KiB', 'JWS_TOO_LARGE', claims({ x: 'x'.repeat(8192) })],
    // type
    ['no typ', 'JWS_TYP_WRONG', header({ typ: undefined })],
    ['typ JWT', 'JWS_TYP_WRONG', header({ typ: 'JWT' })],
    ['a receipt as request', 'JWS_TYP_WRONG', header({ typ: 'tongban-receipt+jwt' })],
    ['an answer as request', 'ANSWER_AS_REQUEST', header({ typ: 'tongban-answer+jwt' })],
    // issuer
    ['no iss', 'REQUEST_ISSUER_INVALID', claims({ iss: undefined })],
    ['iss in another spelling', 'REQUEST_ISSUER_INVALID', claims(({ iss }) => ({ iss: `${String(iss)}/` }))],
    ['iss with SQL', 'REQUEST_ISSUER_INVALID', claims({ iss: "https://x' OR 1=1 --" })],
    // signature
    ['r zero', 'JWS_SIGNATURE_RANGE', r(Buffer.alloc(32))],
    ['s zero', 'JWS_SIGNATURE_RANGE', s(Buffer.alloc(32))],
    ['r and s zero', 'JWS_SIGNATURE_RANGE', signature(() => Buffer.alloc(64))],
    ['r the order', 'JWS_SIGNATURE_RANGE', r(P256_ORDER)],
    ['s the order', 'JWS_SIGNATURE_RANGE', s(P256_ORDER)],
    ['r beyond the order', 'JWS_SIGNATURE_RANGE', r(bytes32(order + 1n))],
    ['s all ones', 'JWS_SIGNATURE_RANGE', s(Buffer.alloc(32, 0xff))],
    ['r one', 'JWS_SIGNATURE_WRONG', r(bytes32(1n))],
    ['DER', 'JWS_SIGNATURE_DER', signature((_, input) => sign('sha256', input, key.privateKey))],
    ['truncated', 'JWS_SIGNATURE_LENGTH', signature((raw) => raw.subarray(0, 63))],
    ['a byte too many', 'JWS_SIGNATURE_LENGTH', signature((raw) => Buffer.concat([raw, Buffer.alloc(1)]))],
    ['no signature', 'JWS_SIGNATURE_LENGTH', signature(() => Buffer.alloc(0))],
    ['another key', 'JWS_SIGNATURE_WRONG', signature((_, input) => es256(input, foreign.privateKey))],
    ['random bytes', 'JWS_SIGNATURE_WRONG', s(Buffer.concat([Buffer.alloc(1), randomBytes(31)]))],
    [
      'claims changed after signing',
      'JWS_SIGNATURE_WRONG',
      token((due) => {
        const { protected: head, payload, signature: signed } = parts(due);
        const changed = Buffer.from(payload, 'base64url')
          .toString()
          .replace(/"exp":\d+/, '"exp":9999999999');
        return `${head}.${base64url(changed)}.${signed}`;
      }),
    ],
  ];

  it.each(rows)('%s: %s', async (_, code, change) => {
    const before = await stage.logSize();
    stage.expectPlain(await stage.send(stage.forge(change)), { status: 401, code });
    expect(await stage.logSize()).toBe(before);
    await stage.expectHonest();
  });

  it('a true answer token sent back as a request: ANSWER_AS_REQUEST', async () => {
    const { headers } = await stage.send(stage.forge());
    const before = await stage.logSize();
    const answer = headers['tongban-answer'] as string;
    const reflected = stage.forge(token(() => answer));
    stage.expectPlain(await stage.send(reflected), { status: 401, code: 'ANSWER_AS_REQUEST' });
    expect(await stage.logSize()).toBe(before);
    await stage.expectHonest();
  });
});

describe('what a token brings along is neither used nor fetched', () => {
  it('a well signed request with jwk, x5c, jku and x5u is answered by the key that the federation knows', async () => {
    const message = stage.forge(
      header({
        jwk: foreign.publicKey.export({ format: 'jwk' }),
        x5c: ['AAAA'],
        jku: lureUrl(),
        x5u: lureUrl(),
      }),
    );
    await stage.expectAnswered(message, await stage.send(message));
  });

  it('the Host field has no say', async () => {
    const message = stage.forge(fields({ host: 'evil.example' }));
    await stage.expectAnswered(message, await stage.send(message));
  });

  // Last of all requests with such members.
  it('nobody came to the address that they named', () => expect(visits).toBe(0));
});

it('nothing of all this was a defect', () => {
  expect(stage.beijing.logs.filter((line) => line.includes('"defect"'))).toEqual([]);
});
