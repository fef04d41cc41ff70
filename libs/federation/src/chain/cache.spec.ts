import { Refusal } from '#libs/errors';
import { nodeMetadataOf, newKey, TestFederation } from '../../../../test/support/federation.js';
import { TrustChainCache, type RefreshEvent } from './cache.js';
import { findTrustChain } from './find.js';

const ANCHOR = 'https://anchor.example';
const REGION = 'https://region.example';
const NODE = 'https://node.example';

let federation: TestFederation;
let cache: TrustChainCache;
let searches: number;
let events: RefreshEvent['outcome'][];
beforeEach(() => {
  federation = new TestFederation();
  federation.add(ANCHOR, []);
  federation.add(REGION, [ANCHOR]);
  federation.add(NODE, [REGION], { metadata: nodeMetadataOf(NODE) });
  searches = 0;
  events = [];
  const anchors = [federation.anchor(ANCHOR)];
  cache = new TrustChainCache({
    find: (id) => {
      searches++;
      return findTrustChain(id, { anchors, clock: federation.clock, fetcher: federation, skewSeconds: 0 });
    },
    clock: federation.clock,
    refreshAfterMs: 300_000,
    retryAfterMs: 15_000,
    negativeMs: 30_000,
    onRefresh: ({ outcome }) => events.push(outcome),
  });
});

const outcome = async () => {
  try {
    await cache.get(NODE);
    return 'trusted';
  } catch (thrown) {
    return (thrown as Refusal).code;
  }
};

describe('the cache of trust chains (OpenID Federation 1.0 §10.4, §11.4)', () => {
  it('searches once for any number of callers at a time', async () => {
    await Promise.all([cache.get(NODE), cache.get(NODE), cache.get(NODE)]);
    await cache.get(NODE);
    expect(searches).toBe(1);
  });

  it('serves on while the anchor is away, until the earliest statement ends, and not longer', async () => {
    expect(await outcome()).toBe('trusted');
    federation.silent.add(ANCHOR);
    federation.now += 3599;
    await cache.refreshDue();
    expect(await outcome()).toBe('trusted');
    expect(events).toEqual(['refreshed', 'kept']);
    federation.now += 1;
    expect(await outcome()).toBe('FEDERATION_CHAIN_EXPIRED');
    federation.now += 15;
    expect(await outcome()).toBe('FEDERATION_CHAIN_EXPIRED'); // a second look that fails does not blur the reason
    await expect(cache.refresh(NODE)).rejects.toMatchObject({ code: 'FEDERATION_CHAIN_EXPIRED' });
  });

  it('trusts again when the anchor is back', async () => {
    await cache.get(NODE);
    federation.silent.add(ANCHOR);
    federation.now += 3600;
    expect(await outcome()).toBe('FEDERATION_CHAIN_EXPIRED');
    federation.silent.clear();
    expect(await outcome()).toBe('FEDERATION_CHAIN_EXPIRED'); // the refusal stands for a moment
    federation.now += 15;
    expect(await outcome()).toBe('trusted');
  });

  it.each<[string, () => unknown, string]>([
    ['its superior forgets it', () => federation.forget(REGION, NODE), 'ENTITY_REVOKED'],
    ['the anchor forgets its region', () => federation.forget(ANCHOR, REGION), 'ENTITY_REVOKED'],
    [
      'its superior knows another key',
      () => federation.say(REGION, NODE, { jwks: { keys: [newKey().publicJwk] } }),
      'STATEMENT_KEY_UNKNOWN',
    ],
    [
      'a new statement is forged',
      () => federation.forged.set(`${REGION} ${NODE}`, 'x.y.z'),
      'STATEMENT_MALFORMED',
    ],
    [
      'a new constraint shuts it out',
      () => federation.say(ANCHOR, REGION, { constraints: { max_path_length: 0 } }),
      'CONSTRAINT_PATH_LENGTH',
    ],
    [
      'it leaves the federation',
      () =>
        federation.add(NODE, ['https://foreign.example']) && federation.add('https://foreign.example', []),
      'FEDERATION_NO_PATH',
    ],
  ])('drops a chain at the first refresh after %s', async (_case, change, code) => {
    await cache.get(NODE);
    change();
    expect(await outcome()).toBe('trusted');
    federation.now += 300;
    await cache.refreshDue();
    expect(await outcome()).toBe(code);
    expect(events.at(-1)).toBe('dropped');
    expect(cache.list()).toEqual([]);
  });

  it('keeps a chain where a way that it does not use says no and its own is away', async () => {
    federation.add('https://old.example', [ANCHOR]);
    federation.add(NODE, ['https://old.example', REGION], { metadata: nodeMetadataOf(NODE) });
    federation.forget('https://old.example', NODE);
    expect((await cache.get(NODE)).path).toContain(REGION);
    federation.silent.add(REGION);
    federation.now += 300;
    await cache.refreshDue();
    expect(events).toEqual(['refreshed', 'kept']);
  });

  it('does not ask again before its time, neither after a refusal nor after silence', async () => {
    federation.forget(REGION, NODE);
    expect(await outcome()).toBe('ENTITY_UNKNOWN');
    expect(await outcome()).toBe('ENTITY_UNKNOWN');
    expect(searches).toBe(1);
    federation.now += 30;
    federation.say(REGION, NODE, {});
    expect(await outcome()).toBe('trusted');
    federation.silent.add(ANCHOR);
    federation.now += 300;
    await cache.refreshDue();
    await cache.refreshDue();
    expect(searches).toBe(3);
  });

  it('answers from the cache at once while it looks again in the background', async () => {
    await cache.get(NODE);
    federation.now += 300;
    const before = cache.peek(NODE);
    expect(await cache.get(NODE)).toBe(before);
    await cache.refresh(NODE);
    expect(cache.peek(NODE)).not.toBe(before);
  });

  it('has an end to its size', async () => {
    const small = new TrustChainCache({
      find: async () => ({ refusal: new Refusal('ENTITY_UNKNOWN'), failures: [] }),
      clock: federation.clock,
      maxEntries: 2,
    });
    for (const id of ['a', 'b', 'c', 'd']) await small.get(id).catch(() => undefined);
    expect((small as unknown as { refusals: Map<string, unknown> }).refusals.size).toBe(2);
  });

  it('takes in a chain from before a restart and looks at it again at once', async () => {
    const chain = await cache.get(NODE);
    const again = new TrustChainCache({
      find: (id) => findTrustChain(id, { anchors: [], clock: federation.clock, fetcher: federation }),
      clock: federation.clock,
    });
    again.restore(chain);
    expect(again.peek(NODE)).toBe(chain);
    await again.refreshDue();
    expect(again.peek(NODE)).toBeUndefined(); // nobody is an anchor any more
  });
});
