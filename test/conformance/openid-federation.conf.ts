import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examineTrustChain, parseEntityConfiguration, type ExamineOptions } from '#libs/federation';

/** A foreign trust chain (RS256, leaf, two authorities, anchor), valid for 300,000 seconds from 1767710984. */
const file = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'openid-federation/trust-chain.json');
const ISSUED = 1_767_710_984;
const EXPIRES = 1_768_010_984;

const present = existsSync(file);
if (!present) console.warn(`skipped: ${file} is absent; set CORPORA_DIR to the folder of foreign corpora`);

(present ? describe : describe.skip)('OpenID Federation 1.0: a foreign trust chain', () => {
  const chain = present ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
  const at = (seconds: number, more: Partial<ExamineOptions> = {}) =>
    examineTrustChain(chain, { anchors: [pinned()], clock: () => seconds * 1000, skewSeconds: 0, ...more });
  const pinned = () => {
    const { claims } = parseEntityConfiguration(chain.at(-1)!);
    return { entityId: claims.sub, jwks: claims.jwks };
  };
  const altered = async (statements: string[]) =>
    (await examineTrustChain(statements, { anchors: [pinned()], clock: () => ISSUED * 1000 })).refusal?.code;

  it('validates at its own time, with every check passed', async () => {
    const { chain: valid, checks } = await at(ISSUED);
    expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(valid?.path).toEqual([
      'https://credential_issuer.example.org',
      'https://intermediate.eidas.example.org',
      'https://trust-anchor.example.org',
    ]);
    expect(valid?.exp).toBe(EXPIRES);
    expect(Object.keys(valid?.metadata ?? {}).sort()).toEqual([
      'federation_entity',
      'openid_credential_issuer',
    ]);
  });

  it('is valid until the last second and not a second longer', async () => {
    expect((await at(EXPIRES - 1)).refusal).toBeUndefined();
    expect((await at(EXPIRES)).refusal?.code).toBe('STATEMENT_EXPIRED');
  });

  it('is refused before it was issued', async () => {
    expect((await at(ISSUED - 1)).refusal?.code).toBe('STATEMENT_FROM_FUTURE');
  });

  it('is refused where the anchor is pinned with another key or not at all', async () => {
    const other = parseEntityConfiguration(chain[0]!).claims.jwks;
    const anchors = [{ entityId: pinned().entityId, jwks: other }];
    expect((await at(ISSUED, { anchors })).refusal?.code).toBe('ANCHOR_KEY_UNKNOWN');
    expect((await at(ISSUED, { anchors: [] })).refusal?.code).toBe('FEDERATION_NO_PATH');
  });

  it.each([0, 1, 2, 3])('is refused when a claim of statement %i is altered', async (index) => {
    const [header, payload, signature] = chain[index]!.split('.');
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as { exp: number };
    claims.exp += 1;
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const statements = chain.with(index, [header, forged, signature].join('.'));
    expect(await altered(statements)).toBe('STATEMENT_SIGNATURE_INVALID');
  });

  it.each([0, 1, 2, 3])('is refused when statement %i is left out', async (index) => {
    expect(await altered(chain.toSpliced(index, 1))).toMatch(
      /^(FEDERATION_CHAIN_BROKEN|FEDERATION_NO_PATH)$/,
    );
  });
});
