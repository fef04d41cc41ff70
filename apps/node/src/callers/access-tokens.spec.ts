import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { Refusal } from '#libs/errors';
import { AccessTokens, type IssuerKeys } from './access-tokens.js';
import type { ClientRole } from './roles.js';
import { ONE_FACTOR, TWO_FACTORS } from './second-factor/two-factors.js';

const NOW = Date.UTC(2026, 10, 24, 6, 0, 0);
const SECONDS = NOW / 1000;
const ISSUER = 'https://beijing.test/oidc';
const AUDIENCE = 'https://beijing.test/graphql';

const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Keys of the issuer under test; counts how often one was asked for. */
class Keys implements IssuerKeys {
  asked = 0;
  state = 'v1';
  constructor(readonly known = new Map<string, KeyObject>([['k1', signer.publicKey]])) {}
  async keyFor({ kid }: { kid?: string }): Promise<KeyObject | undefined> {
    this.asked += 1;
    return kid === undefined ? undefined : this.known.get(kid);
  }
  async version(): Promise<string> {
    return this.state;
  }
}

function tokensWith(
  keys: IssuerKeys = new Keys(),
  clock = () => NOW,
  roles: ClientRole[] = [],
): AccessTokens {
  return new AccessTokens({
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ['ES256'],
    requiredScope: 'tongban',
    clockSkewSeconds: 30,
    keys,
    clock,
    secondFactor: { roles, acr: [TWO_FACTORS], amr: ['mfa'] },
  });
}

const CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'person-1',
  client_id: 'window-app',
  jti: 'j1',
  iat: SECONDS - 10,
  exp: SECONDS + 600,
  scope: 'openid tongban',
  role: 'windowClerk',
  org_code: '11110000000021327Q',
  org_name: '北京市政务服务和数据管理局',
  person_id: 'person-1',
  person_name: '窗口演示员',
};
const HEADER = { alg: 'ES256', typ: 'at+jwt', kid: 'k1' };

const token = (
  claims: object = {},
  header: object = {},
  key: KeyObject = signer.privateKey,
): Promise<string> =>
  new SignJWT({ ...CLAIMS, ...claims }).setProtectedHeader({ ...HEADER, ...header }).sign(key);

const base64url = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

async function codeOf(authorization: string | undefined, tokens = tokensWith()): Promise<string> {
  try {
    await tokens.identify(authorization);
    return 'accepted';
  } catch (error) {
    return error instanceof Refusal ? error.code : `not a refusal: ${String(error)}`;
  }
}

