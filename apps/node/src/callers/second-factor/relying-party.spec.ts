import { RelyingParty } from './relying-party.js';

describe('a relying party', () => {
  it.each([
    'http://127.0.0.1:7410/oidc',
    'https://[::1]:7410/oidc',
    'https://10.0.0.7/oidc',
    'https://[2001:db8::1]/oidc',
  ])('is none at the address %s', (issuer) => {
    expect(RelyingParty.of(issuer, '北京市')).toBeUndefined();
  });

  it.each([
    ['https://exchange.example.gov.cn:8443/oidc', 'exchange.example.gov.cn'],
    ['http://localhost:7410/oidc', 'localhost'],
  ])('of %s is %s, and wants the person verified', async (issuer, id) => {
    const party = RelyingParty.of(issuer, '北京市')!;
    const known = [{ id: 'AAAA', publicKey: new Uint8Array(), transports: ['usb'] }];
    const challenge = party.challenge();
    expect(
      JSON.parse(await party.creation(challenge, { handle: 'h', username: 'auditor' }, known)),
    ).toMatchObject({
      rp: { id, name: '北京市' },
      challenge,
      attestation: 'none',
      excludeCredentials: [{ id: 'AAAA' }],
      authenticatorSelection: { userVerification: 'required' },
    });
    expect(JSON.parse(await party.request(challenge, known))).toMatchObject({
      rpId: id,
      challenge,
      userVerification: 'required',
      allowCredentials: [{ id: 'AAAA' }],
    });
  });

  it('asks for 256 bits that nobody has seen before', () => {
    const party = RelyingParty.of('https://a.example/oidc', 'a')!;
    const seen = new Set(Array.from({ length: 100 }, () => party.challenge()));
    expect(seen.size).toBe(100);
    for (const challenge of seen) expect(Buffer.from(challenge, 'base64url')).toHaveLength(32);
  });
});
