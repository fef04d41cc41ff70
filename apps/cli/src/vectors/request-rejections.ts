import { contentDigest } from '#libs/exchange';
import { digestOf, P256_ORDER, readable, rs } from './forge.js';
import { BEIJING, ENDPOINT, HEBEI, keys, NOW, NOW_SECONDS, STRANGER, TIANJIN } from './nodes.js';
import { BODY, CLAIMS, CONTEXT, HEADER, requestWith, type RequestChange } from './request-base.js';

interface Rejection {
  name: string;
  /** Rule of PROFILE.md. */
  rule: string;
  code: string;
  change: RequestChange;
  /** True from the rule after the signature on: the denial is signed and receipted. */
  identified?: true;
  /** Suites that the receiver accepts, where they are not all. */
  suites?: string[];
}

const refuse = (
  name: string,
  rule: string,
  code: string,
  change: RequestChange,
  more: Partial<Rejection> = {},
) => ({
  name,
  rule,
  code,
  change,
  ...more,
});
const deny = (name: string, rule: string, code: string, change: RequestChange): Rejection =>
  refuse(name, rule, code, change, { identified: true });

const headerText = JSON.stringify(HEADER);
const claimsText = JSON.stringify(CLAIMS);
const rawHeader = (header: string): RequestChange => ({ token: { header } });
const rawPayload = (payload: string): RequestChange => ({ token: { payload } });
const header = (members: Record<string, unknown>): RequestChange => ({ header: members });
const claims = (members: Record<string, unknown>): RequestChange => ({ claims: members });
const context = (members: Record<string, unknown>): RequestChange => ({
  claims: { context: { ...CONTEXT, ...members } },
});
const signature = (
  value: 'none' | 'der' | 'truncated' | 'hmac-with-public-key' | Uint8Array,
): RequestChange => ({
  token: { signature: value },
});
const text = (edit: (token: string) => string): RequestChange => ({ token: edit });
const field = (name: string, value: string | undefined): RequestChange => ({
  arriving: { headers: { [name]: value } },
});
const otherBody = BODY.replace('000000016', '000000017');

const structure: Rejection[] = [
  refuse('no-token', '5.1 (1)', 'REQUEST_TOKEN_MISSING', field('tongban-request', undefined)),
  refuse('oversize', '5.1 (1)', 'JWS_TOO_LARGE', context({ reason: '长'.repeat(3000) })),
  refuse(
    'json-serialisation',
    '5.1 (1)',
    'JWS_JSON_SERIALISATION',
    text((token) => {
      const [protectedHeader, payload, sig] = token.split('.');
      return JSON.stringify({ payload, protected: protectedHeader, signature: sig });
    }),
  ),
  refuse(
    'alg-only-in-unprotected-header',
    '5.1 (1)',
    'JWS_JSON_SERIALISATION',
    text((token) => {
      const [, payload, sig] = token.split('.');
      return JSON.stringify({ payload, header: HEADER, signature: sig });
    }),
  ),
  refuse(
    'two-parts',
    '5.1 (1)',
    'JWS_NOT_COMPACT',
    text((token) => token.split('.').slice(0, 2).join('.')),
  ),
  refuse(
    'four-parts',
    '5.1 (1)',
    'JWS_NOT_COMPACT',
    text((token) => `${token}.AA`),
  ),
  refuse(
    'padding',
    '5.1 (1)',
    'JWS_BASE64URL',
    text((token) => `${token}==`),
  ),
  refuse(
    'white-space',
    '5.1 (1)',
    'JWS_BASE64URL',
    text((token) => token.replace('.', ' .')),
  ),
  refuse(
    'trailing-bits',
    '5.1 (1)',
    'JWS_BASE64URL',
    // 64 bytes leave four unused bits in the last character; setting one keeps the bytes.
    text((token) => token.slice(0, -1) + ({ A: 'B', Q: 'R', g: 'h', w: 'x' }[token.slice(-1)] ?? '')),
  ),
  refuse(
    'header-member-twice',
    '5.1 (1)',
    'JSON_DUPLICATE_MEMBER',
    rawHeader(`{"alg":"none",${headerText.slice(1)}`),
  ),
  refuse(
    'claim-twice',
    '5.1 (1)',
    'JSON_DUPLICATE_MEMBER',
    rawPayload(`${claimsText.slice(0, -1)},"aud":"${HEBEI}"}`),
  ),
  refuse(
    'claim-twice-with-escape',
    '5.1 (1)',
    'JSON_DUPLICATE_MEMBER',
    rawPayload(`${claimsText.slice(0, -1)},"\\u0061ud":"${HEBEI}"}`),
  ),
  refuse('proto', '5.1 (1)', 'JSON_FORBIDDEN_MEMBER', rawPayload(`{"__proto__":{},${claimsText.slice(1)}`)),
  refuse('deep-nesting', '5.1 (1)', 'JSON_TOO_DEEP', claims({ context: [[[[[[]]]]]] })),
  refuse(
    'lone-surrogate',
    '5.1 (1)',
    'JSON_LONE_SURROGATE',
    rawPayload(`{"x":"\\ud800",${claimsText.slice(1)}`),
  ),
  refuse(
    'inexact-number',
    '5.1 (1)',
    'JSON_NUMBER_RANGE',
    rawPayload(`{"x":9007199254740993,${claimsText.slice(1)}`),
  ),
  refuse('header-not-json', '5.1 (1)', 'JSON_SYNTAX', rawHeader('alg=ES256')),
  refuse('header-not-object', '5.1 (1)', 'JWS_HEADER_INVALID', rawHeader('[]')),
  refuse('payload-not-object', '5.1 (1)', 'JWS_PAYLOAD_INVALID', rawPayload('[]')),
];

