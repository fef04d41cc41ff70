import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleLicence, wellKnownSample, type Licence } from '#libs/licences';
import type { StoredEntry } from '../../apps/node/src/audit/index.js';
import {
  asContent,
  FileDocumentStore,
  LicenceDocuments,
  seedSamples,
} from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT, type Json } from '../support/ask.js';
import { startCluster, type Cluster, type RegionName } from '../support/cluster.js';
import { newestOfExchange } from '../support/exchange-entries.js';
import { SealingPki } from '../support/sealing-pki.js';
import { repacked, replace } from '../support/sealed-variants.js';

jest.setTimeout(60_000);

const SEED = 1;
const firm: Licence = wellKnownSample('110000');
/** Its agreement does not name the verdict. */
const other: Licence = [1, 2, 3]
  .map((index) => sampleLicence('110000', SEED, index))
  .find(({ typeCode }) => typeCode !== firm.typeCode)!;
const number = '11010000000001';
const issuer = { organisations: [firm.issuerCode, firm.issuerName], number };
const stranger = { organisations: ['11120000TB9000024Y', '天津市政务服务样例机构'], number };

const folder = mkdtempSync(join(tmpdir(), 'tongban-trust-'));
let pki: SealingPki;
let cluster: Cluster;
let token: string;

beforeAll(async () => {
  pki = new SealingPki(Date.now());
  const trust = pki.writeTrust(folder);
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    // A first verification starts a thread; a slow machine must not make it late.
    sections: {
      verdicts: { waitMs: 25_000 },
      http: { operationTimeoutMs: 55_000 },
      peers: { timeoutMs: 50_000 },
    },
    // Tianjin trusts nobody, so what it says of a document is its own word and not Beijing's.
    own: { beijing: { documents: { trust: { folders: [trust] } } } },
    agreements: (ids) => {
      const covered = sampleAgreement('x', ids.tianjin, { licenceTypes: [firm.typeCode] }).fields;
      return {
        beijing: [
          sampleAgreement('bj-tj', ids.tianjin, {
            licenceTypes: [firm.typeCode],
            fields: [...covered, 'documentVerdict'],
          }),
          sampleAgreement('bj-tj-without', ids.tianjin, { licenceTypes: [other.typeCode] }),
        ],
      };
    },
  });
  const { running, dataDir } = cluster.nodes.beijing;
  await seedSamples(running.database.pool, storeOf(dataDir), { region: '110000', seed: SEED, count: 8 });
  token = await accessToken(cluster.nodes.tianjin);
}, 90_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const storeOf = (dataDir: string): FileDocumentStore =>
  new FileDocumentStore({ directory: `${dataDir}/documents`, maxBytes: 1 << 22 });

async function attach(licence: Licence, bytes: Uint8Array): Promise<string> {
  const { running, dataDir } = cluster.nodes.beijing;
  const documents = new LicenceDocuments(running.database.pool, storeOf(dataDir));
  const { sha256 } = await documents.attach(licence.identifier, asContent(bytes), 'application/ofd', {
    by: 'test',
    at: new Date(cluster.now()),
  });
  return Buffer.from(sha256, 'hex').toString('base64url');
}

const VERDICT =
  '{ sha256 format indication subIndication code issuer signer seal { id name } trustEdition checkedAt checks { name outcome } }';
const RESULT = 'status refusal { code } withheld { field reason } verification { passed }';
const BY_IDENTIFIER = `licence(identifier: $id, context: $context) { ${RESULT} licence { name documentVerdict ${VERDICT} } }`;
const DOCUMENT = `licenceDocument(identifier: $id, context: $context) {
  ${RESULT} document { sha256 issuerCode verdict ${VERDICT} providerVerdict ${VERDICT} verdictsAgree } }`;

async function query(selection: string, licence: Licence = firm): Promise<Json> {
  const declared = selection.includes('$id') ? '$id: LicenceIdentifier!, ' : '';
  const { data, errors } = await ask(cluster.nodes.tianjin, token, {
    query: `query(${declared}$context: LookupContextInput) { result: ${selection} }`,
    variables: { context: CONTEXT, ...(declared ? { id: licence.identifier } : {}) },
  });
  expect(errors).toBeUndefined();
  return data.result;
}

async function logged(name: RegionName, kind: string): Promise<StoredEntry['entry']['lookups'][number]> {
  const newest = await newestOfExchange(cluster.nodes[name], 10);
  return newest.find(({ entry }) => entry.kind === kind)!.entry.lookups[0]!;
}

const failedOf = (verdict: Json): string[] =>
  verdict.checks
    .filter(({ outcome }: { outcome: string }) => outcome === 'FAILED')
    .map(({ name }: { name: string }) => name);

