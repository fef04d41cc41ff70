import type { LookupContext } from '#libs/exchange';
import type { RegionCode } from '#libs/codes';
import { wellKnownSample, type Licence } from '#libs/licences';
import type { ClientCaller } from '../../apps/node/src/callers/index.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import type { Lookup } from '../../apps/node/src/lookup/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { CONTEXT } from '../support/ask.js';
import { newestOfExchange, sizeOfExchange } from '../support/exchange-entries.js';
import { ORGANISATIONS, REGION_CODES, startCluster, type Cluster } from '../support/cluster.js';

let cluster: Cluster;
const licence: Licence = wellKnownSample('110000');

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    agreements: (ids) => ({
      beijing: [
        sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [licence.typeCode] }),
        sampleAgreement('bj-own', 'role:windowClerk', { licenceTypes: [licence.typeCode] }),
      ],
    }),
  });
  const { running, dataDir } = cluster.nodes.beijing;
  const documents = new FileDocumentStore({ directory: `${dataDir}/documents`, maxBytes: 1 << 22 });
  const region = REGION_CODES.beijing as RegionCode;
  await seedSamples(running.database.pool, documents, { region, seed: 1, count: 3 });
});
afterAll(async () => {
  await cluster?.stop();
});

/** As a room of the node asks for a case of a clerk's. */
function within(name: 'beijing' | 'tianjin') {
  const organisation = ORGANISATIONS[name];
  const { itemCode, itemName, caseNumber, legalBasis, reason } = CONTEXT;
  const context: LookupContext = {
    purpose: { itemCode, itemName },
    caseNumber,
    legalBasis,
    reason,
    organisation,
    person: { id: 'clerk-1', name: '样例人员', role: 'window' },
    channel: 'counter',
  };
  const caller: ClientCaller = { kind: 'client', role: 'windowClerk', id: 'hall', organisation, scopes: [] };
  return cluster.nodes[name].running.askWithin(context, caller, cluster.now() + 8000, { name: 'FetchCase' });
}

const question: Lookup = {
  operation: 'byIdentifier',
  identifier: licence.identifier,
  fields: ['name', 'issuerName'],
};

describe('a lookup by a room of the node, for a case', () => {
  it('at a peer: verified, reduced as agreed, intent and outcome here, answer there, its receipt in all', async () => {
    const result = await within('tianjin').ask('110000', question);
    expect(result).toMatchObject({
      status: 'REDUCED',
      withheld: [{ field: 'issuerName', reason: 'FIELD_NOT_AGREED' }],
      licence: { fields: { name: licence.name } },
      verification: { passed: true, signer: cluster.nodes.beijing.entityId },
    });
    const [outcome, intent] = await newestOfExchange(cluster.nodes.tianjin, 2);
    const [answer] = await newestOfExchange(cluster.nodes.beijing, 1);
    expect([intent, outcome, answer].map((one) => one?.entry.kind)).toEqual(['intent', 'outcome', 'answer']);
    expect(outcome?.entry).toMatchObject({
      id: result.logged?.entry,
      intent: intent?.entry.id,
      receipt: result.receipt,
      operation: { name: 'FetchCase' },
      context: { caseNumber: CONTEXT.caseNumber },
      request: { digest: result.logged?.request },
    });
    expect(answer?.entry).toMatchObject({ request: { digest: result.logged?.request } });
    expect(Buffer.from(answer!.leaf).toString('base64url')).toBe(result.receipt?.leaf);
  });

  it('at home: one entry, whose leaf is the receipt', async () => {
    const result = await within('beijing').ask('110000', question);
    const [entry] = await newestOfExchange(cluster.nodes.beijing, 1);
    expect(result).toMatchObject({ status: 'REDUCED', logged: { rule: expect.stringMatching(/^bj-own@/) } });
    expect(entry?.entry).toMatchObject({
      kind: 'home',
      id: result.logged?.entry,
      outcome: 'reduced',
      caller: { kind: 'client', role: 'windowClerk', channel: 'counter' },
      lookups: [{ operation: 'byIdentifier', fieldsReleased: ['name'] }],
    });
    expect(Buffer.from(entry!.leaf).toString('base64url')).toBe(result.receipt?.leaf);
  });

  it('of a region without a node nothing is known, and nothing is sent or logged', async () => {
    const before = await sizeOfExchange(cluster.nodes.tianjin);
    await expect(within('tianjin').ask('130000', question)).resolves.toMatchObject({
      status: 'UNAVAILABLE',
      refusal: { code: 'REGION_UNKNOWN' },
    });
    expect(await sizeOfExchange(cluster.nodes.tianjin)).toBe(before);
  });
});
