import { NodeSecret } from '../secret.js';
import { Nonces } from './nonces.js';

let now = Date.UTC(2026, 10, 20, 2, 0, 0);
const nonces = (key = 7) => new Nonces(new NodeSecret(new Uint8Array(32).fill(key)), 300, () => now);
const refused = expect.objectContaining({ code: 'ISSUANCE_NONCE_INVALID' });

describe('a nonce', () => {
  const [at = '', random = '', mac = ''] = nonces().make().split('.');

  it.each([
    ['of another node', nonces(8).make()],
    ['with a later time', `${(Number.parseInt(at, 36) + 1).toString(36)}.${random}.${mac}`],
    ['with another value', `${at}.${random.slice(1)}a.${mac}`],
    ['without proof', `${at}.${random}.`],
    ['with more', `${at}.${random}.${mac}.x`],
    ['empty', ''],
  ])('%s is refused', (_name, nonce) => {
    expect(() => nonces().check(nonce)).toThrow(refused);
  });

  it('is each its own, counts on every replica, and ends', () => {
    const made = nonces().make();
    expect(nonces().make()).not.toBe(made);
    now += 299_000;
    nonces().check(made);
    now += 2000;
    expect(() => nonces().check(made)).toThrow(refused);
  });

  it('counts once', async () => {
    const used = new Set<unknown>();
    const client = {
      query: async (_text: string, [nonce]: unknown[]) => {
        const rowCount = used.has(nonce) ? 0 : 1;
        used.add(nonce);
        return { rowCount };
      },
    } as never;
    const nonce = nonces().make();
    await nonces().use(client, new Set([nonce]));
    await expect(nonces().use(client, new Set([nonce]))).rejects.toEqual(refused);
  });
});

describe('what is sealed under the secret', () => {
  const secret = new NodeSecret(new Uint8Array(32).fill(7));
  const sealed = secret.seal('张三', 'row-1');

  it('opens in its own row, under its own key, unaltered', () => {
    expect(secret.open(sealed, 'row-1')).toBe('张三');
    const altered = Buffer.from(sealed);
    altered[14] = (altered[14] ?? 0) ^ 1;
    for (const open of [
      () => secret.open(sealed, 'row-2'),
      () => secret.open(altered, 'row-1'),
      () => new NodeSecret(new Uint8Array(32)).open(sealed, 'row-1'),
    ])
      expect(open).toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }));
  });
});
