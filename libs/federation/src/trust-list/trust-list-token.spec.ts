import { Refusal } from '#libs/errors';
import { signCompact } from '#libs/jws';
import { newKey } from '../../../../test/support/federation.js';
import { signTrustListToken, verifyTrustListToken, type TrustListClaims } from './trust-list-token.js';

const ANCHOR = 'https://anchor.example';
const NOW = 1_800_000_000;
const key = newKey();
const jwks = { keys: [{ ...key.publicJwk, kid: key.kid }] };
const claims: TrustListClaims = { iss: ANCHOR, iat: NOW, exp: NOW + 600, trust_list: { edition: 1 } };
const verify = (token: string, at = NOW) =>
  verifyTrustListToken(token, { issuer: ANCHOR, jwks, now: at * 1000, skewSeconds: 30 });

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
}

describe('a trust list of the federation', () => {
  it.each<[string, Partial<TrustListClaims> & Record<string, unknown>, number, string]>([
    ['is what its authority signed', {}, NOW, 'accepted'],
    ['counts within the allowed difference of clocks', {}, NOW + 629, 'accepted'],
    ['has an end', {}, NOW + 630, 'TRUST_LIST_EXPIRED'],
    ['is not of the future', {}, NOW - 31, 'TRUST_LIST_INVALID'],
    ['does not end before it begins', { exp: NOW }, NOW, 'TRUST_LIST_INVALID'],
    ['is of the authority that was asked', { iss: 'https://other.example' }, NOW, 'TRUST_LIST_INVALID'],
    ['has a list', { trust_list: undefined as never }, NOW, 'TRUST_LIST_INVALID'],
    ['has no other members', { more: 1 }, NOW, 'TRUST_LIST_INVALID'],
  ])('%s', async (_rule, changes, at, code) => {
    expect(await codeOf(verify(await signTrustListToken({ ...claims, ...changes }, key), at))).toBe(code);
  });

  it('is signed with a key of its authority, and as a trust list', async () => {
    expect(await codeOf(verify(await signTrustListToken(claims, newKey())))).toBe('TRUST_LIST_INVALID');
    const typed = await signCompact({ header: { typ: 'entity-statement+jwt' }, payload: claims, key });
    expect(await codeOf(verify(typed))).toBe('TRUST_LIST_INVALID');
    const [header, , signature] = (await signTrustListToken(claims, key)).split('.');
    const other = Buffer.from(JSON.stringify({ ...claims, exp: NOW + 9e6 })).toString('base64url');
    expect(await codeOf(verify([header, other, signature].join('.')))).toBe('TRUST_LIST_INVALID');
  });
});
