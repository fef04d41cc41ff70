import { ANSWER_BODY, answerWith, RECEIPT, REQUEST_DIGEST, type AnswerChange } from './answers.js';
import { digestOf, readable } from './forge.js';
import { BEIJING, HEBEI, keys, NOW, NOW_SECONDS, TIANJIN } from './nodes.js';
import { requestWith } from './request-base.js';

type Rejection = [name: string, rule: string, code: string, change: AnswerChange, jurisdiction?: string];

const claims = (members: Record<string, unknown>): AnswerChange => ({ claims: members });
const header = (members: Record<string, unknown>): AnswerChange => ({ header: members });

const rejections: Rejection[] = [
  ['unsigned', '6.2 (1)', 'ANSWER_UNSIGNED', { arriving: { headers: { 'tongban-answer': undefined } } }],
  ['receipt-as-answer', '6.2 (1)', 'RECEIPT_AS_ANSWER', { token: () => JSON.stringify(RECEIPT) }],
  ['receipt-token-as-answer', '6.2 (2)', 'RECEIPT_AS_ANSWER', header({ typ: 'tongban-receipt+jwt' })],
  [
    'json-serialisation',
    '6.2 (1)',
    'JWS_JSON_SERIALISATION',
    { token: () => '{"payload":"","signatures":[]}' },
  ],
  ['padding', '6.2 (1)', 'JWS_BASE64URL', { token: (token) => `${token}==` }],
  [
    'request-as-answer',
    '6.2 (2)',
    'REQUEST_AS_ANSWER',
    { token: () => requestWith().headers['tongban-request'] ?? '' },
  ],
  ['another-type', '6.2 (2)', 'JWS_TYP_WRONG', header({ typ: 'JWT' })],
  ['alg-none', '4.3', 'JWS_ALG_NONE', { header: { alg: 'none' }, token: { signature: 'none' } }],
  ['issuer', '6.2 (3)', 'ANSWER_ISSUER_MISMATCH', claims({ iss: HEBEI })],
  ['jurisdiction', '6.2 (5)', 'JURISDICTION_MISMATCH', {}, '130000'],
  ['kid-unknown', '6.2 (6)', 'JWS_KID_UNKNOWN', header({ kid: keys.stranger.kid })],
  [
    'key-of-another-node',
    '6.2 (6)',
    'KEY_OF_ANOTHER_NODE',
    { header: { kid: keys.hebei.kid, alg: 'EdDSA' }, token: { key: keys.hebei } },
  ],
  ['signature', '6.2 (7)', 'JWS_SIGNATURE_WRONG', { token: { key: keys.stranger } }],
  ['version', '6.2 (8)', 'PROTOCOL_VERSION', claims({ v: 2 })],
  ['surplus-claim', '6.2 (8)', 'ANSWER_CLAIMS_INVALID', claims({ exp: NOW_SECONDS + 60 })],
  [
    'request-digest-absent',
    '6.2 (8)',
    'ANSWER_REQUEST_DIGEST_MISSING',
    claims({ request_sha256: undefined }),
  ],
  ['receipt-absent', '6.2 (8)', 'ANSWER_RECEIPT_MISSING', claims({ receipt: undefined })],
  ['receipt-leaf', '6.2 (8)', 'ANSWER_RECEIPT_INVALID', claims({ receipt: { ...RECEIPT, leaf: 'AAAA' } })],
  ['audience', '6.2 (9)', 'ANSWER_AUDIENCE_MISMATCH', claims({ aud: HEBEI })],
  [
    'another-request',
    '6.2 (10)',
    'ANSWER_FOR_ANOTHER_REQUEST',
    claims({ request_sha256: digestOf('another request') }),
  ],
  ['from-the-future', '6.2 (11)', 'ANSWER_FROM_FUTURE', claims({ iat: NOW_SECONDS + 6 })],
  ['stale', '6.2 (11)', 'ANSWER_STALE', claims({ iat: NOW_SECONDS - 126 })],
  ['status', '6.2 (12)', 'ANSWER_STATUS_MISMATCH', { arriving: { status: 500 } }],
  [
    'encryption-stripped',
    '6.2 (13)',
    'ANSWER_NOT_ENCRYPTED',
    claims({ encryption: { kid: keys.tianjinEncryption.kid, alg: 'ECDH-ES+A256KW', enc: 'A256GCM' } }),
  ],
  [
    'content-type',
    '6.2 (14)',
    'ANSWER_CONTENT_TYPE_MISMATCH',
    { arriving: { headers: { 'content-type': 'text/html' } } },
  ],
  ['body', '6.2 (15)', 'ANSWER_BODY_MISMATCH', { arriving: { body: ANSWER_BODY.replace('2046', '2047') } }],
  ['body-empty', '6.2 (15)', 'ANSWER_BODY_MISMATCH', { arriving: { body: '' } }],
  [
    'receipt-of-another-log',
    '6.2 (16)',
    'ANSWER_RECEIPT_LOG_MISMATCH',
    claims({ receipt: { ...RECEIPT, log: 'hebei.exchange.example/log' } }),
  ],
];

/** `answer-rejections.json`: what the asking node must refuse, and with which code. */
export function answerRejectionsFile(): object {
  return {
    self: TIANJIN,
    now_ms: NOW,
    skew_seconds: 5,
    request_sha256: REQUEST_DIGEST,
    vectors: rejections.map(([name, rule, code, change, jurisdiction]) => {
      const answer = answerWith(change);
      const token = answer.headers['tongban-answer'];
      return {
        name,
        rule,
        expected_iss: BEIJING,
        ...(jurisdiction === undefined ? {} : { jurisdiction }),
        answer,
        ...readable(token),
        expect: { code },
      };
    }),
  };
}
