import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureExchangeKey, ensureKeyOfSuite, ExchangeKeys, rotateExchangeKey } from './exchange-keys.js';
import { acceptedSuites } from './exchange.config.js';

let directory: string;
let now: number;
const clock = (): number => now;
const seconds = (n: number): void => void (now += n * 1000);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tongban-keys-'));
  now = 1_800_000_000_000;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('exchange keys of a node', () => {
  it('are made once, and readable to nobody else', () => {
    ensureExchangeKey(directory, 'ES256', now);
    const [file = '', ...others] = readdirSync(directory);
    expect(others).toEqual([]);
    expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    ensureExchangeKey(directory, 'EdDSA', now);
    expect(readdirSync(directory)).toEqual([file]);
    expect(new ExchangeKeys(directory, clock).signingKey().suite.name).toBe('ES256');
  });

  it('are published without their private part', () => {
    ensureExchangeKey(directory, 'ES256', now);
    const [published] = new ExchangeKeys(directory, clock).published();
    expect(published).not.toHaveProperty('d');
  });

  it.each<[string, () => void]>([
    ['an empty folder', () => undefined],
    ['a file that is no key', () => writeFileSync(join(directory, 'a.json'), '{"jwk":{}}')],
    [
      'a member too many',
      () => writeFileSync(join(directory, 'a.json'), '{"jwk":{},"signsFrom":1,"colour":"red"}'),
    ],
  ])('%s is no start', (_name, prepare) => {
    prepare();
    expect(() => new ExchangeKeys(directory, clock)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });

  it('rotate with an overlap, seen by a running node', () => {
    ensureExchangeKey(directory, 'ES256', now);
    const keys = new ExchangeKeys(directory, clock);
    const old = keys.signingKey().kid;
    const { kid: fresh, signsFrom } = rotateExchangeKey(directory, 'EdDSA', now, 3600);
    expect(signsFrom).toBe(now + 3_600_000);

    seconds(5);
    expect(
      keys
        .published()
        .map(({ kid }) => kid)
        .sort(),
    ).toEqual([old, fresh].sort());
    expect(keys.signingKey().kid).toBe(old);

    seconds(3595);
    expect(keys.signingKey()).toMatchObject({ kid: fresh, suite: { name: 'EdDSA' } });
    expect(keys.published()).toHaveLength(2); // what the old one signed a second ago must still be verified

    seconds(180);
    expect(keys.published().map(({ kid }) => kid)).toEqual([fresh]);
  });

  it('rotated twice in the overlap sign by the newest whose hour has come', () => {
    ensureExchangeKey(directory, 'ES256', now);
    const first = rotateExchangeKey(directory, 'ES256', now, 100);
    const second = rotateExchangeKey(directory, 'ES256', now, 200);
    const keys = new ExchangeKeys(directory, clock);
    seconds(150);
    expect(keys.signingKey().kid).toBe(first.kid);
    seconds(50);
    expect(keys.signingKey().kid).toBe(second.kid);
  });

  it('stay in use where a file is half written', () => {
    ensureExchangeKey(directory, 'ES256', now);
    const keys = new ExchangeKeys(directory, clock);
    const { kid } = keys.signingKey();
    writeFileSync(join(directory, 'b.json'), '{"jwk":');
    seconds(60);
    expect(keys.signingKey().kid).toBe(kid);
    expect(keys.published()).toHaveLength(1);
  });
});

describe('the key for a peer', () => {
  it('is of a suite that the peer takes, by its preference', () => {
    ensureExchangeKey(directory, 'ES256', now);
    const keys = new ExchangeKeys(directory, clock);
    expect(keys.signingKeyFor(['SM2', 'ES256']).suite.name).toBe('ES256');
    expect(() => keys.signingKeyFor(['SM2'])).toThrow(expect.objectContaining({ code: 'SUITE_NOT_AGREED' }));
    expect(() => keys.signingKeyFor([])).toThrow(expect.objectContaining({ code: 'SUITE_NOT_AGREED' }));
  });

  it('is never one whose successor signs already, though it is still published', () => {
    ensureExchangeKey(directory, 'ES256', now);
    rotateExchangeKey(directory, 'SM2', now, 100);
    const keys = new ExchangeKeys(directory, clock);
    seconds(99);
    expect(keys.signingKeyFor(['SM2', 'ES256']).suite.name).toBe('ES256');
    seconds(1);
    expect(keys.signingKeyFor(['ES256', 'SM2']).suite.name).toBe('SM2');
    expect(() => keys.signingKeyFor(['ES256'])).toThrow(
      expect.objectContaining({ code: 'SUITE_NOT_AGREED' }),
    );
    expect(keys.published()).toHaveLength(2);
  });

  it('is the newest of its suite', () => {
    ensureExchangeKey(directory, 'SM2', now);
    seconds(10);
    const { kid } = rotateExchangeKey(directory, 'SM2', now, 0);
    expect(new ExchangeKeys(directory, clock).signingKeyFor(['SM2']).kid).toBe(kid);
  });
});

it('a key of another suite is replaced where one suite is asked for, one of the same is kept', () => {
  ensureKeyOfSuite(directory, 'SM2', now);
  const { kid } = new ExchangeKeys(directory, clock).signingKey();
  seconds(10);
  ensureKeyOfSuite(directory, 'SM2', now);
  expect(new ExchangeKeys(directory, clock).signingKey().kid).toBe(kid);
  ensureKeyOfSuite(directory, 'ES256', now);
  expect(new ExchangeKeys(directory, clock).signingKey().suite.name).toBe('ES256');
});

it('a node takes every suite, its own first, unless it is confined', () => {
  expect(acceptedSuites({ suite: 'ES256' })).toEqual(['ES256', 'EdDSA', 'SM2']);
  expect(acceptedSuites({ suite: 'SM2' })).toEqual(['SM2', 'ES256', 'EdDSA']);
  expect(acceptedSuites({ suite: 'SM2', accepts: ['SM2'] })).toEqual(['SM2']);
});
