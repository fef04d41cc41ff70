import { otpauthUri } from './otpauth.js';
import { toBase32 } from './base32.js';
import { RECOVERY_CODE_BYTES, recoveryCode, recoveryDigest } from './recovery-codes.js';

describe('base32', () => {
  // RFC 4648 §10, without the padding.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of %j is %j', (text, encoded) => {
    expect(toBase32(Buffer.from(text))).toBe(encoded);
  });
});

describe('what an authenticator reads', () => {
  it('names issuer and account, whatever stands in them', () => {
    const uri = otpauthUri({ issuer: '北京节点', account: 'a:b?c', secret: Buffer.from('foobar') });
    expect(uri).toBe(
      `otpauth://totp/${encodeURIComponent('北京节点')}:a%3Ab%3Fc?secret=MZXW6YTBOI&issuer=${encodeURIComponent('北京节点')}`,
    );
  });
});

describe('recovery codes', () => {
  const code = recoveryCode(Buffer.alloc(RECOVERY_CODE_BYTES, 7));

  it('are four groups that can be read aloud', () => {
    expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
  });

  it('are the same however they are typed', () => {
    const digest = recoveryDigest(code);
    expect(digest).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(recoveryDigest(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toBe(digest);
  });

  it.each(['', '123456', 'AAAA-AAAA-AAAA-AAA', `${code}A`, code.replace(/.$/, '1')])(
    'are not %j',
    (typed) => {
      expect(recoveryDigest(typed)).toBeUndefined();
    },
  );
});