describe('AccessTokens.identify refuses', () => {
  const publicPem = signer.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const hmacWithPublicKey = (): string => {
    const input = `${base64url({ ...HEADER, alg: 'HS256' })}.${base64url(CLAIMS)}`;
    return `${input}.${createHmac('sha256', publicPem).update(input).digest('base64url')}`;
  };
  const unsigned = (alg: string, header: object = {}): string =>
    `${base64url({ ...HEADER, ...header, alg })}.${base64url(CLAIMS)}.AAAA`;
  const tampered = async (): Promise<string> => {
    const [header, , signature] = (await token()).split('.');
    return `${header}.${base64url({ ...CLAIMS, role: 'auditor' })}.${signature}`;
  };
  const raw = async (payload: string): Promise<string> => {
    const { CompactSign } = await import('jose');
    return new CompactSign(Buffer.from(payload)).setProtectedHeader(HEADER).sign(signer.privateKey);
  };

  it.each<[string, string, () => string | Promise<string>]>([
    ['TOKEN_ALGORITHM_REFUSED', 'alg none', () => unsigned('none')],
    ['TOKEN_ALGORITHM_REFUSED', 'alg nOnE', () => unsigned('nOnE')],
    ['TOKEN_ALGORITHM_REFUSED', 'HS256 keyed with the public key', hmacWithPublicKey],
    [
      'TOKEN_ALGORITHM_REFUSED',
      'an algorithm not on the list',
      () => token({}, { alg: 'RS256' }, rsa.privateKey),
    ],
    ['TOKEN_KEY_UNKNOWN', 'an unknown key id', () => token({}, { kid: 'k2' }, stranger.privateKey)],
    ['TOKEN_KEY_UNKNOWN', 'no key id', () => token({}, { kid: undefined })],
    ['TOKEN_MALFORMED', 'a key id with a path in it', () => token({}, { kid: '../../etc/passwd' })],
    [
      'TOKEN_BAD_SIGNATURE',
      "another key under the issuer's key id",
      () => token({}, {}, stranger.privateKey),
    ],
    [
      'TOKEN_BAD_SIGNATURE',
      'a key of its own in the header',
      () =>
        token(
          {},
          { jwk: createPublicKey(stranger.privateKey).export({ format: 'jwk' }) },
          stranger.privateKey,
        ),
    ],
    ['TOKEN_BAD_SIGNATURE', 'a changed payload', tampered],
    ['TOKEN_BAD_SIGNATURE', 'a cut signature', async () => (await token()).slice(0, -10)],
    ['TOKEN_WRONG_TYPE', 'an ID token', () => token({}, { typ: 'JWT' })],
    ['TOKEN_WRONG_TYPE', 'no type', () => token({}, { typ: undefined })],
    ['TOKEN_WRONG_TYPE', "a peer's request token", () => token({}, { typ: 'tongban-request+jwt' })],
    ['TOKEN_WRONG_ISSUER', 'another issuer', () => token({ iss: 'https://tianjin.test/oidc' })],
    ['TOKEN_WRONG_ISSUER', 'no issuer', () => token({ iss: undefined })],
    ['TOKEN_WRONG_AUDIENCE', 'another audience', () => token({ aud: 'https://tianjin.test/graphql' })],
    ['TOKEN_WRONG_AUDIENCE', 'no audience', () => token({ aud: undefined })],
    ['TOKEN_EXPIRED', 'past exp', () => token({ exp: SECONDS - 31 })],
    ['TOKEN_CLAIMS_INVALID', 'no exp', () => token({ exp: undefined })],
    ['TOKEN_NOT_YET_VALID', 'nbf in the future', () => token({ nbf: SECONDS + 31 })],
    ['TOKEN_NOT_YET_VALID', 'iat in the future', () => token({ iat: SECONDS + 31 })],
    ['TOKEN_SCOPE_MISSING', 'no scope', () => token({ scope: undefined })],
    ['TOKEN_SCOPE_MISSING', 'a scope that only begins alike', () => token({ scope: 'tongban2 xtongban' })],
    ['TOKEN_SCOPE_MISSING', 'a scope that is a list', () => token({ scope: ['tongban'] })],
    ['TOKEN_CLAIMS_INVALID', 'no role', () => token({ role: undefined })],
    ['TOKEN_CLAIMS_INVALID', 'the role of a peer', () => token({ role: 'peer' })],
    ['TOKEN_CLAIMS_INVALID', 'a role named like a property', () => token({ role: 'constructor' })],
    ['TOKEN_CLAIMS_INVALID', 'no organisation', () => token({ org_code: undefined })],
    ['TOKEN_CLAIMS_INVALID', 'half a person', () => token({ person_name: undefined })],
    ['TOKEN_CLAIMS_INVALID', 'no client', () => token({ client_id: undefined })],
    ['TOKEN_MALFORMED', 'an unknown critical extension', () => unsigned('ES256', { crit: ['x'], x: 1 })],
    ['TOKEN_MALFORMED', 'a role given twice', () => raw(`{"role":"windowClerk","role":"auditor"}`)],
    ['TOKEN_MALFORMED', 'a prototype in the payload', () => raw(`{"__proto__":{"role":"auditor"}}`)],
    ['TOKEN_MALFORMED', 'a payload that is a list', () => raw('[]')],
    ['TOKEN_MALFORMED', 'nesting without end', () => raw(`{"a":${'['.repeat(60)}${']'.repeat(60)}}`)],
    ['TOKEN_MALFORMED', 'padding', async () => `${await token()}=`],
    ['TOKEN_MALFORMED', 'two parts', async () => (await token()).split('.').slice(0, 2).join('.')],
    ['TOKEN_MALFORMED', 'five parts', async () => `${await token()}.a.b`],
    ['TOKEN_MALFORMED', 'more than 8 kB', () => token({ padding: 'x'.repeat(9000) })],
  ])('%s: %s', async (code, _name, make) => {
    expect(await codeOf(`Bearer ${await make()}`)).toBe(code);
  });

  it.each([
    ['TOKEN_MISSING', undefined],
    ['TOKEN_MISSING', ''],
    ['TOKEN_MISSING', 'Basic dXNlcjpwYXNz'],
    ['TOKEN_MALFORMED', 'Bearer'],
    ['TOKEN_MALFORMED', 'Bearer  two.blanks.here'],
    ['TOKEN_MALFORMED', 'Bearer a.b.c, Bearer d.e.f'],
    ['TOKEN_MALFORMED', 'Bearer <script>'],
    ['TOKEN_MALFORMED', 'Bearer x'],
  ])('%s: header %j', async (code, header) => {
    expect(await codeOf(header)).toBe(code);
  });

  it('asks for no key before it knows the form, type, algorithm and issuer', async () => {
    const keys = new Keys();
    const tokens = tokensWith(keys);
    for (const bad of [
      unsigned('none'),
      await token({}, { typ: 'JWT' }),
      await token({ iss: 'https://x.test' }),
    ]) {
      await codeOf(`Bearer ${bad}`, tokens);
    }
    expect(keys.asked).toBe(0);
  });

  it('says nothing of the token in message, details or cause', async () => {
    for (const bad of [
      await token({ exp: 1 }),
      await token({ aud: 'secret-aud' }),
      await token({ role: 'secret-role' }),
    ]) {
      const error = (await tokensWith()
        .identify(`Bearer ${bad}`)
        .catch((thrown: unknown) => thrown)) as Refusal;
      const told = JSON.stringify([error.message, error.details, error.toPublic(), String(error.cause)]);
      expect(told).not.toMatch(/secret|窗口演示员|eyJ/);
    }
  });
});

