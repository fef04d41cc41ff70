import { encodeSm2Signature, Sm2PrivateKey, sm2MessageDigest, sm2SignerDigest } from '#libs/pki';
import { answerWith, ENTRY, LEAF, REQUEST_DIGEST, showAnswer } from './answers.js';
import { dissect, readable, rs, signWithSm2 } from './forge.js';
import { BEIJING, keys, NOW, showNode, TIANJIN, XIONGAN, xiongan } from './nodes.js';
import { requestWith, type ArrivingRequest, type RequestChange } from './request-base.js';
import { show } from './requests.js';

const ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const { publicKey } = Sm2PrivateKey.fromBytes(keys.xiongan.secret);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const request = (
  token: NonNullable<RequestChange['token']> = { key: keys.xiongan },
  header: Record<string, unknown> = {},
): ArrivingRequest =>
  requestWith({
    claims: { iss: XIONGAN },
    header: { alg: 'SM2', kid: keys.xiongan.kid, ...header },
    token,
    arriving: { channel: XIONGAN },
  });

const good = request();
const [head = '', payload = '', signature = ''] = (good.headers['tongban-request'] ?? '').split('.');
const signingInput = Buffer.from(`${head}.${payload}`);
const raw = Buffer.from(signature, 'base64url');
const [r, s] = [raw.subarray(0, 32), raw.subarray(32)].map((part) => BigInt(`0x${hex(part)}`)) as [
  bigint,
  bigint,
];

/** The signing input with every step of its signature. */
function dissectSm2(token: string): object {
  const input = Buffer.from(token.slice(0, token.lastIndexOf('.')));
  return {
    ...dissect(token),
    z_hex: hex(sm2SignerDigest(publicKey)),
    e_hex: hex(sm2MessageDigest(publicKey, input)),
  };
}

interface Rejection {
  name: string;
  rule: string;
  code: string;
  request: ArrivingRequest;
  suites?: string[];
}

const signed = (bytes: Uint8Array): ArrivingRequest => request({ key: keys.xiongan, signature: bytes });
const rejections: Rejection[] = [
  {
    name: 'suite-not-listed',
    rule: '5.1 (6)',
    code: 'SUITE_NOT_AGREED',
    request: good,
    suites: ['ES256', 'EdDSA'],
  },
  {
    name: 'alg-es256',
    rule: '5.1 (7)',
    code: 'JWS_ALG_NOT_THE_KEYS',
    request: request(undefined, { alg: 'ES256' }),
  },
  {
    name: 'alg-lower-case',
    rule: '5.1 (7)',
    code: 'JWS_ALG_UNKNOWN',
    request: request(undefined, { alg: 'sm2' }),
  },
  { name: 'r-zero', rule: '5.1 (7)', code: 'JWS_SIGNATURE_RANGE', request: signed(rs(0n, s)) },
  { name: 's-zero', rule: '5.1 (7)', code: 'JWS_SIGNATURE_RANGE', request: signed(rs(r, 0n)) },
  { name: 'r-is-n', rule: '5.1 (7)', code: 'JWS_SIGNATURE_RANGE', request: signed(rs(ORDER, s)) },
  { name: 's-is-n', rule: '5.1 (7)', code: 'JWS_SIGNATURE_RANGE', request: signed(rs(r, ORDER)) },
  {
    name: 'r-and-s-make-n',
    rule: '5.1 (7)',
    code: 'JWS_SIGNATURE_WRONG',
    request: signed(rs(7n, ORDER - 7n)),
  },
  { name: 'no-twin', rule: '5.1 (7)', code: 'JWS_SIGNATURE_WRONG', request: signed(rs(r, ORDER - s)) },
  {
    name: 'der',
    rule: '5.1 (7)',
    code: 'JWS_SIGNATURE_DER',
    request: signed(encodeSm2Signature({ r, s }, 'der')),
  },
  { name: 'truncated', rule: '5.1 (7)', code: 'JWS_SIGNATURE_LENGTH', request: signed(raw.subarray(0, 63)) },
  {
    name: 'empty-user-id',
    rule: '8',
    code: 'JWS_SIGNATURE_WRONG',
    request: signed(signWithSm2(keys.xiongan, signingInput, '')),
  },
];

/** `sm2.json`: the suite of section 8 that is not required, whole in one file. */
export function sm2File(): object {
  const frame = { now_ms: NOW, skew_seconds: 5 };
  const answer = answerWith({
    claims: { iss: XIONGAN, receipt: { log: xiongan.log_origin, leaf: LEAF } },
    header: { alg: 'SM2', kid: keys.xiongan.kid },
    token: { key: keys.xiongan },
  });
  return {
    notice:
      'For peers that list SM2. The other nodes are those of keys.json. k = RFC 6979 with HMAC-SM3, h1 = e.',
    suites: xiongan.suites,
    node: showNode(xiongan),
    requests: {
      self: BEIJING,
      ...frame,
      vectors: [
        {
          name: 'sm2',
          rule: 'A request signed with SM2.',
          request: show(good),
          token: dissectSm2(good.headers['tongban-request'] ?? ''),
          expect: { replay_key: { iss: XIONGAN, jti: 'AAECAwQFBgcICQoLDA0ODw' } },
        },
      ],
    },
    request_rejections: {
      self: BEIJING,
      ...frame,
      vectors: rejections.map(({ name, rule, code, request: arriving, suites }) => ({
        name,
        rule,
        ...(suites ? { suites } : {}),
        request: show(arriving),
        token: readable(arriving.headers['tongban-request']),
        expect: { code, identified: false },
      })),
    },
    answers: {
      self: TIANJIN,
      ...frame,
      request_sha256: REQUEST_DIGEST,
      leaf: { entry_canonical_json: ENTRY, leaf: LEAF },
      vectors: [
        {
          name: 'sm2',
          rule: 'An answer signed with SM2.',
          expected_iss: XIONGAN,
          jurisdiction: '133100',
          answer: showAnswer(answer),
          token: dissectSm2(answer.headers['tongban-answer'] ?? ''),
        },
      ],
    },
  };
}
