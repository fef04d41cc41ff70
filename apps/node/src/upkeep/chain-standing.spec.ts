import { Refusal } from '#libs/errors';
import type { TrustChain } from '#libs/federation';
import { chainStanding, EXPIRING_MS } from './chain-standing.js';

const NOW = Date.parse('2026-11-30T00:00:00Z');
const chain = (expiresAt: number): TrustChain =>
  ({
    path: ['https://node', 'https://anchor'],
    expiresAt,
    trustMarks: [{ claims: { trust_mark_type: 'mark', iss: 'https://anchor', exp: NOW / 1000 + 60 } }],
  }) as unknown as TrustChain;
const refused = { at: NOW, refusal: new Refusal('FEDERATION_UNREACHABLE') };

describe('the standing of a trust chain', () => {
  it.each([
    ['renewed in time', chain(NOW + EXPIRING_MS), { at: NOW, outcome: 'refreshed' as const }, 'valid'],
    ['never looked at since the start', chain(NOW + EXPIRING_MS), undefined, 'valid'],
    ['that ends soon', chain(NOW + EXPIRING_MS - 1), { at: NOW, outcome: 'refreshed' as const }, 'expiring'],
    [
      'that nobody could renew',
      chain(NOW + 10 * EXPIRING_MS),
      { ...refused, outcome: 'kept' as const },
      'expiring',
    ],
    ['that has ended', chain(NOW), undefined, 'broken'],
    ['that an authority refused', undefined, { ...refused, outcome: 'dropped' as const }, 'broken'],
    ['that never was', undefined, undefined, 'broken'],
  ])('%s', (_, of, look, state) => {
    expect(chainStanding(of, look, NOW).state).toBe(state);
  });

  it('says why, since when, until when, and which marks it has', () => {
    expect(chainStanding(chain(NOW + 1000), { ...refused, outcome: 'kept' }, NOW)).toMatchObject({
      path: ['https://node', 'https://anchor'],
      expiresAt: NOW + 1000,
      lookedAt: NOW,
      refusal: { code: 'FEDERATION_UNREACHABLE' },
      marks: [{ type: 'mark', issuer: 'https://anchor', expiresAt: NOW + 60_000 }],
    });
  });
});