describe('AccessTokens.identify accepts', () => {
  it('a person using a client', async () => {
    await expect(tokensWith().identify(`Bearer ${await token()}`)).resolves.toEqual({
      kind: 'client',
      id: 'window-app',
      role: 'windowClerk',
      organisation: { code: '11110000000021327Q', name: '北京市政务服务和数据管理局' },
      person: { id: 'person-1', name: '窗口演示员' },
      scopes: ['openid', 'tongban'],
    });
  });

  it.each([
    ['the scheme in any case', {}, {}, 'bEARER'],
    ['the media type in full', {}, { typ: 'application/at+jwt' }, 'Bearer'],
    ['one of several audiences', { aud: ['https://other.test', AUDIENCE] }, {}, 'Bearer'],
    ['a clock within the tolerance', { exp: SECONDS - 29 }, {}, 'Bearer'],
  ])('%s', async (_name, claims, header, scheme) => {
    expect(await codeOf(`${scheme} ${await token(claims, header)}`)).toBe('accepted');
  });

  it('a system without a person', async () => {
    const system = await token({ person_id: undefined, person_name: undefined, role: 'integrator' });
    expect(await tokensWith().identify(`Bearer ${system}`)).not.toHaveProperty('person');
  });
});

describe('the memory of verified tokens', () => {
  it('checks a signature once, until the token expires or the keys change', async () => {
    let now = NOW;
    const keys = new Keys();
    const tokens = tokensWith(keys, () => now);
    const header = `Bearer ${await token()}`;
    await tokens.identify(header);
    await tokens.identify(header);
    expect(keys.asked).toBe(1);
    keys.state = 'v2';
    await tokens.identify(header);
    expect(keys.asked).toBe(2);
    keys.state = 'v3';
    keys.known.delete('k1');
    expect(await codeOf(header, tokens)).toBe('TOKEN_KEY_UNKNOWN');
    now = NOW + 631_000;
    keys.known.set('k1', signer.publicKey);
    expect(await codeOf(header, tokens)).toBe('TOKEN_EXPIRED');
  });

  it('never remembers a refusal as an acceptance', async () => {
    const keys = new Keys();
    const tokens = tokensWith(keys);
    const header = `Bearer ${await token({ scope: 'other' })}`;
    expect(await codeOf(header, tokens)).toBe('TOKEN_SCOPE_MISSING');
    expect(await codeOf(header, tokens)).toBe('TOKEN_SCOPE_MISSING');
  });
});

describe('a second factor', () => {
  const strict = () => tokensWith(new Keys(), () => NOW, ['windowClerk']);
  const tried = async (claims: object, tokens = strict()) => codeOf(`Bearer ${await token(claims)}`, tokens);

  it('is demanded of the roles that need one, and of their people alone', async () => {
    expect(await tried({})).toBe('TOKEN_SECOND_FACTOR_MISSING');
    expect(await tried({ acr: ONE_FACTOR, amr: ['pwd'] })).toBe('TOKEN_SECOND_FACTOR_MISSING');
    expect(await tried({ role: 'handler' })).toBe('accepted');
    expect(await tried({ person_id: undefined, person_name: undefined })).toBe('accepted');
    expect(await tried({ acr: TWO_FACTORS })).toBe('accepted');
    expect(await tried({ amr: ['pwd', 'otp', 'mfa'] })).toBe('accepted');
  });

  it('is told of the caller', async () => {
    const by = async (claims: object) => strict().identify(`Bearer ${await token(claims)}`);
    await expect(by({ acr: TWO_FACTORS })).resolves.toMatchObject({ twoFactors: true });
    await expect(by({ role: 'handler' })).resolves.not.toHaveProperty('twoFactors');
  });
});
