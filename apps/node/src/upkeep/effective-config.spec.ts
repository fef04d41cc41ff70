import { effectiveSettings } from './effective-config.js';

const settings = (config: object, written?: unknown, environment = {}) =>
  effectiveSettings(config, written, environment).filter(({ origin }) => origin !== 'environment');

describe('the effective configuration', () => {
  it('says of each setting what it is and where it came from', () => {
    expect(
      settings(
        {
          peers: { timeoutMs: 10, tls: { cert: 'a' } },
          list: [{ id: 'x', more: 1 }],
          plain: ['a', 'b'],
          none: [],
        },
        { peers: { tls: { cert: 'a' } }, list: [{ id: 'x' }], none: [] },
      ),
    ).toEqual([
      { path: 'peers.timeoutMs', value: '10', origin: 'default' },
      { path: 'peers.tls.cert', value: '"a"', origin: 'file' },
      { path: 'list[0].id', value: '"x"', origin: 'file' },
      { path: 'list[0].more', value: '1', origin: 'default' },
      { path: 'plain', value: '["a","b"]', origin: 'default' },
      { path: 'none', value: '[]', origin: 'file' },
    ]);
  });

  it.each([
    ['a password by name', { adminPassword: 'hunter2' }],
    ['a password in a URL', { url: 'postgres://a:hunter2@b/c' }],
    ['one among others', { urls: ['https://a', 'https://a:hunter2@b'] }],
    ['a private key', { pem: '-----BEGIN PRIVATE KEY-----hunter2' }],
    ['in a list of its name', { secret: ['hunter2'] }],
  ])('never shows %s', (_, config) => {
    const [setting] = settings(config);
    expect(setting).toMatchObject({ secret: 'set' });
    expect(JSON.stringify(setting)).not.toContain('hunter2');
  });

  it('tells of the environment only whether it is set', () => {
    const told = effectiveSettings({}, undefined, { TONGBAN_DATABASE_URL: 'postgres://a:b@c/d' });
    expect(told.filter(({ origin }) => origin === 'environment')).toEqual([
      { path: 'TONGBAN_DATABASE_URL', secret: 'set', origin: 'environment' },
      { path: 'TONGBAN_SEALING_PASSPHRASE', secret: 'not-set', origin: 'environment' },
    ]);
  });
});
