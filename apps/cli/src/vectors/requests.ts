import { dissect } from './forge.js';
import { BEIJING, HEBEI, keys, NOW, NOW_SECONDS } from './nodes.js';
import {
  BODY,
  CONTEXT,
  DOCUMENT_TEXT,
  requestWith,
  type ArrivingRequest,
  type RequestChange,
} from './request-base.js';

const jwkSet = {
  jwk: keys.stranger.publicJwk,
  jku: 'https://stranger.exchange.example/jwks.json',
  x5u: 'https://stranger.exchange.example/chain.pem',
  x5c: ['AAAA'],
};

const accepted: [name: string, rule: string, change: RequestChange][] = [
  ['es256', 'A request signed with ES256.', {}],
  [
    'eddsa',
    'A request signed with EdDSA by Hebei.',
    {
      claims: { iss: HEBEI },
      header: { alg: 'EdDSA', kid: keys.hebei.kid },
      token: { key: keys.hebei },
      arriving: { channel: HEBEI },
    },
  ],
  [
    'twin',
    'The n - s twin of "es256": another token text, the same replay key (3.5).',
    { token: { signature: 'twin' } },
  ],
  [
    'embedded-keys',
    'Members that bring a key along are dropped unread and nothing is fetched (4.3).',
    { header: jwkSet },
  ],
  [
    'oldest',
    'Just before expiry with the full skew.',
    { claims: { iat: NOW_SECONDS - 64, exp: NOW_SECONDS - 4 } },
  ],
  [
    'youngest',
    'Issued as far in the future as the skew allows.',
    { claims: { iat: NOW_SECONDS + 5, exp: NOW_SECONDS + 65 } },
  ],
  [
    'optional-members',
    'Holder authorisation present, role absent, item code with a variant.',
    {
      claims: {
        context: {
          ...CONTEXT,
          purpose: { ...CONTEXT.purpose, itemCode: `${CONTEXT.purpose.itemCode}01` },
          person: { id: 'tj-window-07', name: '李四' },
          holderAuthorisation: 'opaque-authorisation-token',
        },
      },
    },
  ],
];

/** A request in JSON: the body as text and as bytes, every field. */
export function show(request: ArrivingRequest): object {
  return { ...request, body_base64url: Buffer.from(request.body).toString('base64url') };
}

/** `requests.json`: what a verifier must accept. */
export function requestsFile(): object {
  return {
    self: BEIJING,
    now_ms: NOW,
    skew_seconds: 5,
    document_text: DOCUMENT_TEXT,
    body: BODY,
    vectors: accepted.map(([name, rule, change]) => {
      const request = requestWith(change);
      return {
        name,
        rule,
        request: show(request),
        token: dissect(request.headers['tongban-request'] ?? ''),
        expect: { replay_key: { iss: request.channel, jti: 'AAECAwQFBgcICQoLDA0ODw' } },
      };
    }),
  };
}
