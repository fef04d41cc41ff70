import { resolve } from 'node:path';
import { Agent, fetch as undiciFetch } from 'undici';
import { clientCredentials, createClient, type LookupContextInput, type TongbanClient } from '#libs/client';
import { wellKnownSample } from '#libs/licences';
import type { Agreement } from '#libs/sharing';
import { createPeerClient } from '../../libs/client/src/peer.js';
import { generateSigningKey, signingKeyFromJwk } from '#libs/jws';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { CONTEXT } from '../support/ask.js';
import { startCluster, type Cluster } from '../support/cluster.js';

const licence = wellKnownSample('110000');
const context = CONTEXT as LookupContextInput;
const agreement = (id: string, partner: string): Agreement => ({
  id,
  partner,
  licenceTypes: [licence.typeCode],
  operations: ['byIdentifier', 'byNumber', 'byHolder', 'verify', 'document'],
  purposes: ['basic:000131001000'],
  fields: ['name', 'number', 'identifier', 'holderName', 'status', 'document'],
  legalBasis: '样例',
  requiresHolderAuthorisation: false,
  validFrom: '2026-01-01',
  validUntil: '2036-12-31',
});

/** The SDK against real nodes that take registered operations only: what the manifest registers is what it sends. */
describe('the client, at nodes without free-form operations', () => {
  let cluster: Cluster;
  let client: TongbanClient;
  const region = 'BEIJING' as const;

  beforeAll(async () => {
    cluster = await startCluster({
      regions: ['beijing', 'tianjin'],
      agreements: (ids) => ({ beijing: [agreement('bj-tj', ids.tianjin)], tianjin: [agreement('own', '*')] }),
      sections: {
        graphql: {
          freeForm: false,
          introspection: false,
          documents: [resolve('libs/client/operations/manifest.json')],
        },
      },
    });
    const { running, dataDir } = cluster.nodes.beijing;
    const documents = new FileDocumentStore({ directory: `${dataDir}/documents`, maxBytes: 1 << 22 });
    await seedSamples(running.database.pool, documents, {
      region: '110000',
      seed: 'test',
      count: 10,
    } as never);
    const { publicUrl, client: own } = cluster.nodes.tianjin;
    const endpoint = `${publicUrl}/graphql`;
    const tokens = clientCredentials({
      issuer: `${publicUrl}/oidc`,
      clientId: own.id,
      key: { ...own.privateJwk, alg: 'ES256' },
      resource: endpoint,
    });
    client = createClient({ endpoint, tokens });
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  it('finds a licence of another region, with the proof and what was withheld', async () => {
    const found = await client.licence({ identifier: licence.identifier, region, context });
    expect(found).toMatchObject({
      region,
      status: 'REDUCED',
      licence: { holderName: licence.holderName, issuerName: null },
      verification: { passed: true, signer: cluster.nodes.beijing.entityId },
    });
    expect(found.receipt?.leaf).toMatch(/^[\w-]{43}$/);
    expect(found.withheld.map(({ field }) => field)).toContain('issuerName');
  });

  it('finds by number and by holder, and across regions', async () => {
    const { typeCode, holderCode } = licence;
    const number = String(licence.number);
    const holder = { type: 'USCC', code: holderCode } as const;
    await expect(client.licenceByNumber({ typeCode, number, region, context })).resolves.toMatchObject({
      licence: { number },
    });
    const page = await client.licencesByHolder({ holder, region, typeCodes: [typeCode], context });
    expect(page.licences?.edges.map(({ node }) => node.number)).toEqual([number]);
    const all = await client.licencesAcrossRegions({
      holder,
      regions: [region, 'TIANJIN'],
      typeCodes: [typeCode],
      context,
    });
    expect(all.map((one) => [one.region, one.status])).toEqual([
      [region, 'REDUCED'],
      ['TIANJIN', 'NOT_FOUND'],
    ]);
  });

  it('verifies without learning, and fetches the document', async () => {
    const claims = [
      { field: 'holderName', value: licence.holderName },
      { field: 'number', value: 'another' },
    ];
    const { matches } = await client.verifyLicence({
      identifier: licence.identifier,
      claims,
      region,
      context,
    });
    expect(matches?.map((one) => one.matches)).toEqual([true, false]);
    const { document } = await client.licenceDocument({ identifier: licence.identifier, region, context });
    expect(document).toMatchObject({ mediaType: 'application/pdf' });
  });

  it('reads catalogue and regions without a context', async () => {
    expect((await client.licenceTypes()).length).toBeGreaterThan(11);
    expect(await client.regions()).toContainEqual(
      expect.objectContaining({ region, trusted: true, circuit: 'closed' }),
    );
  });

  it('throws what ends the whole call, with its code', async () => {
    await expect(client.licence({ identifier: licence.identifier })).rejects.toMatchObject({
      name: 'RefusedError',
      code: 'CONTEXT_REQUIRED',
    });
    const free = { name: 'Free', field: 'regions', id: 'sha256:', text: 'query Free { regions { region } }' };
    await expect(client.call(free, {})).rejects.toMatchObject({ code: 'GRAPHQL_FREE_FORM_REFUSED' });
  });

  it('a peer with a key that the federation does not know gets no believable answer', async () => {
    const { beijing, tianjin } = cluster.nodes;
    const { readFileSync } = await import('node:fs');
    const dispatcher = new Agent({
      connect: {
        cert: readFileSync(tianjin.tls.cert),
        key: readFileSync(tianjin.tls.key),
        ca: readFileSync(tianjin.tls.ca),
      },
    });
    const peer = createPeerClient({
      self: tianjin.entityId,
      key: signingKeyFromJwk(generateSigningKey('ES256').privateJwk),
      peer: {
        entityId: beijing.entityId,
        endpoint: `${beijing.entityId}/graphql`,
        keys: [],
        suites: ['ES256'],
        jurisdictions: ['110000'],
      },
      fetch: (url: string, init: object) => undiciFetch(url, { ...init, dispatcher }),
    });
    const asked = peer.ask({
      documentId: `sha256:${'0'.repeat(64)}`,
      field: 'licence',
      variables: {},
      context: {
        purpose: { itemCode: context.itemCode, itemName: context.itemName },
        caseNumber: context.caseNumber,
        legalBasis: context.legalBasis,
        reason: context.reason,
        organisation: { code: '11120000TB9000024Y', name: '天津市政务服务样例机构' },
        person: { id: 'tj-0007', name: '样例经办人' },
        channel: 'counter',
      },
    });
    await expect(asked).rejects.toMatchObject({ name: 'AnswerError', code: 'ANSWER_UNSIGNED' });
    await dispatcher.close();
  });
});
