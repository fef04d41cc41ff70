import { callersConfig, clientSchema } from './callers.config.js';

const organisation = { code: '11110000000021327Q', name: '北京市政务服务和数据管理局' };
const jwks = { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] };
const system = {
  id: 'service-hall',
  name: { zh: '大厅', en: 'Hall' },
  jwks,
  grantTypes: ['client_credentials'],
  organisation,
};
const app = {
  id: 'window-app',
  name: { zh: '窗口', en: 'Window' },
  authentication: 'none',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['https://window.test/callback'],
  organisation,
};

describe('a client', () => {
  it.each<[string, object]>([
    ['a private key', { ...system, jwks: { keys: [{ ...jwks.keys[0], d: 'd' }] } }],
    ['a shared secret', { ...system, jwks: { keys: [{ kty: 'oct', k: 'k' }] } }],
    ['no key', { ...system, jwks: undefined }],
    ['keys twice', { ...system, jwksFile: 'keys.json' }],
    ['client credentials without a key', { ...app, grantTypes: ['client_credentials'], redirectUris: [] }],
    ['keys of a public client', { ...app, jwks }],
    ['the code flow without redirect URI', { ...app, redirectUris: [] }],
    ['a redirect URI without the code flow', { ...system, redirectUris: ['https://x.test/'] }],
    ['refresh alone', { ...app, grantTypes: ['refresh_token'], redirectUris: [] }],
    ['a redirect URI over plain http', { ...app, redirectUris: ['http://window.test/callback'] }],
    ['a redirect URI with a fragment', { ...app, redirectUris: ['https://window.test/#x'] }],
    ['a redirect URI of a script', { ...app, redirectUris: ['javascript:alert(1)'] }],
    ['a password grant', { ...app, grantTypes: ['password'] }],
    ['the role of a peer', { ...system, role: 'peer' }],
    ['an unknown key', { ...system, secret: 'x' }],
    ['an organisation without a credit code', { ...system, organisation: { code: '1', name: 'x' } }],
  ])('may not have %s', (_name, client) => {
    expect(clientSchema.safeParse(client).success).toBe(false);
  });
  it.each([
    ['a system', system],
    ['an application for people', app],
    [
      'an application on the loopback interface',
      { ...app, redirectUris: ['http://127.0.0.1:7410/graphiql'] },
    ],
  ])('may be %s', (_name, client) => {
    expect(clientSchema.safeParse(client).success).toBe(true);
  });
});

describe('callersConfig', () => {
  const audience = 'https://beijing.test/graphql';
  it.each<[string, object]>([
    [
      'an issuer over plain http',
      { issuer: { kind: 'embedded', url: 'http://beijing.test/oidc' }, audience },
    ],
    [
      'an issuer with a query',
      { issuer: { kind: 'embedded', url: 'https://beijing.test/oidc?x' }, audience },
    ],
    [
      'tokens that live for a day',
      { issuer: { kind: 'embedded', url: 'https://b.test/oidc' }, audience, accessTokenSeconds: 86_400 },
    ],
    [
      'symmetric algorithms of an outside issuer',
      { issuer: { kind: 'external', url: 'https://idp.test', algorithms: ['HS256'] }, audience },
    ],
    ['an issuer of no kind', { issuer: { url: 'https://b.test/oidc' }, audience }],
  ])('refuses %s', (_name, config) => {
    expect(callersConfig.safeParse(config).success).toBe(false);
  });
  it('fills in what is not said', () => {
    const config = callersConfig.parse({
      issuer: { kind: 'embedded', url: 'http://127.0.0.1:7410/oidc' },
      audience,
    });
    expect(config).toMatchObject({
      accessTokenSeconds: 600,
      requiredScope: 'tongban',
      // Who audits and who administers shows two factors unless somebody has decided otherwise.
      secondFactor: { roles: ['auditor', 'securityAdministrator', 'systemAdministrator'] },
      issuer: { login: { maxFailures: 5, lockSeconds: 900 }, clients: [] },
    });
  });
});