const algorithms: Rejection[] = [
  ...['none', 'None', 'NONE', 'nOnE'].map((alg) =>
    refuse(`alg-${alg}`, '4.3', 'JWS_ALG_NONE', { header: { alg }, token: { signature: 'none' } }),
  ),
  refuse('alg-absent', '4.3', 'JWS_ALG_MISSING', header({ alg: undefined })),
  refuse('alg-hs256-with-public-key', '4.3', 'JWS_ALG_SYMMETRIC', {
    header: { alg: 'HS256' },
    token: { signature: 'hmac-with-public-key' },
  }),
  refuse('alg-of-another-key', '4.3', 'JWS_ALG_NOT_THE_KEYS', header({ alg: 'EdDSA' })),
  refuse('alg-weaker', '4.3', 'JWS_ALG_UNKNOWN', header({ alg: 'RS1' })),
  refuse('alg-other-case', '4.3', 'JWS_ALG_UNKNOWN', header({ alg: 'es256' })),
  refuse('suite-not-accepted', '5.1 (6)', 'SUITE_NOT_AGREED', {}, { suites: ['EdDSA'] }),
  refuse('crit-unknown', '4.3', 'JWS_CRIT_UNKNOWN', header({ crit: ['urgent'], urgent: true })),
  refuse('crit-empty', '4.3', 'JWS_CRIT_MALFORMED', header({ crit: [] })),
  refuse('crit-not-a-list', '4.3', 'JWS_CRIT_MALFORMED', header({ crit: 'urgent', urgent: true })),
  refuse('crit-standard-name', '4.3', 'JWS_CRIT_MALFORMED', header({ crit: ['alg'] })),
  refuse('crit-absent-name', '4.3', 'JWS_CRIT_MALFORMED', header({ crit: ['urgent'] })),
  refuse(
    'crit-name-twice',
    '4.3',
    'JWS_CRIT_MALFORMED',
    header({ crit: ['urgent', 'urgent'], urgent: true }),
  ),
  refuse('unencoded-payload', '4.3', 'JWS_B64_REFUSED', header({ b64: false, crit: ['b64'] })),
];

