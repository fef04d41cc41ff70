import type { JWTPayload } from 'jose';
import { callersConfig } from '../callers.config.js';
import { ONE_FACTOR, saysTwoFactors, TWO_FACTORS } from './two-factors.js';

const { secondFactor: config } = callersConfig.parse({
  issuer: { kind: 'external', url: 'https://issuer.test' },
  audience: 'https://node.test/graphql',
});

describe('two factors', () => {
  it.each<[string, JWTPayload, boolean]>([
    ['by acr', { acr: TWO_FACTORS }, true],
    ['by amr', { amr: ['pwd', 'mfa'] }, true],
    ['not by acr of one', { acr: ONE_FACTOR }, false],
    ['not by a password', { amr: ['pwd'] }, false],
    ['not by a code alone', { amr: ['otp'] }, false],
    ['not by silence', {}, false],
    ['not by other shapes', { acr: [TWO_FACTORS], amr: 'mfa' }, false],
    ['not by shapes in a list', { amr: [['mfa']] }, false],
  ])('are told %s', (_how, claims, isTold) => {
    expect(saysTwoFactors(claims, config)).toBe(isTold);
  });
});
