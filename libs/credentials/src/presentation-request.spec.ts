import { generateSigningKey, signCompact, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import { answerTo, dcqlFor, neededBy, readDcql } from './dcql.js';
import {
  clientIdOf,
  entityIdOf,
  readPresentationRequest,
  signPresentationRequest,
} from './presentation-request.js';

const now = Date.UTC(2026, 10, 20, 2, 0, 0);
const key = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const clientId = clientIdOf('https://verifier.example');
const query = dcqlFor('licence', ['urn:a'], ['holderName', 'attributes.KZ_A']);
const claims = {
  aud: 'https://self-issued.me/v2',
  exp: now / 1000 + 300,
  client_id: clientId,
  response_type: 'vp_token',
  response_mode: 'direct_post',
  response_uri: 'https://verifier.example/response',
  nonce: 'n-0S6_WzA2Mj',
  dcql_query: query,
};
const read = (token: string, more: object = {}) =>
  readPresentationRequest(token, { clientId, now, keyOf: () => verificationKeyOf(key), ...more });
const signed = (payload: object, typ = 'oauth-authz-req+jwt') =>
  signCompact({ header: { typ }, payload, key });

describe('a request object', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['of another type', async () => read(await signed(claims, 'jwt')), 'JWS_TYP_WRONG'],
    [
      'of nobody whom the wallet knows',
      async () => read(await signed(claims), { keyOf: () => undefined }),
      'JWS_KID_UNKNOWN',
    ],
    [
      'of another client than the code names',
      async () => read(await signed({ ...claims, client_id: clientIdOf('https://other.example') })),
      'REQUEST_OBJECT_CLIENT',
    ],
    ['expired', async () => read(await signed({ ...claims, exp: now / 1000 })), 'REQUEST_OBJECT_EXPIRED'],
    [
      'without an end',
      async () => read(await signed({ ...claims, exp: undefined })),
      'REQUEST_OBJECT_MALFORMED',
    ],
    [
      'for another audience',
      async () => read(await signed({ ...claims, aud: 'x' })),
      'REQUEST_OBJECT_MALFORMED',
    ],
    [
      'with a redirect beside the response address',
      async () => read(await signed({ ...claims, redirect_uri: 'https://x.example' })),
      'REQUEST_OBJECT_MALFORMED',
    ],
    [
      'with transaction data, which this wallet does not know',
      async () => read(await signed({ ...claims, transaction_data: ['x'] })),
      'REQUEST_OBJECT_MALFORMED',
    ],
    [
      'in another response mode',
      async () => read(await signed({ ...claims, response_mode: 'fragment' })),
      'REQUEST_OBJECT_MALFORMED',
    ],
    [
      'made for another wallet',
      async () => read(await signed({ ...claims, wallet_nonce: 'b' }), { walletNonce: 'a' }),
      'REQUEST_OBJECT_REPLAYED',
    ],
    [
      'without the nonce of the wallet',
      async () => read(await signed(claims), { walletNonce: 'a' }),
      'REQUEST_OBJECT_REPLAYED',
    ],
    [
      'for everything that a credential has',
      async () =>
        read(
          await signed({
            ...claims,
            dcql_query: { credentials: [{ id: 'a', format: 'dc+sd-jwt', meta: { vct_values: ['urn:a'] } }] },
          }),
        ),
      'DCQL_UNSUPPORTED',
    ],
    [
      'for two credentials',
      async () =>
        read(
          await signed({
            ...claims,
            dcql_query: { credentials: [...query.credentials, ...query.credentials] },
          }),
        ),
      'DCQL_UNSUPPORTED',
    ],
    [
      'without holder binding',
      async () =>
        read(
          await signed({
            ...claims,
            dcql_query: {
              credentials: [{ ...query.credentials[0], require_cryptographic_holder_binding: false }],
            },
          }),
        ),
      'DCQL_UNSUPPORTED',
    ],
  ])('%s is refused', async (_name, act, code) => {
    await expect(act()).rejects.toMatchObject({ code });
  });

  it('comes through as it was signed', async () => {
    const token = await signPresentationRequest(
      {
        clientId,
        responseUri: claims.response_uri,
        nonce: claims.nonce,
        state: 's',
        query,
        issuedAt: now,
        expiresAt: now + 1000,
        walletNonce: 'w',
      },
      key,
    );
    expect(await read(token, { walletNonce: 'w' })).toMatchObject({
      clientId,
      nonce: claims.nonce,
      state: 's',
      query: query.credentials[0],
    });
    expect(entityIdOf(clientId)).toBe('https://verifier.example');
    expect(() => entityIdOf('x509_hash:abc')).toThrow(
      expect.objectContaining({ code: 'REQUEST_OBJECT_CLIENT' }),
    );
  });
});

describe('what answers a query', () => {
  const asked = readDcql(query);
  const claimsOf = { holderName: '张三', number: '7', attributes: { KZ_A: 'a', KZ_B: 'b' } };

  it.each<[string, Parameters<typeof answerTo>[1], string]>([
    ['of another type', { type: 'urn:b', claims: claimsOf }, 'PRESENTATION_TYPE_OTHER'],
    [
      'with less',
      { type: 'urn:a', claims: { holderName: '张三', attributes: {} } },
      'PRESENTATION_CLAIM_MISSING',
    ],
    [
      'with a member of every object in its stead',
      { type: 'urn:a', claims: { ...claimsOf, attributes: 'x' } },
      'PRESENTATION_CLAIM_MISSING',
    ],
  ])('%s is refused', (_name, given, code) => {
    expect(() => answerTo(asked, given)).toThrow(expect.objectContaining({ code }));
  });

  it('is what was asked for, and nothing else of what came', () => {
    expect([...answerTo(asked, { type: 'urn:a', claims: claimsOf })]).toEqual([
      ['holderName', '张三'],
      ['attributes.KZ_A', 'a'],
    ]);
  });

  it('needs these disclosures of a wallet', () => {
    const needed = neededBy(asked);
    const names = ['holderName', 'number', 'KZ_A', 'KZ_B', undefined];
    const of = (name: string | undefined) =>
      needed({ encoded: '', salt: '', value: 1, ...(name === undefined ? {} : { name }) });
    expect(names.filter(of)).toEqual(['holderName', 'KZ_A']);
  });
});
