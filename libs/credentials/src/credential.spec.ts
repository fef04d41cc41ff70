import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { generateSigningKey, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import { formatCombined, parseCombined } from './combined.js';
import {
  issueCredential,
  presentCredential,
  verifyCredential,
  type CredentialCheck,
  type CredentialContent,
} from './credential.js';
import { parseDisclosure } from './disclosure.js';
import { bindKey } from './key-binding.js';

const NOW = Date.UTC(2026, 5, 1);
const issuerJwk = generateSigningKey('ES256').privateJwk;
const issuer = signingKeyFromJwk(issuerJwk);
const holder = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const stranger = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const random = (bytes: number) => new Uint8Array(randomBytes(bytes));

const content: CredentialContent = {
  issuer: 'https://beijing.example',
  type: 'urn:tongban:licence:11100000MB0143028R001',
  issuedAt: NOW - 3_600_000,
  expiresAt: NOW + 86_400_000,
  holder: holder.publicJwk,
  claims: {
    holderName: '样例餐饮有限公司',
    number: '91110000MA00000000',
    attributes: { KZ_FDDBR: '张三', KZ_ZCZB: '100' },
    activities: ['热食', '冷食'],
  },
  frame: {
    conceal: ['holderName', 'number', 'attributes'],
    inside: { attributes: { conceal: ['KZ_FDDBR', 'KZ_ZCZB'] } },
    elements: ['activities'],
    decoys: 2,
  },
};

const due = { audience: 'https://tianjin.example', nonce: 'n-1', maxAgeSeconds: 300 };
const check = (more: Partial<CredentialCheck> = {}): CredentialCheck => ({
  now: NOW,
  issuerKey: async () => verificationKeyOf(issuer),
  keyBinding: due,
  ...more,
});
const binding = { audience: due.audience, nonce: due.nonce, issuedAt: NOW - 1000, key: holder };

async function codeOf(text: string, more: Partial<CredentialCheck> = {}): Promise<string> {
  try {
    await verifyCredential(text, check(more));
    return 'accepted';
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
}

const issued = await issueCredential(content, issuer, random);
const shows =
  (...names: string[]) =>
  ({ name }: { name?: string }) =>
    name !== undefined && names.includes(name);
const present = (names: string[], change: Partial<typeof binding> = {}, credential = issued) =>
  presentCredential(credential, shows(...names), { ...binding, ...change });

describe('a credential', () => {
  it('shows nothing that was not chosen, neither in clear nor in its digests', async () => {
    const text = await present(['holderName']);
    const { claims, disclosed, bound } = await verifyCredential(text, check());
    expect(disclosed).toEqual(['holderName']);
    expect(bound).toBe(true);
    expect(claims).toMatchObject({ holderName: '样例餐饮有限公司', activities: [] });
    const { jwt, disclosures } = parseCombined(text);
    const everything = [jwt.split('.')[1] ?? '', ...disclosures]
      .map((part) => Buffer.from(part, 'base64url').toString())
      .join();
    for (const secret of ['91110000MA00000000', '张三', '热食', 'KZ_ZCZB', 'number'])
      expect(everything).not.toContain(secret);
  });

  it('shows what lies inside of a concealed claim', async () => {
    const { claims, disclosed } = await verifyCredential(await present(['attributes', 'KZ_FDDBR']), check());
    expect(claims['attributes']).toEqual({ KZ_FDDBR: '张三' });
    expect(disclosed).toEqual(['attributes', 'attributes.KZ_FDDBR']);
  });

  it('shows elements of an array in their order', async () => {
    const text = await presentCredential(
      issued,
      ({ name, value }) => name === undefined && value === '冷食',
      binding,
    );
    const { claims, disclosed } = await verifyCredential(text, check());
    expect(claims['activities']).toEqual(['冷食']);
    expect(disclosed).toEqual(['activities[1]']);
  });

  it('is read whole by who holds it', async () => {
    const { claims } = await verifyCredential(issued, check({ keyBinding: 'none' }));
    expect(claims).toMatchObject(content.claims);
    expect(claims).not.toHaveProperty('_sd');
    expect(claims).not.toHaveProperty('_sd_alg');
  });

  it('is not issued with a claim concealed that must stay open', async () => {
    for (const name of ['iss', 'exp', 'vct', 'cnf', 'status']) {
      const concealed = { ...content, frame: { conceal: [name] } };
      await expect(issueCredential(concealed, issuer, random)).rejects.toThrow(RangeError);
    }
  });
});

const good = await present(['holderName']);
const parts = parseCombined(good);

describe('refused is', () => {
  const rebound = async (disclosures: readonly string[], jwt = parts.jwt) => {
    const combined = { jwt, disclosures };
    return formatCombined({ ...combined, keyBinding: await bindKey(combined, binding, holder) });
  };
  const [first = ''] = parts.disclosures;
  const forged = (...array: unknown[]) => Buffer.from(JSON.stringify(array)).toString('base64url');

  it.each<[string, () => Promise<string>, string, Partial<CredentialCheck>?]>([
    [
      'a disclosure that was added',
      () => rebound([first, forged('c2FsdA', 'role', 'x')]),
      'SD_JWT_DISCLOSURE_UNREFERENCED',
    ],
    ['a disclosure that stands twice', () => rebound([first, first]), 'SD_JWT_DISCLOSURE_REPEATED'],
    ['a disclosure whose parent is withheld', () => present(['KZ_FDDBR']), 'SD_JWT_DISCLOSURE_UNREFERENCED'],
    ['a disclosure in another spelling', () => rebound([`${first}=`]), 'SD_JWT_MALFORMED'],
    [
      'a value that was changed',
      () => rebound([forged(parseDisclosure(first).salt, 'holderName', '别人')]),
      'SD_JWT_DISCLOSURE_UNREFERENCED',
    ],
    [
      'a disclosure added after the binding',
      async () => formatCombined({ ...parts, disclosures: [] }),
      'KEY_BINDING_OTHER',
    ],
    ['no binding', () => presentCredential(issued, shows('holderName')), 'KEY_BINDING_MISSING'],
    ['a binding nobody asked for', async () => good, 'KEY_BINDING_UNEXPECTED', { keyBinding: 'none' }],
    [
      'a binding for another audience',
      () => present([], { audience: 'https://hebei.example' }),
      'KEY_BINDING_AUDIENCE',
    ],
    ['a binding for another nonce', () => present([], { nonce: 'n-2' }), 'KEY_BINDING_NONCE'],
    ['a binding that is old', () => present([], { issuedAt: NOW - 301_000 }), 'KEY_BINDING_TIME'],
    ['a binding from the future', () => present([], { issuedAt: NOW + 61_000 }), 'KEY_BINDING_TIME'],
    ['a binding by another key', () => present([], { key: stranger }), 'JWS_SIGNATURE_WRONG'],
    [
      'the binding of another presentation',
      async () => formatCombined({ ...parseCombined(await present([])), keyBinding: parts.keyBinding ?? '' }),
      'KEY_BINDING_OTHER',
    ],
    [
      'an issuer nobody trusts',
      async () => good,
      'CREDENTIAL_ISSUER_UNTRUSTED',
      { issuerKey: async () => undefined },
    ],
    [
      'another key than the issuer’s',
      async () => good,
      'JWS_SIGNATURE_WRONG',
      { issuerKey: async () => verificationKeyOf(stranger) },
    ],
    [
      'a credential that has expired',
      () => present([], { issuedAt: NOW + 86_400_000 }),
      'CREDENTIAL_EXPIRED',
      { now: NOW + 86_400_000 },
    ],
    ['a credential from the future', async () => good, 'CREDENTIAL_NOT_YET_VALID', { now: NOW - 7_200_000 }],
    ['a plain JWT', async () => parts.jwt, 'SD_JWT_MALFORMED'],
    ['an empty disclosure', async () => good.replace('~', '~~'), 'SD_JWT_MALFORMED'],
    ['a megabyte', async () => `${parts.jwt}~${'a'.repeat(300_000)}~`, 'SD_JWT_MALFORMED'],
    ['a thousand disclosures', async () => `${parts.jwt}~${'a~'.repeat(1000)}`, 'SD_JWT_MALFORMED'],
  ])('%s', async (_, make, code, more = {}) => {
    expect(await codeOf(await make(), more)).toBe(code);
  });

  it('a credential without a key, where a binding is due', async () => {
    const { holder: _, ...bearer } = content;
    const text = await present([], {}, await issueCredential(bearer, issuer, random));
    expect(await codeOf(text)).toBe('KEY_BINDING_NO_KEY');
  });

  it.each([
    [0, 'accepted'],
    [1, 'CREDENTIAL_REVOKED'],
    [2, 'CREDENTIAL_SUSPENDED'],
    [3, 'CREDENTIAL_STATUS_UNKNOWN'],
  ])('by its status %i: %s', async (value, code) => {
    const status = { index: 7, uri: 'https://beijing.example/status/1' };
    const text = await present([], {}, await issueCredential({ ...content, status }, issuer, random));
    const asked: unknown[] = [];
    const statusOf = async (reference: object, iss: string) => (asked.push([reference, iss]), value);
    expect(await codeOf(text, { statusOf })).toBe(code);
    expect(asked).toEqual([[status, content.issuer]]);
    // Without a way to ask, nothing is taken for good.
    expect(await codeOf(text)).toBe('CREDENTIAL_STATUS_UNKNOWN');
  });
});

/** Credentials by an issuer whose key is good and whose software is not. */
describe('an ill-made credential', () => {
  const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const digest = (text: string) => createHash('sha256').update(text).digest('base64url');
  const claim = (name: string, value: unknown) => b64(['c2FsdHNhbHRzYWx0c2FsdA', name, value]);
  const element = (value: unknown) => b64(['c2FsdHNhbHRzYWx0c2FsdA', value]);
  function make(payload: object, disclosures: string[], typ = 'dc+sd-jwt'): string {
    const input = `${b64({ alg: 'ES256', typ, kid: issuer.kid })}.${b64({ iss: 'x', vct: 'y', ...payload })}`;
    const key = createPrivateKey({ key: issuerJwk as never, format: 'jwk' });
    const value = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
    return formatCombined({ jwt: `${input}.${value.toString('base64url')}`, disclosures });
  }
  const name = claim('name', 1);
  const wrong = claim('name', 2);
  const hidden = element(1);

  it.each<[string, object, string[], string]>([
    ['a digest twice in one list', { _sd: [digest(name), digest(name)] }, [name], 'SD_JWT_DIGEST_REPEATED'],
    [
      'a digest twice in two places',
      { _sd: [digest(name)], a: { _sd: [digest(name)] } },
      [name],
      'SD_JWT_DIGEST_REPEATED',
    ],
    ['a digest twice of nothing', { _sd: ['x', 'x'] }, [], 'SD_JWT_DIGEST_REPEATED'],
    [
      'a claim that stands in clear as well',
      { name: 0, _sd: [digest(name)] },
      [name],
      'SD_JWT_CLAIM_COVERED',
    ],
    [
      'two disclosures for one claim',
      { _sd: [digest(name), digest(wrong)] },
      [name, wrong],
      'SD_JWT_CLAIM_COVERED',
    ],
    ['an element where a claim is due', { _sd: [digest(hidden)] }, [hidden], 'SD_JWT_MALFORMED'],
    ['a claim where an element is due', { a: [{ '...': digest(name) }] }, [name], 'SD_JWT_MALFORMED'],
    ['members beside ...', { a: [{ '...': digest(hidden), b: 1 }] }, [hidden], 'SD_JWT_MALFORMED'],
    ['... outside of an array', { a: { '...': digest(hidden) } }, [hidden], 'SD_JWT_MALFORMED'],
    ['_sd that is no list', { _sd: digest(name) }, [name], 'SD_JWT_MALFORMED'],
    ['a digest that is a number', { _sd: [1] }, [], 'SD_JWT_MALFORMED'],
    [
      'a claim named _sd',
      { _sd: [digest(claim('_sd', []))] },
      [claim('_sd', [])],
      'SD_JWT_DISCLOSURE_MALFORMED',
    ],
    [
      'a claim named ...',
      { _sd: [digest(claim('...', 'x'))] },
      [claim('...', 'x')],
      'SD_JWT_DISCLOSURE_MALFORMED',
    ],
    [
      'a disclosure of four',
      { _sd: [digest(b64([1, 2, 3, 4]))] },
      [b64([1, 2, 3, 4])],
      'SD_JWT_DISCLOSURE_MALFORMED',
    ],
    ['a disclosure that is an object', { _sd: [digest(b64({}))] }, [b64({})], 'SD_JWT_DISCLOSURE_MALFORMED'],
    [
      'a salt that is no text',
      { _sd: [digest(b64([1, 'a', 1]))] },
      [b64([1, 'a', 1])],
      'SD_JWT_DISCLOSURE_MALFORMED',
    ],
    ['an unknown hash', { _sd_alg: 'md5' }, [], 'SD_JWT_HASH_UNKNOWN'],
    ['a hash named by a number', { _sd_alg: 256 }, [], 'SD_JWT_HASH_UNKNOWN'],
    ['_sd_alg below the top', { a: { _sd_alg: 'sha-256' } }, [], 'SD_JWT_MALFORMED'],
    ['a concealed exp', { _sd: [digest(claim('exp', 9e9))] }, [claim('exp', 9e9)], 'CREDENTIAL_CLAIM_HIDDEN'],
    ['no vct', { vct: undefined }, [], 'CREDENTIAL_MALFORMED'],
    [
      'a status that is none',
      { status: { status_list: { idx: -1, uri: 'https://a.example' } } },
      [],
      'CREDENTIAL_MALFORMED',
    ],
    [
      'a status anywhere',
      { status: { status_list: { idx: 1, uri: 'file:///etc/passwd' } } },
      [],
      'CREDENTIAL_MALFORMED',
    ],
  ])('with %s is refused', async (_, payload, disclosures, code) => {
    expect(await codeOf(make(payload, disclosures), { keyBinding: 'none' })).toBe(code);
  });

  it('of another type of token is refused', async () => {
    expect(await codeOf(make({}, [], 'JWT'), { keyBinding: 'none' })).toBe('JWS_TYP_WRONG');
    expect(await codeOf(make({}, [], 'vc+sd-jwt'), { keyBinding: 'none' })).toBe('accepted');
  });

  it('cannot reach prototypes', async () => {
    const proto = Buffer.from('["c2FsdHNhbHRzYWx0c2FsdA","__proto__",{"admin":true}]').toString('base64url');
    const code = await codeOf(make({ _sd: [digest(proto)] }, [proto]), { keyBinding: 'none' });
    expect(code).toBe('SD_JWT_DISCLOSURE_MALFORMED');
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });
});
