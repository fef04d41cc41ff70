import { adviceFor } from './key-advice.js';

describe('what is to be done', () => {
  it.each([
    ['EXCHANGE', 'SIGNING', 'SIGNING'],
    ['FEDERATION', 'WAITING', 'ENROL'],
    ['EXCHANGE', 'WAITING', 'WAITING'],
    ['LOG', 'SIGNING', 'LOG'],
    ['WITNESS', 'SIGNING', 'WITNESS'],
    ['LOG', 'REPLACED', 'PUT_BACK'],
    ['WITNESS', 'UNREADABLE', 'PUT_BACK'],
    ['PEER_TLS', 'EXPIRING', 'EXPIRING'],
    ['SEAL', 'EXPIRING', 'RENEW_SEAL'],
    ['SEAL', 'UNREADABLE', 'UNREADABLE'],
  ] as const)('about %s, %s: %s', (use, state, advice) => {
    expect(adviceFor({ use, state })).toBe(advice);
  });
});