describe('the verdict on the document of a licence of Beijing, looked up in Tianjin', () => {
  it('sealed by the issuer: passed and the same, in the answer and in both logs', async () => {
    const sha256 = await attach(firm, await pki.sealedBy(issuer));
    const { status, verification, licence } = await query(BY_IDENTIFIER);
    expect([status, verification.passed]).toEqual(['FOUND', true]);
    expect(licence.documentVerdict).toMatchObject({
      sha256,
      format: 'ofd',
      indication: 'TOTAL_PASSED',
      subIndication: null,
      issuer: 'MATCH',
      seal: { id: number, name: firm.issuerName },
    });
    expect(licence.documentVerdict.signer).toContain(firm.issuerCode);
    expect(failedOf(licence.documentVerdict)).toEqual([]);
    const documents = [{ sha256, indication: 'TOTAL_PASSED', issuer: 'match', by: 'provider' }];
    expect(await logged('beijing', 'answer')).toMatchObject({
      fieldsReleased: ['name', 'documentVerdict'],
      documents,
    });
    expect(await logged('tianjin', 'outcome')).toMatchObject({
      fieldsReleased: ['name', 'documentVerdict'],
      documents,
    });
  });

  it('is told by number and by holder as well', async () => {
    await attach(firm, await pki.sealedBy(issuer));
    const brief = 'documentVerdict { indication issuer }';
    const expected = { documentVerdict: { indication: 'TOTAL_PASSED', issuer: 'MATCH' } };
    const byNumber = await query(
      `licenceByNumber(typeCode: "${firm.typeCode}", number: "${firm.number}", region: BEIJING, context: $context) { licence { ${brief} } }`,
    );
    expect(byNumber.licence).toEqual(expected);
    const byHolder = await query(
      `licencesByHolder(holder: { type: USCC, code: "${firm.holderCode}" }, region: BEIJING, typeCodes: ["${firm.typeCode}"], context: $context) { licences { edges { node { ${brief} } } } }`,
    );
    expect(byHolder.licences.edges).toEqual([{ node: expected }]);
  });

  it('sealed by somebody else: passed, and yet not of the issuer', async () => {
    await attach(firm, await pki.sealedBy(stranger));
    const { documentVerdict: verdict } = (await query(BY_IDENTIFIER)).licence;
    expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', issuer: 'MISMATCH' });
    expect(failedOf(verdict)).toEqual(['issuer-code', 'issuer-name']);
    expect((await logged('tianjin', 'outcome')).documents).toMatchObject([{ issuer: 'mismatch' }]);
  });

  it('altered after sealing: failed, though of the issuer', async () => {
    const altered = await repacked(await pki.sealedBy(issuer), (files) =>
      replace(files, 'Doc_0/Pages/Page_0/Content.xml', '<ofd:Content/>', '<ofd:Content ID="7"/>'),
    );
    const sha256 = await attach(firm, altered);
    const { documentVerdict: verdict } = (await query(BY_IDENTIFIER)).licence;
    expect(verdict).toMatchObject({
      indication: 'TOTAL_FAILED',
      subIndication: 'HASH_FAILURE',
      issuer: 'MATCH',
    });
    expect(failedOf(verdict)).toContain('integrity');
    const documents = [
      { sha256, indication: 'TOTAL_FAILED', subIndication: 'HASH_FAILURE', issuer: 'match', by: 'provider' },
    ];
    expect((await logged('beijing', 'answer')).documents).toEqual(documents);
  });

  it('without an agreement that names it: withheld, and nobody’s log speaks of a document', async () => {
    await attach(other, await pki.sealedBy(issuer));
    const result = await query(BY_IDENTIFIER, other);
    expect(result).toMatchObject({
      status: 'REDUCED',
      licence: { name: other.name, documentVerdict: null },
      withheld: [{ field: 'documentVerdict', reason: 'FIELD_NOT_AGREED' }],
    });
    expect(await logged('beijing', 'answer')).not.toHaveProperty('documents');
    expect(await logged('tianjin', 'outcome')).not.toHaveProperty('documents');
  });
});

describe('a document that Tianjin receives', () => {
  it('is judged there, by a node that trusts nobody: open, whatever Beijing says', async () => {
    const sha256 = await attach(firm, await pki.sealedBy(issuer));
    const { document, status } = await query(DOCUMENT);
    expect(status).toBe('FOUND');
    expect(document).toMatchObject({
      sha256,
      issuerCode: firm.issuerCode,
      verdict: {
        sha256,
        indication: 'INDETERMINATE',
        subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
        issuer: 'MATCH',
      },
      providerVerdict: { sha256, indication: 'TOTAL_PASSED', issuer: 'MATCH' },
      verdictsAgree: false,
    });
    expect(document.verdict.trustEdition).not.toBe(document.providerVerdict.trustEdition);
    expect((await logged('tianjin', 'outcome')).documents).toEqual([
      { sha256, indication: 'TOTAL_PASSED', issuer: 'match', by: 'provider' },
      {
        sha256,
        indication: 'INDETERMINATE',
        subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
        issuer: 'match',
        by: 'requester',
      },
    ]);
    expect((await logged('beijing', 'answer')).documents).toMatchObject([{ by: 'provider' }]);
  });

  it('is judged there though Beijing releases no verdict of its own', async () => {
    await attach(other, await pki.sealedBy(stranger));
    const { document, status, withheld } = await query(DOCUMENT, other);
    expect([status, withheld]).toEqual([
      'REDUCED',
      [{ field: 'documentVerdict', reason: 'FIELD_NOT_AGREED' }],
    ]);
    expect(document).toMatchObject({
      verdict: { indication: 'INDETERMINATE', issuer: 'MISMATCH' },
      providerVerdict: null,
      verdictsAgree: null,
    });
    expect(await logged('beijing', 'answer')).not.toHaveProperty('documents');
  });

  it('is judged by nobody where nobody asked', async () => {
    await query(`licenceDocument(identifier: $id, context: $context) { document { sha256 } }`);
    for (const [name, kind] of [
      ['beijing', 'answer'],
      ['tianjin', 'outcome'],
    ] as const)
      expect(await logged(name, kind)).not.toHaveProperty('documents');
  });
});
