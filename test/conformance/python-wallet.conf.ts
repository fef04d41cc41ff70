import { randomBytes } from 'node:crypto';
import {
  bindKey,
  issueCredential,
  parseCombined,
  presentCredential,
  signStatusList,
  StatusList,
  verifyCredential,
} from '#libs/credentials';
import { generateSigningKey, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import { hasPythonWallet, pythonWallet } from '../support/python-wallet.js';

/** SD-JWT VC, key binding and status lists, ours and those of a second implementation, each read by the other. */
const now = Date.UTC(2026, 10, 20, 2, 0, 0);
const issuer = 'https://issuer.example';
const audience = 'openid_federation:https://verifier.example';
const vct = 'urn:tongban:licence:sample';
const nonce = 'n-0S6_WzA2Mj';
const uri = `${issuer}/credentials/status/1`;
const issuerKey = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const holder = generateSigningKey('ES256').privateJwk;
const { kty, crv, x, y } = holder;
const names = ['holderName', 'number', 'tags'];

const issue = (more: { expiresAt?: number; index?: number } = {}) =>
  issueCredential(
    {
      issuer,
      type: vct,
      issuedAt: now - 3_600_000,
      expiresAt: more.expiresAt ?? now + 86_400_000,
      holder: { kty, crv, x, y },
      status: { index: more.index ?? 5, uri },
      claims: {
        holderName: '样例有限公司',
        number: '91110000TB0101010X',
        tags: ['a', 'b'],
        attributes: { KZ_A: '一', KZ_B: '二' },
      },
      frame: {
        conceal: names,
        elements: ['tags'],
        inside: { attributes: { conceal: ['KZ_A', 'KZ_B'] } },
        decoys: 2,
      },
    },
    issuerKey,
    randomBytes,
  );
const statusList = () => {
  const list = StatusList.create(2, 64);
  list.set(6, 1);
  list.set(7, 2);
  return signStatusList(list, { uri, issuedAt: now, ttl: 60 }, issuerKey);
};
const given = async (presentation: string) => ({
  presentation,
  issuer,
  vct,
  audience,
  nonce,
  now,
  issuer_jwks: { keys: [issuerKey.publicJwk] },
  status_list_token: await statusList(),
});
const present = (
  credential: string,
  binding: { audience?: string; nonce?: string; issuedAt?: number } = {},
) =>
  presentCredential(credential, ({ name }) => name === 'holderName' || name === 'KZ_B', {
    audience,
    nonce,
    issuedAt: now,
    ...binding,
    key: signingKeyFromJwk(holder),
  });
const rebound = async (presentation: string, change: (parts: string[]) => string[]) => {
  const parts = change(presentation.split('~').slice(0, -1));
  const bound = { audience, nonce, issuedAt: now };
  return `${parts.join('~')}~${await bindKey(parseCombined(`${parts.join('~')}~`), bound, signingKeyFromJwk(holder))}`;
};
const disclosure = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

(hasPythonWallet ? describe : describe.skip)('a wallet in Python', () => {
  it('reads our presentation as we meant it', async () => {
    const result = await pythonWallet<{ claims: object; shown: string[] }>(
      'verify',
      await given(await present(await issue())),
    );
    expect(result.refused).toBeUndefined();
    expect(result.shown).toEqual(['KZ_B', 'holderName']);
    expect(result.claims).toMatchObject({
      iss: issuer,
      vct,
      holderName: '样例有限公司',
      attributes: { KZ_B: '二' },
    });
    expect(JSON.stringify(result.claims)).not.toContain('91110000TB0101010X');
  });

  it.each<[string, () => Promise<string>, string]>([
    ['expired', async () => present(await issue({ expiresAt: now - 1000 })), 'expired'],
    ['revoked', async () => present(await issue({ index: 6 })), 'status 1'],
    ['suspended', async () => present(await issue({ index: 7 })), 'status 2'],
    ['for another audience', async () => present(await issue(), { audience: 'x' }), 'aud'],
    ['for another nonce', async () => present(await issue(), { nonce: 'another' }), 'nonce'],
    [
      'with a disclosure twice',
      async () => rebound(await present(await issue()), (parts) => [...parts, parts[1] ?? '']),
      'disclosure twice',
    ],
    [
      'with a disclosure of its own',
      async () => rebound(await present(await issue()), (parts) => [...parts, disclosure(['s', 'a', 1])]),
      'disclosure unreferenced',
    ],
    [
      'with a disclosure less than was bound',
      async () => {
        const parts = (await present(await issue())).split('~');
        return [parts[0], ...parts.slice(2)].join('~');
      },
      'sd_hash',
    ],
  ])('refuses what we refuse: %s', async (_name, make, refused) => {
    const presentation = await make();
    expect(await pythonWallet('verify', await given(presentation))).toEqual({ refused });
    await expect(
      verifyCredential(presentation, {
        now,
        issuerKey: async () => verificationKeyOf(issuerKey),
        keyBinding: { audience, nonce, maxAgeSeconds: 300 },
        statusOf: async ({ index }) => (index === 6 ? 1 : index === 7 ? 2 : 0),
      }),
    ).rejects.toMatchObject({ name: 'Refusal' });
  });

  it('makes presentations that we accept', async () => {
    const { presentation } = await pythonWallet<{ presentation: string }>('present', {
      credential: await issue(),
      key: holder,
      show: ['number', 'KZ_A'],
      audience,
      nonce,
      now,
    });
    const { disclosed, claims } = await verifyCredential(presentation, {
      now,
      issuerKey: async () => verificationKeyOf(issuerKey),
      keyBinding: { audience, nonce, maxAgeSeconds: 300 },
      statusOf: async () => 0,
    });
    expect([...disclosed].sort()).toEqual(['attributes.KZ_A', 'number']);
    expect(claims).toMatchObject({ number: '91110000TB0101010X', attributes: { KZ_A: '一' } });
  });
});