const identity: Rejection[] = [
  refuse('another-type', '5.1 (2)', 'JWS_TYP_WRONG', header({ typ: 'JWT' })),
  refuse('answer-as-request', '5.1 (2)', 'ANSWER_AS_REQUEST', header({ typ: 'tongban-answer+jwt' })),
  refuse('issuer-absent', '5.1 (3)', 'REQUEST_ISSUER_INVALID', claims({ iss: undefined })),
  refuse('issuer-not-canonical', '5.1 (3)', 'REQUEST_ISSUER_INVALID', claims({ iss: `${TIANJIN}/` })),
  refuse('certificate-of-another-node', '5.1 (4)', 'CHANNEL_MISMATCH', { arriving: { channel: HEBEI } }),
  refuse('stranger', '5.1 (5)', 'PEER_UNKNOWN', {
    claims: { iss: STRANGER },
    header: { kid: keys.stranger.kid },
    token: { key: keys.stranger },
    arriving: { channel: STRANGER },
  }),
  refuse('kid-absent', '5.1 (6)', 'JWS_KID_MISSING', header({ kid: undefined })),
  refuse('kid-unknown', '5.1 (6)', 'JWS_KID_UNKNOWN', {
    header: { kid: keys.stranger.kid },
    token: { key: keys.stranger },
  }),
  refuse('kid-of-another-node', '5.1 (6)', 'KEY_OF_ANOTHER_NODE', {
    header: { kid: keys.hebei.kid, alg: 'EdDSA' },
    token: { key: keys.hebei },
  }),
  refuse('kid-retired', '5.1 (6)', 'KEY_RETIRED', {
    header: { kid: keys.tianjinRetired.kid },
    token: { key: keys.tianjinRetired },
  }),
  refuse('kid-with-path', '4.3', 'JWS_KID_MALFORMED', header({ kid: '../../../../dev/null' })),
  refuse('kid-with-sql', '4.3', 'JWS_KID_MALFORMED', header({ kid: "x' OR '1'='1" })),
  refuse('own-key-embedded', '5.1 (7)', 'JWS_SIGNATURE_WRONG', {
    header: { jwk: keys.stranger.publicJwk, jku: `${STRANGER}/jwks.json` },
    token: { key: keys.stranger },
  }),
  refuse(
    'signature-of-another-payload',
    '5.1 (7)',
    'JWS_SIGNATURE_WRONG',
    text((token) => {
      const [head = '', , sig = ''] = token.split('.');
      const payload = Buffer.from(JSON.stringify({ ...CLAIMS, jti: 'BBBBBBBBBBBBBBBBBBBBBB' })).toString(
        'base64url',
      );
      return `${head}.${payload}.${sig}`;
    }),
  ),
  refuse('signature-empty', '5.1 (7)', 'JWS_SIGNATURE_LENGTH', signature('none')),
  refuse('signature-truncated', '5.1 (7)', 'JWS_SIGNATURE_LENGTH', signature('truncated')),
  refuse('signature-der', '5.1 (7)', 'JWS_SIGNATURE_DER', signature('der')),
  refuse('r-zero', '5.1 (7)', 'JWS_SIGNATURE_RANGE', signature(rs(0n, 1n))),
  refuse('s-zero', '5.1 (7)', 'JWS_SIGNATURE_RANGE', signature(rs(1n, 0n))),
  refuse('r-and-s-zero', '5.1 (7)', 'JWS_SIGNATURE_RANGE', signature(rs(0n, 0n))),
  refuse('r-is-n', '5.1 (7)', 'JWS_SIGNATURE_RANGE', signature(rs(P256_ORDER, 1n))),
  refuse('s-is-n', '5.1 (7)', 'JWS_SIGNATURE_RANGE', signature(rs(1n, P256_ORDER))),
];

