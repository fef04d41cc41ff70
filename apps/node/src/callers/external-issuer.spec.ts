import { generateKeyPairSync } from 'node:crypto';
import { ExternalIssuerKeys } from './external-issuer.js';

const ISSUER = 'https://idp.test/realm';
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const KEY_SET = JSON.stringify({ keys: [{ ...key, kid: 'k1', alg: 'ES256', use: 'sig' }] });
const DISCOVERY = JSON.stringify({ issuer: ISSUER, jwks_uri: 'https://idp.test/jwks' });

/** An issuer that answers by address and notes what it was asked. */
function web(answers: Record<string, string | Response | Error>) {
  const asked: { url: string; redirect: string | undefined }[] = [];
  const request = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = input instanceof Request ? input.url : input.toString();
    asked.push({ url, redirect: init?.redirect });
    const answer = answers[url];
    if (answer === undefined) return new Response('', { status: 404 });
    if (answer instanceof Error) throw answer;
    return typeof answer === 'string'
      ? new Response(answer, { headers: { 'content-type': 'application/json' } })
      : answer;
  };
  return { asked, request: request };
}

const DISCOVERY_URL = `${ISSUER}/.well-known/openid-configuration`;
const keysOf = (request: typeof fetch) => new ExternalIssuerKeys({ issuer: ISSUER, clock: () => 0 }, request);
const header = { alg: 'ES256', kid: 'k1' };

describe('ExternalIssuerKeys', () => {
  it.each<[string, Record<string, string | Response | Error>]>([
    ['is away', { [DISCOVERY_URL]: new Error('ECONNREFUSED') }],
    ['answers 500', { [DISCOVERY_URL]: new Response('', { status: 500 }) }],
    ['answers with HTML', { [DISCOVERY_URL]: '<html>' }],
    ['names another issuer', { [DISCOVERY_URL]: DISCOVERY.replace('realm', 'other') }],
    [
      'names keys over plain http',
      { [DISCOVERY_URL]: DISCOVERY.replace('https://idp.test/jwks', 'http://idp.test/jwks') },
    ],
    ['has no keys', { [DISCOVERY_URL]: DISCOVERY }],
    ['sends 300 kB of keys', { [DISCOVERY_URL]: DISCOVERY, 'https://idp.test/jwks': ' '.repeat(300_000) }],
    ['sends no key set', { [DISCOVERY_URL]: DISCOVERY, 'https://idp.test/jwks': '{"keys":1}' }],
  ])('says that the issuer is unavailable when it %s', async (_name, answers) => {
    await expect(keysOf(web(answers).request).keyFor(header)).rejects.toMatchObject({
      code: 'TOKEN_ISSUER_UNAVAILABLE',
    });
  });

  it('finds the key by discovery, follows no redirect and asks once', async () => {
    const { request, asked } = web({ [DISCOVERY_URL]: DISCOVERY, 'https://idp.test/jwks': KEY_SET });
    const keys = keysOf(request);
    const before = await keys.version();
    await expect(keys.keyFor(header)).resolves.toBeDefined();
    await expect(keys.keyFor(header)).resolves.toBeDefined();
    await expect(keys.keyFor({ alg: 'ES256', kid: 'k2' })).resolves.toBeUndefined();
    expect(asked.map(({ url }) => url)).toEqual([DISCOVERY_URL, 'https://idp.test/jwks']);
    expect(asked.every(({ redirect }) => redirect === 'error')).toBe(true);
    expect(await keys.version()).not.toBe(before);
  });

  it('tries again after a failure', async () => {
    const answers: Record<string, string | Error> = { [DISCOVERY_URL]: new Error('away') };
    const keys = keysOf(web(answers).request);
    await expect(keys.keyFor(header)).rejects.toMatchObject({ code: 'TOKEN_ISSUER_UNAVAILABLE' });
    answers[DISCOVERY_URL] = DISCOVERY;
    answers['https://idp.test/jwks'] = KEY_SET;
    await expect(keys.keyFor(header)).resolves.toBeDefined();
  });
});
