import { revoke } from '../../apps/anchor/src/authority/commands.js';
import { rotateExchangeKey } from '../../apps/node/src/exchange/exchange-keys.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { claims, type Change } from '../support/changes.js';
import { TRUST_MARK, type TestNode } from '../support/cluster.js';
import { ExchangeStage } from '../support/exchange-stage.js';
import { es256, exchangeKeysOf, type ExchangeKey } from '../support/forge.js';

const BUDGET = 5;
/** Beyond `refreshSeconds`, so that chains are due to be looked at again. */
const REFRESH_MS = 65_000;
const DAY_MS = 86_400_000;

let stage: ExchangeStage;
let hebei: TestNode;
beforeAll(async () => {
  stage = await ExchangeStage.open({ sections: { exchange: { receiptedRefusalsPerMinute: BUDGET } } });
  ({ hebei } = stage.cluster.nodes);
}, 60_000);
afterAll(() => stage?.close());

/** Time passes, and Beijing looks at the federation again; what it looked at before is not still under way then. */
async function later(ms: number): Promise<void> {
  await stage.beijing.running.peers.refresh();
  stage.cluster.advance(ms);
  await stage.beijing.running.peers.refresh();
}

const signedWith =
  (key: ExchangeKey): Change =>
  (draft) => {
    draft.header['kid'] = key.kid;
    draft.sign = (input) => es256(input, key.privateKey);
  };

async function expectUnidentified(code: string, from: TestNode, change?: Change): Promise<void> {
  const before = await stage.logSize();
  stage.expectPlain(await stage.send(stage.forge(change, from)), { status: 401, code });
  expect(await stage.logSize()).toBe(before);
}

describe('a budget of refusals', () => {
  const wrong = claims({ aud: 'https://elsewhere.example' });

  it('signs and logs so many a minute, then says a plain 429; honest questions and other peers do not suffer', async () => {
    const { cluster } = stage;
    cluster.advance(60_000 - (cluster.now() % 60_000));
    for (let count = 0; count < BUDGET; count++) {
      const message = stage.forge(wrong);
      await stage.expectDenied(message, await stage.send(message), {
        status: 403,
        code: 'AUDIENCE_MISMATCH',
      });
    }
    const before = await stage.logSize();
    for (let count = 0; count < 20; count++)
      stage.expectPlain(await stage.send(stage.forge(wrong)), { status: 429, code: 'TOO_MANY_REFUSALS' });
    expect(await stage.logSize()).toBe(before);

    await stage.expectHonest();
    const others = stage.forge(wrong, hebei);
    const denied = { status: 403, code: 'AUDIENCE_MISMATCH' };
    await stage.expectDenied(others, await stage.send(others), denied, hebei);

    // The replay of an answered request costs as well: what is refused is never free.
    const message = stage.forge();
    await stage.expectAnswered(message, await stage.send(message));
    stage.expectPlain(await stage.send(message), { status: 429, code: 'TOO_MANY_REFUSALS' });

    cluster.advance(60_000);
    const again = stage.forge(wrong);
    await stage.expectDenied(again, await stage.send(again), denied);
  });
});

describe('a rotated key', () => {
  it('counts at once, because a key that nobody knows yet causes one more look at its node', async () => {
    const { hebei: node } = stage.cluster.nodes;
    await stage.expectHonest(node);
    await stage.beijing.running.peers.refresh();
    rotateExchangeKey(`${node.dataDir}/keys/exchange`, 'ES256', stage.cluster.now(), 0);
    stage.cluster.advance(10_000);
    await stage.expectHonest(node);
  });

  it('both are good in the overlap; then the old one is KEY_RETIRED, without a restart', async () => {
    const { tianjin, cluster } = stage;
    const [old] = exchangeKeysOf(tianjin);
    rotateExchangeKey(`${tianjin.dataDir}/keys/exchange`, 'ES256', cluster.now(), 0);
    const fresh = exchangeKeysOf(tianjin).at(-1)!;
    expect(fresh.kid).not.toBe(old!.kid);
    await later(REFRESH_MS);
    for (const key of [old!, fresh]) {
      const message = stage.forge(signedWith(key));
      await stage.expectAnswered(message, await stage.send(message));
    }

    await later(3 * REFRESH_MS);
    await expectUnidentified('KEY_RETIRED', tianjin, signedWith(old!));
    await stage.expectHonest();
  });
});

describe('a node that lost its trust mark', () => {
  it('is refused until it is accredited again; others do not suffer', async () => {
    const { cluster, tianjin } = stage;
    await stage.expectHonest(hebei);
    await revoke(
      cluster.anchor.directory,
      { sub: hebei.entityId, reason: 'test', trustMark: `${cluster.anchor.entityId}/${TRUST_MARK}` },
      { clock: () => cluster.now() },
    );
    await hebei.running.peers.refresh();
    await later(REFRESH_MS);
    await expectUnidentified('TRUST_MARK_MISSING', hebei);
    await stage.expectHonest(tianjin);
  });
});

describe('a revoked node', () => {
  it('is refused from the next look at the federation on, also after a restart, and is asked no more', async () => {
    const { cluster, tianjin, beijing } = stage;
    await stage.expectHonest();
    await cluster.revokeNode('hebei');
    await later(REFRESH_MS);
    await expectUnidentified('ENTITY_REVOKED', hebei);
    await stage.expectHonest();

    await tianjin.running.peers.refresh();
    const token = await accessToken(tianjin);
    const { data } = await ask(tianjin, token, {
      query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
        licence(identifier: $id, region: HEBEI, context: $context) { status refusal { code } receipt { leaf } }
      }`,
      variables: { id: stage.licence.identifier, context: CONTEXT },
    });
    expect(data).toMatchObject({
      licence: { status: 'UNAVAILABLE', refusal: { code: 'REGION_UNKNOWN' }, receipt: null },
    });

    await beijing.restart();
    await beijing.running.peers.refresh();
    await expectUnidentified('PEER_UNKNOWN', hebei);
    await stage.expectHonest();
  });
});

describe('an expired chain', () => {
  it('serves while the anchor is away until its statements expire, then nobody is identified by it', async () => {
    await stage.cluster.anchor.server.stop();
    await later(REFRESH_MS);
    await stage.expectHonest();

    await later(31 * DAY_MS);
    await expectUnidentified('FEDERATION_CHAIN_EXPIRED', stage.tianjin);
  });
});

it('nothing of all this was a defect', () => {
  expect(stage.beijing.logs.filter((line) => line.includes('"defect"'))).toEqual([]);
});