const meaning: Rejection[] = [
  deny('version', '5.2 (8)', 'PROTOCOL_VERSION', claims({ v: 2 })),
  deny('surplus-claim', '5.2 (8)', 'REQUEST_CLAIMS_INVALID', claims({ nbf: 0 })),
  deny('jti-absent', '5.2 (8)', 'REQUEST_CLAIMS_INVALID', claims({ jti: undefined })),
  deny('jti-short', '5.2 (8)', 'REQUEST_CLAIMS_INVALID', claims({ jti: 'short' })),
  deny('audience-list', '5.2 (8)', 'REQUEST_CLAIMS_INVALID', claims({ aud: [BEIJING] })),
  deny('time-as-text', '5.2 (8)', 'REQUEST_CLAIMS_INVALID', claims({ iat: String(NOW_SECONDS) })),
  deny('time-with-fraction', '5.2 (8)', 'REQUEST_CLAIMS_INVALID', claims({ exp: NOW_SECONDS + 0.5 })),
  deny('uri-not-canonical', '5.2 (8)', 'REQUEST_CLAIMS_INVALID', claims({ htu: `${BEIJING}:443/graphql` })),
  deny('uri-with-query', '5.2 (8)', 'REQUEST_CLAIMS_INVALID', claims({ htu: `${ENDPOINT}?a=1` })),
  deny(
    'uri-with-dot-segment',
    '5.2 (8)',
    'REQUEST_CLAIMS_INVALID',
    claims({ htu: `${BEIJING}/a/../graphql` }),
  ),
  deny('audience', '5.2 (9)', 'AUDIENCE_MISMATCH', claims({ aud: HEBEI })),
  deny('lifetime', '5.2 (10)', 'REQUEST_LIFETIME', claims({ exp: NOW_SECONDS + 61 })),
  deny('expiry-before-issue', '5.2 (10)', 'REQUEST_CLAIMS_INVALID', claims({ exp: NOW_SECONDS })),
  deny(
    'from-the-future',
    '5.2 (11)',
    'REQUEST_FROM_FUTURE',
    claims({ iat: NOW_SECONDS + 6, exp: NOW_SECONDS + 66 }),
  ),
  deny('expired', '5.2 (12)', 'REQUEST_EXPIRED', claims({ iat: NOW_SECONDS - 65, exp: NOW_SECONDS - 5 })),
  deny('method', '5.2 (13)', 'METHOD_MISMATCH', claims({ htm: 'GET' })),
  deny('uri', '5.2 (14)', 'URI_MISMATCH', claims({ htu: `${BEIJING}/other` })),
  deny('content-type', '5.2 (15)', 'CONTENT_TYPE_MISMATCH', field('content-type', 'text/plain')),
  deny('content-digest-absent', '5.2 (16)', 'CONTENT_DIGEST_MISSING', field('content-digest', undefined)),
  deny(
    'content-digest-algorithm',
    '5.2 (16)',
    'CONTENT_DIGEST_MALFORMED',
    field('content-digest', 'md5=:1B2M2Y8AsgTpgAmY7PhCfg==:'),
  ),
  deny(
    'content-digest-list',
    '5.2 (16)',
    'CONTENT_DIGEST_MALFORMED',
    field('content-digest', `${contentDigest(digestOf(BODY))}, md5=:1B2M2Y8AsgTpgAmY7PhCfg==:`),
  ),
  deny('content-digest', '5.2 (16)', 'CONTENT_DIGEST_MISMATCH', { arriving: { body: otherBody } }),
  deny('body', '5.2 (17)', 'BODY_DIGEST_MISMATCH', {
    arriving: { body: otherBody, headers: { 'content-digest': contentDigest(digestOf(otherBody)) } },
  }),
  deny('context-absent', '5.2 (18)', 'CONTEXT_MISSING', claims({ context: undefined })),
  deny('context-without-case', '5.2 (18)', 'CONTEXT_INVALID', context({ caseNumber: undefined })),
  deny('context-blank-reason', '5.2 (18)', 'CONTEXT_INVALID', context({ reason: '   ' })),
  deny('context-control-character', '5.2 (18)', 'CONTEXT_INVALID', context({ reason: 'a\nb' })),
  deny('context-long-reason', '5.2 (18)', 'CONTEXT_INVALID', context({ reason: 'r'.repeat(201) })),
  deny('context-channel', '5.2 (18)', 'CONTEXT_INVALID', context({ channel: 'fax' })),
  deny('context-surplus-member', '5.2 (18)', 'CONTEXT_INVALID', context({ note: 'x' })),
  deny(
    'context-organisation-malformed',
    '5.2 (18)',
    'USCC_MALFORMED',
    context({ organisation: { code: '1112', name: '天津市政务服务办公室' } }),
  ),
  deny(
    'context-organisation-check',
    '5.2 (18)',
    'USCC_CHECK_CHARACTER',
    context({ organisation: { code: '11120000MB12345629', name: '天津市政务服务办公室' } }),
  ),
  deny(
    'context-item-malformed',
    '5.2 (18)',
    'ITEM_CODE_MALFORMED',
    context({ purpose: { itemCode: '2000101001000', itemName: '企业变更登记' } }),
  ),
];

/** `request-rejections.json`: what a verifier must refuse, and with which code. */
export function requestRejectionsFile(): object {
  return {
    self: BEIJING,
    now_ms: NOW,
    skew_seconds: 5,
    vectors: [...structure, ...algorithms, ...identity, ...meaning].map((rejection) => {
      const request = requestWith(rejection.change);
      const token = request.headers['tongban-request'];
      return {
        name: rejection.name,
        rule: rejection.rule,
        ...(rejection.suites ? { suites: rejection.suites } : {}),
        request,
        ...readable(token),
        expect: { code: rejection.code, identified: rejection.identified ?? false },
      };
    }),
  };
}
