import { basePath, configurationUrl, isEntityId } from './entity-id.js';

describe('entity identifiers (OpenID Federation 1.0 §1.2, §9)', () => {
  it.each([
    'http://node.example',
    'https://',
    'https://user@node.example',
    'https://node.example?x=1',
    'https://node.example?',
    'https://node.example#x',
    'https://node.example#',
    'https://NODE.example',
    'https://node.example:443',
    'https://node.example/a/../b',
    'https://node.example\\@evil.example',
    'https://node.example/\u0000',
    ' https://node.example',
    'https://node.example\n',
    'https://节点.example',
    `https://node.example/${'a'.repeat(2048)}`,
    'javascript:alert(1)',
    '',
    undefined,
    42,
  ])('refuses %j', (value) => {
    expect(isEntityId(value)).toBe(false);
  });

  it.each([
    'https://node.example',
    'https://node.example/',
    'https://127.0.0.1:7411',
    'https://node.example:8443/a/b',
  ])('takes %s', (value) => {
    expect(isEntityId(value)).toBe(true);
  });

  it('puts the well-known path behind the identifier, one slash less (§9)', () => {
    expect(configurationUrl('https://n.example/')).toBe('https://n.example/.well-known/openid-federation');
    expect(configurationUrl('https://n.example/hebei')).toBe(
      'https://n.example/hebei/.well-known/openid-federation',
    );
    expect(basePath('https://n.example')).toBe('');
    expect(basePath('https://n.example/hebei')).toBe('/hebei');
  });
});
