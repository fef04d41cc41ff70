import { certificatesIn, daysLeft, validityOf } from './certificates.js';

const DAY = 86_400_000;

describe('how long a certificate has', () => {
  it.each([
    ['begins tomorrow', DAY, 400 * DAY, 'not-yet'],
    ['has a year', -DAY, 365 * DAY, 'valid'],
    ['has thirty days', -DAY, 30 * DAY, 'valid'],
    ['has a moment less', -DAY, 30 * DAY - 1, 'expiring'],
    ['ends now', -DAY, 0, 'expired'],
  ])('%s', (_, notBefore, notAfter, validity) => {
    expect(validityOf({ notBefore, notAfter }, 0)).toBe(validity);
  });
  it('counts whole days, and those that are over', () => {
    expect([daysLeft(2 * DAY, 1), daysLeft(0, 1), daysLeft(0, DAY)]).toEqual([1, -1, -1]);
  });
  it('reads nothing out of what is no certificate', () => {
    expect(certificatesIn('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\nand words')).toEqual(
      [],
    );
  });
});
