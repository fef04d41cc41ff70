import { Refusal } from '#libs/errors';
import { generateSigningKey, signCompact, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import { authorisationPreview, authorisationRequest } from './request.js';
import { readMessage, signMessage, type MessageReading } from './signed-message.js';

const NOW = Date.UTC(2026, 5, 1);
const NODE = 'https://hebei.example';
const PLATFORM = 'https://id.example';
const newKey = () => signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const key = newKey();
const stranger = newKey();

const content = (more: object = {}) => ({
  iss: NODE,
  aud: PLATFORM,
  jti: 'AAAAAAAAAAAAAAAAAAAAAA',
  now: NOW,
  grantee: {
    organisation: { code: '11100000MB0143028R', name: '样例机构' },
    person: { name: '样例经办人' },
  },
  licences: [{ typeCode: '11100000MB0143028R001', fields: ['name'] }],
  purpose: { itemCode: '11100000MB0143028R2000131026000', itemName: '样例事项', caseNumber: 'HE-1' },
  legalBasis: '样例',
  reason: '样例',
  provider: 'https://beijing.example',
  uses: 1,
  validSeconds: 3600,
  ...more,
});

function reading(more: Partial<MessageReading> = {}): MessageReading {
  const seen = new Set<string>();
  return {
    self: PLATFORM,
    now: NOW,
    skewSeconds: 30,
    keyOf: async (issuer, kid) => (issuer === NODE && kid === key.kid ? verificationKeyOf(key) : undefined),
    firstSeen: ({ issuer, jti }) => !seen.has(`${issuer} ${jti}`) && !!seen.add(`${issuer} ${jti}`),
    ...more,
  };
}

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'accepted';
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
}

const payload = (more: object = {}) => {
  const { now, ...members } = content();
  return { ...members, iat: now / 1000, exp: now / 1000 + 60, ...more };
};
const forged = (more: object, by = key, typ: string = authorisationRequest.typ) =>
  signCompact({ header: { typ }, payload: payload(more), key: by });

describe('signed messages between nodes and identity platforms', () => {
  it('reads what a node of the federation signed', async () => {
    const token = await signMessage(authorisationRequest, content(), key);
    const read = await readMessage(authorisationRequest, token, reading());
    expect(read).toMatchObject({ iss: NODE, uses: 1, provider: 'https://beijing.example' });
  });

  it.each([
    ['of a stranger', {}, stranger, authorisationRequest.typ, 'AUTHORISATION_REQUESTER_UNKNOWN'],
    [
      'in the name of another node',
      { iss: 'https://other.example' },
      key,
      authorisationRequest.typ,
      'AUTHORISATION_REQUESTER_UNKNOWN',
    ],
    ['of another kind', {}, key, authorisationPreview.typ, 'JWS_TYP_WRONG'],
    ['without issuer', { iss: undefined }, key, authorisationRequest.typ, 'AUTHORISATION_REQUEST_INVALID'],
    [
      'to another platform',
      { aud: 'https://other.example' },
      key,
      authorisationRequest.typ,
      'AUTHORISATION_REQUEST_INVALID',
    ],
    [
      'that is old',
      { iat: NOW / 1000 - 120, exp: NOW / 1000 - 60 },
      key,
      authorisationRequest.typ,
      'AUTHORISATION_REQUEST_STALE',
    ],
    [
      'from the future',
      { iat: NOW / 1000 + 90, exp: NOW / 1000 + 120 },
      key,
      authorisationRequest.typ,
      'AUTHORISATION_REQUEST_STALE',
    ],
    [
      'for longer than a minute',
      { exp: NOW / 1000 + 61 },
      key,
      authorisationRequest.typ,
      'AUTHORISATION_REQUEST_STALE',
    ],
    [
      'with a surplus member',
      { admin: true },
      key,
      authorisationRequest.typ,
      'AUTHORISATION_REQUEST_INVALID',
    ],
    ['for no field', { licences: [] }, key, authorisationRequest.typ, 'AUTHORISATION_REQUEST_INVALID'],
    [
      'for a field of no name',
      { licences: [{ typeCode: '11100000MB0143028R001', fields: ['<script>'] }] },
      key,
      authorisationRequest.typ,
      'AUTHORISATION_REQUEST_INVALID',
    ],
    [
      'for longer than half a year',
      { validSeconds: 185 * 86_400 },
      key,
      authorisationRequest.typ,
      'AUTHORISATION_REQUEST_INVALID',
    ],
    [
      'from a provider without TLS',
      { provider: 'http://beijing.example' },
      key,
      authorisationRequest.typ,
      'AUTHORISATION_REQUEST_INVALID',
    ],
  ] as const)('refuses a message %s', async (_name, more, by, typ, code) => {
    const token = await forged(more, by, typ);
    const got = await codeOf(() => readMessage(authorisationRequest, token, reading()));
    expect(got).toBe(code);
  });

  it('takes a message once', async () => {
    const world = reading();
    const token = await signMessage(authorisationRequest, content(), key);
    const read = () => readMessage(authorisationRequest, token, world);
    expect([await codeOf(read), await codeOf(read)]).toEqual(['accepted', 'AUTHORISATION_REQUEST_STALE']);
  });

  it('signs nothing that a reader would refuse', async () => {
    expect(await codeOf(() => signMessage(authorisationRequest, content({ uses: 0 }), key))).toBe(
      'AUTHORISATION_REQUEST_INVALID',
    );
  });
});
