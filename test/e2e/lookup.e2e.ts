import type { RegionCode } from '#libs/codes';
import { wellKnownSample, type Licence } from '#libs/licences';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { newestOfExchange } from '../support/exchange-entries.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { sampleAgreement } from '../support/agreement.js';
import { REGION_CODES, startCluster, type Cluster } from '../support/cluster.js';

const SEED = 1;

let cluster: Cluster;
let token: string;
const licence: Licence = wellKnownSample('110000');

beforeAll(async () => {
  cluster = await startCluster({
    agreements: (ids) => ({
      beijing: [sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [licence.typeCode] })],
      tianjin: [sampleAgreement('tj-own', '*', { licenceTypes: [licence.typeCode] })],
    }),
  });
  for (const name of ['beijing', 'tianjin', 'hebei'] as const) {
    const { running, dataDir } = cluster.nodes[name];
    const documents = new FileDocumentStore({ directory: `${dataDir}/documents`, maxBytes: 1 << 22 });
    await seedSamples(running.database.pool, documents, {
      region: REGION_CODES[name] as RegionCode,
      seed: SEED,
      count: 40,
    });
  }
  token = await accessToken(cluster.nodes.tianjin);
});
afterAll(async () => {
  await cluster?.stop();
});

const byIdentifier = `query($id: LicenceIdentifier!, $context: LookupContextInput) {
  licence(identifier: $id, context: $context) {
    region status tookMs
    refusal { code }
    withheld { field reason }
    licence { name number holderName status issuerName attributes { code value } }
    verification { passed signer checks { name outcome clause } }
    receipt { log leaf }
  }
}`;

describe('a signed lookup from Tianjin in Beijing', () => {
  it('obtains the licence, verified, reduced to what is agreed, logged on both sides', async () => {
    const answer = await ask(cluster.nodes.tianjin, token, {
      query: byIdentifier,
      variables: { id: licence.identifier, context: CONTEXT },
    });
    expect(answer.errors).toBeUndefined();
    const { licence: found } = answer.data;
    expect(found).toMatchObject({
      region: 'BEIJING',
      status: 'REDUCED',
      withheld: [{ field: 'issuerName', reason: 'FIELD_NOT_AGREED' }],
      licence: {
        name: licence.name,
        number: licence.number,
        holderName: licence.holderName,
        status: 'VALID',
        issuerName: null,
      },
      verification: { passed: true, signer: cluster.nodes.beijing.entityId },
    });
    expect(found.licence.attributes.length).toBeGreaterThan(0);

    const beijing = await newestOfExchange(cluster.nodes.beijing, 1);
    const tianjin = await newestOfExchange(cluster.nodes.tianjin, 2);
    expect(beijing[0]?.entry).toMatchObject({
      kind: 'answer',
      outcome: 'reduced',
      caller: { kind: 'peer', id: cluster.nodes.tianjin.entityId },
    });
    expect(tianjin.map(({ entry }) => entry.kind)).toEqual(['outcome', 'intent']);
    expect(tianjin[0]?.entry.receipt).toEqual(found.receipt);
    expect(tianjin[0]?.entry.request?.digest).toBe(beijing[0]?.entry.request?.digest);
  });
});
