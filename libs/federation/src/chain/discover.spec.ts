import { Refusal } from '#libs/errors';
import { nodeMetadataOf, newKey, TestFederation } from '../../../../test/support/federation.js';
import { AdmittedEntities, discoverEntities } from './discover.js';
import { followAnchor } from './follow-anchor.js';

const [ANCHOR, REGION, NODE, DISTRICT] = [
  'https://anchor.example',
  'https://region.example',
  'https://node.example',
  'https://district.example',
] as const;

let federation: TestFederation;
beforeEach(() => {
  federation = new TestFederation();
  federation.add(ANCHOR, []);
  federation.add(REGION, [ANCHOR]);
  federation.add(NODE, [ANCHOR], { metadata: nodeMetadataOf(NODE) });
  federation.add(DISTRICT, [REGION], { metadata: nodeMetadataOf(DISTRICT) });
});
const discover = (more: object = {}) =>
  discoverEntities({ fetcher: federation, authorities: [ANCHOR], ...more });
const codeOf = async (work: () => Promise<unknown>) => {
  try {
    await work();
    return 'done';
  } catch (thrown) {
    return (thrown as Refusal).code;
  }
};

describe('finding who is listed (OpenID Federation 1.0 §8.2)', () => {
  it('walks down over intermediates and tells nodes from others', async () => {
    const { entities, ofType, silent } = await discover({ entityType: 'tongban_node' });
    expect([...entities].sort()).toEqual([ANCHOR, DISTRICT, NODE, REGION].sort());
    expect([[...ofType].sort(), silent]).toEqual([[DISTRICT, NODE].sort(), []]);
  });

  it('names the authorities that are silent and has an end', async () => {
    federation.silent.add(REGION);
    expect((await discover()).silent).toEqual([REGION]);
    expect((await discover({ maxEntities: 2 })).entities.size).toBe(2);
    federation.silent.clear();
    expect((await discover({ maxAuthorities: 1 })).entities.has(DISTRICT)).toBe(false);
  });

  it('admits only whom an authority lists, and never calls a stranger', async () => {
    let walks = 0;
    const admitted = new AdmittedEntities({ clock: federation.clock, discover: () => (walks++, discover()) });
    await admitted.admit(DISTRICT);
    expect(await codeOf(() => admitted.admit('https://stranger.example'))).toBe('ENTITY_UNKNOWN');
    expect([walks, federation.calls.includes('https://stranger.example')]).toEqual([1, false]);
    federation.now += 5;
    federation.add('https://new.example', [ANCHOR]);
    await admitted.admit('https://new.example');
    federation.silent.add(REGION);
    federation.now += 5;
    expect(await codeOf(() => admitted.admit('https://stranger.example'))).toBe('FEDERATION_UNREACHABLE');
    expect(await codeOf(() => admitted.admit(DISTRICT))).toBe('done');
  });
});

describe('following the rotation of an anchor (§11.2)', () => {
  it('takes keys that a known key vouches for, and no others', async () => {
    const old = federation.anchor(ANCHOR);
    const { key } = federation.entity(ANCHOR);
    const next = newKey();
    const options = { fetcher: federation, clock: federation.clock };
    federation.add(ANCHOR, [], { jwks: { keys: [key.publicJwk, next.publicJwk] } }, key);
    const both = await followAnchor(old, options);
    expect(both.jwks.keys.map(({ kid }) => kid)).toEqual([key.kid, next.kid]);
    federation.add(ANCHOR, [], {}, next);
    expect((await followAnchor(both, options)).jwks.keys.map(({ kid }) => kid)).toEqual([next.kid]);
    expect(await codeOf(() => followAnchor(old, options))).toBe('ANCHOR_KEY_UNKNOWN');
    federation.now += 3700;
    federation.forged.set(ANCHOR, await federation.configurationOf(ANCHOR));
    federation.now += 3700;
    expect(await codeOf(() => followAnchor(both, options))).toBe('STATEMENT_EXPIRED');
  });
});
