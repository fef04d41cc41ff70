import { Refusal } from '#libs/errors';
import { generateSigningKey, signCompact, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import type { AuthorisationClaims } from './claims.js';
import { issueAuthorisation } from './issue.js';
import { judgeAuthorisation, type AuthorisationPorts, type AuthorisedUse } from './judge.js';

const NOW = Date.UTC(2026, 5, 1);
const SECONDS = NOW / 1000;
const key = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const stranger = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const PLATFORM = 'https://id.example';
const BUSINESS = '11100000MB0143028R001';
const ITEM = '11100000MB0143028R2000131026000';

const claims = (more: Partial<AuthorisationClaims> = {}): AuthorisationClaims => ({
  iss: PLATFORM,
  jti: 'AAAAAAAAAAAAAAAAAAAAAA',
  iat: SECONDS - 60,
  exp: SECONDS + 3600,
  holder: { type: '111', code: '11010519491231002X' },
  grantee: { node: 'https://hebei.example', organisation: '11100000MB0143028R' },
  licences: [{ typeCode: BUSINESS, fields: ['name', 'holderName', 'attributes.KZ_FDDBR'] }],
  purpose: { itemCode: ITEM },
  uses: 2,
  assurance: 'two-factor',
  status: { status_list: { idx: 3, uri: `${PLATFORM}/status/1` } },
  ...more,
});
const use = (more: Partial<AuthorisedUse> = {}): AuthorisedUse => ({
  node: 'https://hebei.example',
  organisation: '11100000MB0143028R',
  itemCode: ITEM,
  caseNumber: 'HE-1',
  request: 'r-1',
  ...more,
});

function world(more: Partial<AuthorisationPorts> = {}) {
  const used = new Map<string, Set<string>>();
  const ports: AuthorisationPorts = {
    clock: () => NOW,
    skewSeconds: 60,
    platformKey: async (issuer, kid) =>
      issuer === PLATFORM && kid === key.kid ? verificationKeyOf(key) : undefined,
    statusOf: async () => 0,
    count: async ({ jti, request, uses }) => {
      const requests = used.get(jti) ?? new Set();
      used.set(jti, requests);
      if (!requests.has(request) && requests.size >= uses) return false;
      requests.add(request);
      return true;
    },
    ...more,
  };
  return ports;
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
const forge = (payload: object, typ = 'holder-authorisation+jwt', by = key) =>
  signCompact({ header: { typ }, payload, key: by });

describe('an authorisation', () => {
  it('grants the fields of the types that it names, to whom and for what it says', async () => {
    const judged = await judgeAuthorisation(await issueAuthorisation(claims(), key), use(), world());
    expect(judged.fieldsFor(BUSINESS)).toEqual(['name', 'holderName', 'attributes.KZ_FDDBR']);
    expect(judged.fieldsFor('11100000000013127D001')).toEqual([]);
    expect(judged.covers({ type: '111', code: '11010519491231002X' })).toBe(true);
    expect(judged.covers({ type: '111', code: '110105194912310038' })).toBe(false);
    expect(judged.covers({ type: '414', code: '11010519491231002X' })).toBe(false);
  });

  it('covers the variants of its item, and a variant only itself', async () => {
    const token = await issueAuthorisation(claims(), key);
    const variant = `${ITEM}01`;
    expect(await codeOf(() => judgeAuthorisation(token, use({ itemCode: variant }), world()))).toBe(
      'accepted',
    );
    const narrow = await issueAuthorisation(claims({ purpose: { itemCode: variant } }), key);
    expect(await codeOf(() => judgeAuthorisation(narrow, use(), world()))).toBe('AUTHORISATION_OTHER_MATTER');
  });

  it('is used up, and one request uses it once', async () => {
    const ports = world();
    const token = await issueAuthorisation(claims(), key);
    const once = async (request: string) => (await judgeAuthorisation(token, use({ request }), ports)).use();
    expect(await codeOf(() => once('a'))).toBe('accepted');
    expect(await codeOf(() => once('a'))).toBe('accepted');
    expect(await codeOf(() => once('b'))).toBe('accepted');
    expect(await codeOf(() => once('c'))).toBe('AUTHORISATION_USED_UP');
    expect(await codeOf(() => once('a'))).toBe('accepted');
  });

  it('fits into a lookup context with as many fields as a licence has', async () => {
    const fields = Array.from({ length: 40 }, (_, index) => `attributes.KZ_${index}`);
    expect(
      (await issueAuthorisation(claims({ licences: [{ typeCode: BUSINESS, fields }] }), key)).length,
    ).toBeLessThanOrEqual(2048);
  });
});

describe('refused is', () => {
  it.each<[string, () => Promise<string>, string, Partial<AuthorisedUse>?, Partial<AuthorisationPorts>?]>([
    [
      'a platform nobody vouches for',
      () => forge(claims({ iss: 'https://evil.example' })),
      'AUTHORISATION_PLATFORM_UNKNOWN',
    ],
    ['another key', () => forge(claims(), undefined, stranger), 'AUTHORISATION_PLATFORM_UNKNOWN'],
    ['another type of token', () => forge(claims(), 'JWT'), 'JWS_TYP_WRONG'],
    ['one that has expired', () => forge(claims({ exp: SECONDS })), 'AUTHORISATION_EXPIRED'],
    ['one from the future', () => forge(claims({ iat: SECONDS + 61 })), 'AUTHORISATION_NOT_YET_VALID'],
    ['one that begins later', () => forge(claims({ nbf: SECONDS + 61 })), 'AUTHORISATION_NOT_YET_VALID'],
    [
      'another node',
      () => forge(claims()),
      'AUTHORISATION_OTHER_GRANTEE',
      { node: 'https://tianjin.example' },
    ],
    [
      'another organisation',
      () => forge(claims()),
      'AUTHORISATION_OTHER_GRANTEE',
      { organisation: '11100000TB0000087E' },
    ],
    [
      'another matter',
      () => forge(claims()),
      'AUTHORISATION_OTHER_MATTER',
      { itemCode: '11100000MB0143028R2000799001000' },
    ],
    [
      'another case',
      () => forge(claims({ purpose: { itemCode: ITEM, caseNumber: 'HE-2' } })),
      'AUTHORISATION_OTHER_MATTER',
    ],
    [
      'one that was withdrawn',
      () => forge(claims()),
      'AUTHORISATION_WITHDRAWN',
      {},
      { statusOf: async () => 1 },
    ],
    [
      'one that is suspended',
      () => forge(claims()),
      'AUTHORISATION_SUSPENDED',
      {},
      { statusOf: async () => 2 },
    ],
    [
      'one of which nothing can be learnt',
      () => forge(claims()),
      'AUTHORISATION_STATUS_UNKNOWN',
      {},
      { statusOf: () => Promise.reject(new Error('down')) },
    ],
    [
      'one that cannot be withdrawn',
      () => forge({ ...claims(), status: undefined }),
      'AUTHORISATION_MALFORMED',
    ],
    ['one without a holder', () => forge({ ...claims(), holder: undefined }), 'AUTHORISATION_MALFORMED'],
    [
      'one for every field',
      () => forge(claims({ licences: [{ typeCode: BUSINESS, fields: ['*'] }] })),
      'AUTHORISATION_MALFORMED',
    ],
    ['one with a member too many', () => forge({ ...claims(), admin: true }), 'AUTHORISATION_MALFORMED'],
    ['one without an issuer', () => forge({ ...claims(), iss: undefined }), 'AUTHORISATION_MALFORMED'],
    ['no token at all', async () => 'a.b', 'JWS_NOT_COMPACT'],
  ])('%s', async (_, make, code, changed = {}, ports = {}) => {
    const token = await make();
    expect(await codeOf(() => judgeAuthorisation(token, use(changed), world(ports)))).toBe(code);
  });

  it('to issue for longer than half a year, backwards, or more than fits', async () => {
    const fields = Array.from({ length: 64 }, (_, index) => `attributes.KZ_${'X'.repeat(35)}${index}`);
    for (const change of [
      { exp: SECONDS + 200 * 86_400 },
      { exp: SECONDS - 61 },
      { licences: [{ typeCode: BUSINESS, fields }] },
      { uses: 0 },
      { licences: [] },
    ])
      expect(await codeOf(() => issueAuthorisation(claims(change), key))).toBe('AUTHORISATION_INVALID');
  });
});
