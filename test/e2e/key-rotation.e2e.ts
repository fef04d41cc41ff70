import { wellKnownSample } from '#libs/licences';
import { rotateExchangeKey } from '../../apps/node/src/exchange/exchange-keys.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { startCluster, type Cluster, type RegionName } from '../support/cluster.js';

/** Exchange keys are rotated by files, while the nodes run; no lookup is lost on either side. */
let cluster: Cluster;
let token: string;
const { identifier, typeCode } = wellKnownSample('110000');

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    agreements: (ids) => ({
      beijing: [
        {
          id: 'bj-tj',
          partner: ids.tianjin,
          licenceTypes: [typeCode],
          operations: ['byIdentifier'],
          purposes: ['basic:000131001000'],
          fields: ['name'],
          legalBasis: '样例',
          requiresHolderAuthorisation: false,
          validFrom: '2026-01-01',
          validUntil: '2036-12-31',
        },
      ],
    }),
  });
  token = await accessToken(cluster.nodes.tianjin);
});
afterAll(async () => {
  await cluster?.stop();
});

/** The outcome of one lookup: the licence is not stored, so NOT_FOUND says that everything but the store agreed. */
async function lookup(): Promise<string> {
  const answer = await ask(cluster.nodes.tianjin, token, {
    query: `query($id: LicenceIdentifier!, $context: LookupContextInput) { licence(identifier: $id, context: $context) { status refusal { code } } }`,
    variables: { id: identifier, context: CONTEXT },
  });
  const { status, refusal } = answer.data.licence;
  return refusal?.code ?? status;
}

const rotate = (name: RegionName, overlapSeconds: number): { kid: string } =>
  rotateExchangeKey(`${cluster.nodes[name].dataDir}/keys/exchange`, 'ES256', cluster.now(), overlapSeconds);

describe('exchange keys', () => {
  it('change with an overlap without a lost lookup', async () => {
    expect(await lookup()).toBe('NOT_FOUND');
    rotate('tianjin', 120);
    rotate('beijing', 120);
    cluster.advance(6_000); // the nodes look at their key folders again
    expect(await lookup()).toBe('NOT_FOUND');
    cluster.advance(120_000);
    for (const name of ['beijing', 'tianjin'] as const) await cluster.nodes[name].running.peers.refresh();
    expect(await lookup()).toBe('NOT_FOUND');
  });

  it('of the asking node may change at once: the other looks its chain up again', async () => {
    cluster.advance(20_000);
    rotate('tianjin', 0);
    cluster.advance(6_000);
    expect(await lookup()).toBe('NOT_FOUND');
  });

  it('of the answering node may change at once too', async () => {
    cluster.advance(20_000);
    rotate('beijing', 0);
    cluster.advance(6_000);
    expect(await lookup()).toBe('NOT_FOUND');
  });
});
