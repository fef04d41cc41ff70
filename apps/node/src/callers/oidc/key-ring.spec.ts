import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IssuerKeyRing, issuerKeyStandings, rotateIssuerKeys } from './key-ring.js';

const START = Date.UTC(2026, 10, 24);
const FILE = 'issuer-keys.json';

describe('IssuerKeyRing', () => {
  let folder: string;
  let now: number;
  const clock = (): number => now;
  const kids = (ring: IssuerKeyRing): string[] => ring.signingJwks().map((jwk) => jwk.kid);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongban-keys-'));
    now = START;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['is not JSON', 'not json'],
    ['holds no keys', '{"signing":[],"cookies":[]}'],
    ['holds members that nobody knows', '{"signing":[],"cookies":[],"x":1}'],
    [
      'holds a public key only',
      '{"signing":[{"createdAt":"2026-11-24T00:00:00Z","privateJwk":{"kty":"EC"}}],"cookies":[]}',
    ],
  ])('refuses a file that %s and does not quote it', async (_name, content) => {
    await writeFile(join(folder, FILE), content);
    await expect(IssuerKeyRing.open(folder, { clock })).rejects.toMatchObject({
      code: 'ISSUER_KEYS_INVALID',
      cause: undefined,
    });
    expect(await readFile(join(folder, FILE), 'utf8')).toBe(content);
  });

  it('makes keys where there are none, for the owner only, and keeps them', async () => {
    const first = await IssuerKeyRing.open(join(folder, 'new'), { clock });
    const again = await IssuerKeyRing.open(join(folder, 'new'), { clock });
    expect(kids(again)).toEqual(kids(first));
    expect((await stat(join(folder, 'new', FILE))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700);
  });

  it('signs with the new key, believes the old one for the overlap and not a moment longer', async () => {
    const ring = await IssuerKeyRing.open(folder, { clock });
    const [old = ''] = kids(ring);
    const { kid, retired } = await rotateIssuerKeys(folder, { clock, overlapSeconds: 600 });
    expect(retired).toEqual([old]);
    now += 1000;
    const version = await ring.version();
    expect(kids(ring)).toEqual([kid, old]);
    expect(ring.cookieSecrets()).toHaveLength(2);
    expect(await ring.keyFor({ alg: 'ES256', kid: old })).toBeDefined();
    now = START + 599_999;
    expect(await ring.keyFor({ alg: 'ES256', kid: old })).toBeDefined();
    now = START + 600_000;
    expect(await ring.keyFor({ alg: 'ES256', kid: old })).toBeUndefined();
    expect(kids(ring)).toEqual([kid]);
    expect(await ring.version()).not.toBe(version);
  });

  it('tells operators where each key stands, and nothing secret', async () => {
    const [old = ''] = kids(await IssuerKeyRing.open(folder, { clock }));
    const began = now;
    now += 1000;
    const { kid } = await rotateIssuerKeys(folder, { clock, overlapSeconds: 600 });
    const until = now + 600_000;
    const ring = { algorithm: 'ES256' };
    expect(await issuerKeyStandings(folder, until - 1)).toEqual([
      { ...ring, kid, state: 'signing', from: now },
      { ...ring, kid: old, state: 'retiring', from: began, until },
    ]);
    expect(await issuerKeyStandings(folder, until)).toMatchObject([
      { state: 'signing' },
      { state: 'retired' },
    ]);
    expect(await issuerKeyStandings(join(folder, 'nowhere'), now)).toBeUndefined();
  });

  it('drops retired keys from the file at the next rotation and never prolongs one', async () => {
    const ring = await IssuerKeyRing.open(folder, { clock });
    await rotateIssuerKeys(folder, { clock, overlapSeconds: 100 });
    now += 50_000;
    await rotateIssuerKeys(folder, { clock, overlapSeconds: 100 });
    await ring.refresh();
    expect(kids(ring)).toHaveLength(3);
    now += 60_000;
    expect(kids(ring)).toHaveLength(2);
    await rotateIssuerKeys(folder, { clock, overlapSeconds: 100 });
    await ring.refresh();
    expect(kids(ring)).toHaveLength(3);
  });

  it.each([
    ['unknown', { alg: 'ES256', kid: 'nobody' }],
    ['absent', { alg: 'ES256' }],
    ['a property of objects', { alg: 'ES256', kid: '__proto__' }],
  ])('knows no key whose id is %s', async (_name, header) => {
    const ring = await IssuerKeyRing.open(folder, { clock });
    expect(await ring.keyFor(header)).toBeUndefined();
  });

  it('keeps the keys it has when the file changed into nonsense', async () => {
    const reported: unknown[] = [];
    const ring = await IssuerKeyRing.open(folder, { clock, report: (error) => reported.push(error) });
    const before = kids(ring);
    await writeFile(join(folder, FILE), '{');
    await chmod(join(folder, FILE), 0o600);
    await expect(ring.refresh()).rejects.toMatchObject({ code: 'ISSUER_KEYS_INVALID' });
    now += 1000;
    await ring.version();
    expect(kids(ring)).toEqual(before);
    expect(reported).toEqual([expect.objectContaining({ code: 'ISSUER_KEYS_INVALID' })]);
  });
});
