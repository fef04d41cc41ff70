import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wellKnownSample, type Licence } from '#libs/licences';
import { pdfOriginal, readPdfCopy } from '#libs/seals';
import { ensureSealingKeys } from '../../apps/cli/src/certs/seals/node-keys.js';
import { SealPki } from '../../apps/cli/src/certs/seals/seal-pki.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { sealingConfig } from '../../apps/node/src/sealing/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT, type Json } from '../support/ask.js';
import { ORGANISATIONS, startCluster, type Cluster, type RegionName } from '../support/cluster.js';
import { newestOfExchange } from '../support/exchange-entries.js';

jest.setTimeout(60_000);

const SEED = 1;
const licence: Licence = wellKnownSample('110000');
const folder = mkdtempSync(join(tmpdir(), 'tongban-copies-'));
const at = (name: string) => join(folder, name);
let cluster: Cluster;
let token: string;

beforeAll(async () => {
  const keys = {
    signature: { pkcs12File: at('s.p12'), passphraseFile: at('passphrase'), chainFile: at('authority.crt') },
  };
  const pki = SealPki.open(at('pki'));
  await ensureSealingKeys(sealingConfig.parse(keys), {
    pki,
    region: '110000',
    organisation: ORGANISATIONS.beijing,
  });
  const annotateCopies = { peers: true, validDays: 7 };
  cluster = await startCluster({
    regions: ['beijing', 'tianjin', 'hebei'],
    sections: { licences: { annotateCopies } },
    own: { beijing: { sealing: keys } },
    agreements: (ids) => {
      const covered = sampleAgreement('x', ids.tianjin, { licenceTypes: [licence.typeCode] }).fields;
      return {
        beijing: [
          sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [licence.typeCode] }),
          sampleAgreement('bj-he', ids.hebei, {
            licenceTypes: [licence.typeCode],
            fields: [...covered, 'documentOriginal'],
          }),
        ],
        tianjin: [
          sampleAgreement('tj-he', ids.hebei, { licenceTypes: [wellKnownSample('120000').typeCode] }),
        ],
      };
    },
  });
  for (const [name, region] of [
    ['beijing', '110000'],
    ['tianjin', '120000'],
  ] as const) {
    const { running, dataDir } = cluster.nodes[name];
    const store = new FileDocumentStore({ directory: `${dataDir}/documents`, maxBytes: 1 << 22 });
    await seedSamples(running.database.pool, store, { region, seed: SEED, count: 8 });
  }
  token = await accessToken(cluster.nodes.tianjin);
}, 90_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const DOCUMENT = `status refusal { code } withheld { field reason }
  document { sha256 size content copy { matterCode organisationCode caseNumber releasedBy expired originalSha256 originalSize } }`;

async function document(
  from: RegionName,
  identifier: string,
  bearer: string,
  original = false,
): Promise<Json> {
  const { data, errors } = await ask(cluster.nodes[from], bearer, {
    query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
      result: licenceDocument(identifier: $id, context: $context, original: ${original}) { ${DOCUMENT} } }`,
    variables: { context: CONTEXT, id: identifier },
  });
  expect(errors).toBeUndefined();
  return data.result;
}

const newest = async (name: RegionName, kind: string) =>
  (await newestOfExchange(cluster.nodes[name], 10)).find(({ entry }) => entry.kind === kind)!.entry
    .lookups[0]!;

describe('a document of Beijing', () => {
  it('reaches Tianjin as an annotated copy, with both digests in the answer and in both logs', async () => {
    const { status, document: told } = await document('tianjin', licence.identifier, token);
    expect(status).toBe('FOUND');
    expect(told.copy).toMatchObject({
      matterCode: CONTEXT.itemCode,
      caseNumber: CONTEXT.caseNumber,
      releasedBy: cluster.nodes.beijing.entityId,
      expired: false,
    });
    const bytes = Buffer.from(told.content, 'base64');
    const found = await readPdfCopy(bytes);
    expect(found?.problem).toBeUndefined();
    expect(pdfOriginal(bytes, told.copy.originalSize)).toHaveLength(told.copy.originalSize);
    const release = { original: told.copy.originalSha256, copy: told.sha256 };
    expect(await newest('beijing', 'answer')).toMatchObject({ release });
    expect(await newest('tianjin', 'outcome')).toMatchObject({ release });
  });

  it('is given without its note to whom an agreement releases it, and to nobody else', async () => {
    const hebei = await accessToken(cluster.nodes.hebei);
    const whole = await document('hebei', licence.identifier, hebei, true);
    expect(whole).toMatchObject({ status: 'FOUND', document: { copy: null } });
    const reduced = await document('tianjin', licence.identifier, token, true);
    expect(reduced.status).toBe('REDUCED');
    expect(reduced.withheld).toMatchObject([{ field: 'documentOriginal' }]);
    expect(reduced.document.copy.originalSha256).toBe(whole.document.sha256);
  });
});

it('a node without a key to seal with releases no document', async () => {
  const hebei = await accessToken(cluster.nodes.hebei);
  const refused = await document('hebei', wellKnownSample('120000').identifier, hebei);
  expect(refused).toMatchObject({ refusal: { code: 'COPY_SEALING_UNAVAILABLE' }, document: null });
});
