import { catalogue, Refusal, type ErrorCode } from '#libs/errors';
import { challengeHeader } from './challenge-header.js';

describe('challengeHeader (RFC 6750 section 3)', () => {
  it.each<[ErrorCode, string]>([
    ['TOKEN_MISSING', 'Bearer realm="tongban", scope="tongban"'],
    [
      'TOKEN_EXPIRED',
      'Bearer realm="tongban", error="invalid_token", error_description="TOKEN_EXPIRED: The access token has expired.", scope="tongban"',
    ],
    [
      'TOKEN_SCOPE_MISSING',
      'Bearer realm="tongban", error="insufficient_scope", error_description="TOKEN_SCOPE_MISSING: The access token was not granted the scope that this node demands.", scope="tongban"',
    ],
  ])('%s', (code, header) => {
    expect(challengeHeader(new Refusal(code), { realm: 'tongban', scope: 'tongban' })).toBe(header);
  });

  it.each<ErrorCode>(['ROLE_NOT_ALLOWED', 'TOKEN_ISSUER_UNAVAILABLE', 'INTERNAL', 'LOGIN_FAILED'])(
    'says nothing for %s, which no other token would cure',
    (code) => {
      expect(challengeHeader(new Refusal(code))).toBeUndefined();
    },
  );

  it('challenges every 401 about a token, in characters that a header may carry', () => {
    const codes = (Object.keys(catalogue) as ErrorCode[]).filter(
      (code) => code.startsWith('TOKEN_') && catalogue[code].status === 401,
    );
    expect(codes.length).toBeGreaterThan(8);
    for (const code of codes) {
      const header = challengeHeader(new Refusal(code), { realm: '北京"\r\nX: y' });
      expect(header).toMatch(/^Bearer realm="X: y"[\x20-\x7e]*$/);
    }
  });
});
