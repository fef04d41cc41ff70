import { jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import { loadConfig } from './load.js';
import { pathText } from './problem.js';
import { MAX_CONFIG_BYTES, readYaml } from './read-yaml.js';
import { resolvePaths } from './paths.js';
import { findSecrets } from './secrets.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('reading YAML', () => {
  const aliasBomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghi'.split('').map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
  ].join('\n');

  it.each<[string, Uint8Array, RegExp]>([
    ['an alias bomb', utf8(aliasBomb), /aliases/],
    ['a single alias', utf8('a: &x 1\nb: *x'), /aliases/],
    ['a duplicate key', utf8('a: 1\na: 2'), /unique/],
    ["a tag of one's own", utf8('a: !!js/function "x"'), /tag/i],
    ['a prototype key', utf8('__proto__: {admin: true}'), /__proto__/],
    ['a constructor key below', utf8('a: {constructor: 1}'), /constructor/],
    ['two documents', utf8('a: 1\n---\nb: 2'), /document/i],
    ['deep nesting', utf8('['.repeat(40_000)), /YAML|nested/],
    ['well-formed deep nesting', utf8('['.repeat(64) + ']'.repeat(64)), /nested/],
    ['a tab for indentation', utf8('a:\n\tb: 1'), /YAML/],
    ['bytes that are not UTF-8', Uint8Array.from([0x61, 0x3a, 0x20, 0xff]), /UTF-8/],
    ['too many bytes', utf8(`a: ${'x'.repeat(MAX_CONFIG_BYTES)}`), /256 KiB/],
  ])('refuses %s', (_name, bytes, message) => {
    const { problems } = readYaml(bytes);
    expect(problems.map((p) => p.message).join('\n')).toMatch(message);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('knows the line of a path and of a path that is not there', () => {
    const read = readYaml(utf8('a:\n  b:\n    - 1\n    - 2\n'));
    expect(read.problems).toEqual([]);
    expect(read.lineOf(['a', 'b', 1])).toBe(4);
    expect(read.lineOf(['a', 'c'])).toBe(2);
  });
});

describe('paths', () => {
  const folders = { config: '/etc/tongban', data: '/var/lib/tongban' };
  it.each([
    ['./a.json', '/etc/tongban/a.json'],
    ['../a.json', '/etc/a.json'],
    ['${dataDir}', '/var/lib/tongban'],
    ['${dataDir}/keys/exchange.json', '/var/lib/tongban/keys/exchange.json'],
    ['/abs/a', '/abs/a'],
    ['plain words. ./not a path', 'plain words. ./not a path'],
  ])('%s', (given, expected) => {
    const report = jest.fn();
    expect(resolvePaths({ x: [given] }, folders, report)).toEqual({ x: [expected] });
    expect(report).not.toHaveBeenCalled();
  });

  it.each([
    ['a way out of the data directory', '${dataDir}/../../etc/shadow', /out of the data/],
    ['another variable', '${HOME}/x', /only \$\{dataDir\}/],
    ['a variable in the middle', 'x/${dataDir}', /only \$\{dataDir\}/],
  ])('refuses %s', (_name, value, message) => {
    const report = jest.fn();
    resolvePaths({ a: { b: [value] } }, folders, report);
    expect(report.mock.calls).toEqual([[['a', 'b', 0], expect.stringMatching(message)]]);
  });

  it('says which variable is missing', () => {
    const report = jest.fn();
    resolvePaths({ a: '${dataDir}/x' }, { config: '/etc', data: undefined }, report);
    expect(report).toHaveBeenCalledWith(['a'], expect.stringMatching(/TONGBAN_DATA_DIR/));
  });
});

describe('secrets in a file', () => {
  it.each<[string, unknown]>([
    ['a password', { database: { password: 'x' } }],
    ['a client secret', { callers: { clients: [{ clientSecret: 'x' }] } }],
    ['a URL with a password', { database: { url: 'postgres://u:p@h/d' } }],
    ['a private key in PEM', { tls: { key: '-----BEGIN EC PRIVATE KEY-----\nMHc' } }],
    ['a private JWK', { keys: [{ kty: 'EC', crv: 'P-256', x: 'a', y: 'b', d: 'c' }] }],
  ])('finds %s', (_name, value) => {
    const report = jest.fn();
    findSecrets(value, report);
    expect(report).toHaveBeenCalledTimes(1);
  });

  it.each<[string, unknown]>([
    ['a file name', { keyFile: '${dataDir}/keys/exchange.json' }],
    ['a public JWK', { kty: 'EC', crv: 'P-256', x: 'a', y: 'b' }],
    ['a URL without a password', { url: 'postgres://reader@localhost/tongban' }],
  ])('leaves %s alone', (_name, value) => {
    const report = jest.fn();
    findSecrets(value, report);
    expect(report).not.toHaveBeenCalled();
  });
});

describe('loadConfig', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongban-config-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const problemsOf = (text: string, env = {}): string[] => {
    const file = join(folder, 'node.yaml');
    writeFileSync(file, text);
    try {
      loadConfig(file, env);
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
      expect((error as Refusal).code).toBe('CONFIG_INVALID');
      const { problems } = (error as Refusal).details as { problems: { path: string; line?: number }[] };
      return problems.map(({ path, line }) => `${String(line)} ${path}`);
    }
    return [];
  };

  it('names every problem with its path and line, all at once', () => {
    const found = problemsOf(
      [
        'node:',
        '  entityId: http://127.0.0.1:7411/',
        '  region: 110000',
        '  nmae: {zh: 北京, en: Beijing}',
        'lgo: {}',
        'log: {level: loud}',
      ].join('\n'),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        '2 node.entityId',
        '3 node.region',
        '2 node.name',
        '4 node.nmae',
        '5 lgo',
        '6 log.level',
      ]),
    );
  });

  it.each([
    ['a missing file', () => join(folder, 'none.yaml')],
    ['a folder in place of a file', () => folder],
  ])('refuses %s with CONFIG_INVALID', (_name, file) => {
    expect(() => loadConfig(file(), {})).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  it.each([
    ['nothing at all', ''],
    ['a list', '- a'],
    ['a bare word', 'yes'],
  ])('refuses %s', (_name, text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });

  it('refuses a database URL that is none', () => {
    expect(problemsOf('log: {}', { TONGBAN_DATABASE_URL: 'mysql://x' })).toContain(
      'undefined TONGBAN_DATABASE_URL',
    );
  });

  it('never repeats a secret in its message', () => {
    const file = join(folder, 'node.yaml');
    writeFileSync(file, 'database: {password: hunter2}');
    expect(() => loadConfig(file, { TONGBAN_DATABASE_URL: 'mysql://u:hunter2@h/d' })).toThrow();
    try {
      loadConfig(file, { TONGBAN_DATABASE_URL: 'mysql://u:hunter2@h/d' });
    } catch (error) {
      expect(JSON.stringify((error as Refusal).details) + String((error as Error).cause)).not.toContain(
        'hunter2',
      );
    }
  });
});

it('writes paths as people do', () => {
  expect(pathText(['a', 'b', 0, 'c'])).toBe('a.b[0].c');
});
