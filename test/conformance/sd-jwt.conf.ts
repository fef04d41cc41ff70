import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkKeyBinding, parseCombined, reveal } from '#libs/credentials';
import { parseCompact, verificationKeyFromJwk, verifyByKey } from '#libs/jws';

/** The example of RFC 9901, section 5 and appendix A, as published: issuer's key, issuance, presentation. */
const corpus = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'sd-jwt', 'vectors.json');
const present = existsSync(corpus);
if (!present) console.warn('The SD-JWT vectors are absent: set CORPORA_DIR.');

interface Vectors {
  issuer_jwk: object;
  sd_jwt: string;
  sd_jwt_kb: string;
  nonce: string;
  aud: string;
}

(present ? describe : describe.skip)('SD-JWT', () => {
  const vectors = () => JSON.parse(readFileSync(corpus, 'utf8')) as Vectors;
  const payloadOf = async (jwt: string) => {
    const key = verificationKeyFromJwk(vectors().issuer_jwk);
    return (await verifyByKey(parseCompact(jwt), { typ: 'example+sd-jwt', key })).payload;
  };

  it('as issued verifies and reveals every claim', async () => {
    const { jwt, disclosures, keyBinding } = parseCombined(vectors().sd_jwt);
    const { claims } = reveal(await payloadOf(jwt), disclosures);
    expect(keyBinding).toBeUndefined();
    expect(claims).toMatchObject({
      sub: 'user_42',
      given_name: 'John',
      family_name: 'Doe',
      nationalities: ['US', 'DE'],
    });
    expect(JSON.stringify(claims)).not.toMatch(/_sd|\.\.\./);
  });

  it('as presented reveals what was chosen and is bound to its audience and nonce', async () => {
    const { sd_jwt_kb, nonce, aud } = vectors();
    const combined = parseCombined(sd_jwt_kb);
    const payload = await payloadOf(combined.jwt);
    const { claims, disclosed } = reveal(payload, combined.disclosures);
    expect(disclosed).toEqual(expect.arrayContaining(['given_name', 'family_name', 'address']));
    expect(claims['nationalities']).toEqual(['US']);
    expect(claims).not.toHaveProperty('email');
    const due = { audience: aud, nonce, now: 1_748_537_250_000, maxAgeSeconds: 60, skewSeconds: 0 };
    await expect(checkKeyBinding(combined, payload['cnf'], 'sha-256', due)).resolves.toBeUndefined();
    const fewer = { ...combined, disclosures: combined.disclosures.slice(1) };
    await expect(checkKeyBinding(fewer, payload['cnf'], 'sha-256', due)).rejects.toMatchObject({
      code: 'KEY_BINDING_OTHER',
    });
  });
});
