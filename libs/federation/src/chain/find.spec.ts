import { nodeMetadataOf, newKey, TestFederation } from '../../../../test/support/federation.js';
import { signTrustMark } from '../trust-mark/trust-mark.js';
import { findTrustChain, type ResolveOptions } from './find.js';

const ANCHOR = 'https://anchor.example';
const REGION = 'https://region.example';
const NODE = 'https://node.example';
const MARK = 'https://anchor.example/marks/accredited';

let federation: TestFederation;
beforeEach(() => {
  federation = new TestFederation();
  federation.add(ANCHOR, []);
  federation.add(REGION, [ANCHOR]);
  federation.add(NODE, [REGION], { metadata: nodeMetadataOf(NODE) });
});

const find = (id: string, more: Partial<ResolveOptions> = {}) =>
  findTrustChain(id, {
    anchors: [federation.anchor(ANCHOR)],
    clock: federation.clock,
    fetcher: federation,
    ...more,
  });
const outcome = async (id: string, more: Partial<ResolveOptions> = {}) => {
  const found = await find(id, more);
  return 'chain' in found ? found.chain.path.join(' ') : found.refusal.code;
};

describe('the search for a trust chain (OpenID Federation 1.0 §10.1, §10.3, §17.1)', () => {
  it('climbs from the district over the region to the anchor and fetches each document once', async () => {
    expect(await outcome(NODE)).toBe(`${NODE} ${REGION} ${ANCHOR}`);
    expect(new Set(federation.calls).size).toBe(federation.calls.length);
  });

  it('prefers the shorter of two ways', async () => {
    federation.add(NODE, [REGION, ANCHOR], { metadata: nodeMetadataOf(NODE) });
    expect(await outcome(NODE)).toBe(`${NODE} ${ANCHOR}`);
  });

  it('takes the other way where one fails', async () => {
    federation.add('https://away.example', [ANCHOR]);
    federation.add(NODE, ['https://away.example', REGION], { metadata: nodeMetadataOf(NODE) });
    federation.silent.add('https://away.example');
    expect(await outcome(NODE)).toBe(`${NODE} ${REGION} ${ANCHOR}`);
  });

  it('does not run in circles', async () => {
    const [a, b] = ['https://a.example', 'https://b.example'];
    federation.add(a, [b]);
    federation.add(b, [a]);
    federation.add(NODE, [a]);
    expect(await outcome(NODE)).toBe('FEDERATION_LOOP');
    federation.add(a, [a]);
    expect(await outcome(a)).toBe('FEDERATION_LOOP');
  });

  it('follows neither too many hints nor too long a way nor makes too many requests', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `https://i${index}.example`);
    for (const id of ids) federation.add(id, []);
    federation.add(NODE, ids);
    await outcome(NODE);
    expect(federation.calls).toHaveLength(1 + 2 * 8);

    const tower = ['https://t0.example', 'https://t1.example', 'https://t2.example', ANCHOR];
    for (const [index, id] of tower.slice(0, 3).entries()) federation.add(id, [tower[index + 1]!]);
    expect(await outcome(tower[0]!, { limits: { maxIntermediates: 1 } })).toBe('FEDERATION_LIMIT_EXCEEDED');
    expect(await outcome(tower[0]!, { limits: { maxIntermediates: 2 } })).toBe(tower.join(' '));
    expect(await outcome(tower[0]!, { limits: { maxFetches: 3 } })).toBe('FEDERATION_LIMIT_EXCEEDED');
  });

  it.each<[string, () => unknown, string]>([
    ['the superior does not know it', () => federation.forget(REGION, NODE), 'ENTITY_UNKNOWN'],
    ['the anchor does not know its region', () => federation.forget(ANCHOR, REGION), 'ENTITY_UNKNOWN'],
    ['the anchor is away', () => federation.silent.add(ANCHOR), 'FEDERATION_UNREACHABLE'],
    ['it does not publish itself', () => federation.entities.delete(NODE), 'FEDERATION_RESPONSE_INVALID'],
    [
      'its hints lead to a foreign anchor',
      () =>
        federation.add(NODE, ['https://foreign.example']) && federation.add('https://foreign.example', []),
      'FEDERATION_NO_PATH',
    ],
    ['it names nobody', () => federation.add(NODE, []), 'FEDERATION_NO_PATH'],
    [
      'the superior has no fetch endpoint',
      () => federation.add(REGION, [ANCHOR], { metadata: { federation_entity: {} } }),
      'METADATA_INVALID',
    ],
    [
      'another entity answers in its place',
      async () => federation.forged.set(NODE, await federation.configurationOf(REGION)),
      'FEDERATION_CHAIN_BROKEN',
    ],
    [
      'the superior answers about another entity',
      async () => federation.forged.set(`${REGION} ${NODE}`, await federation.statementOf(ANCHOR, REGION)),
      'FEDERATION_CHAIN_BROKEN',
    ],
    [
      'the superior answers with rubbish',
      () => federation.forged.set(`${REGION} ${NODE}`, 'x.y.z'),
      'STATEMENT_MALFORMED',
    ],
  ])('refuses where %s', async (_case, change, code) => {
    await change();
    expect(await outcome(NODE)).toBe(code);
  });

  it('refuses what is no entity identifier without asking anybody', async () => {
    expect(await outcome('http://node.example')).toBe('ENTITY_ID_INVALID');
    expect(federation.calls).toEqual([]);
  });

  it('trusts a mark issuer beside the chain through a chain of its own, one level deep', async () => {
    const issuer = 'https://issuer.example';
    federation.add(ANCHOR, [], { trust_mark_issuers: { [MARK]: [issuer] } }, federation.entity(ANCHOR).key);
    federation.add(issuer, [ANCHOR]);
    const claims = { iss: issuer, sub: NODE, trust_mark_type: MARK, iat: federation.now };
    const token = await signTrustMark(claims, federation.entity(issuer).key);
    federation.add(NODE, [REGION], {
      metadata: nodeMetadataOf(NODE),
      trust_marks: [{ trust_mark_type: MARK, trust_mark: token }],
    });
    const required = { requiredTrustMarks: [MARK] };
    expect(await outcome(NODE, required)).toBe(`${NODE} ${REGION} ${ANCHOR}`);
    federation.silent.add(issuer);
    expect(await outcome(NODE, required)).toBe('FEDERATION_UNREACHABLE');
    federation.silent.delete(issuer);
    federation.forget(ANCHOR, issuer);
    expect(await outcome(NODE, required)).toBe('TRUST_MARK_ISSUER_UNTRUSTED');
  });

  it.each([
    ['active', `${NODE} ${REGION} ${ANCHOR}`],
    ['revoked', 'TRUST_MARK_REVOKED'],
    ['expired', 'TRUST_MARK_EXPIRED'],
    ['invalid', 'TRUST_MARK_INVALID'],
    ['something-new', 'TRUST_MARK_INVALID'],
  ])('asks for the status of a demanded mark: %s (§8.4)', async (status, expected) => {
    federation.add(ANCHOR, [], { trust_mark_issuers: { [MARK]: [ANCHOR] } }, federation.entity(ANCHOR).key);
    const claims = { iss: ANCHOR, sub: NODE, trust_mark_type: MARK, iat: federation.now };
    const token = await signTrustMark(claims, federation.entity(ANCHOR).key);
    federation.forged.set(`status ${token}`, status);
    const trust_marks = [{ trust_mark_type: MARK, trust_mark: token }];
    federation.add(NODE, [REGION], { metadata: nodeMetadataOf(NODE), trust_marks }, newKey());
    expect(await outcome(NODE, { requiredTrustMarks: [MARK], checkTrustMarkStatus: true })).toBe(expected);
  });
});
