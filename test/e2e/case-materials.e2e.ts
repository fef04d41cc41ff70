import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { verifyArchive } from '#libs/archive';
import { sha256 } from '#libs/exchange';
import { wellKnownPersonSample, wellKnownSample, type Licence } from '#libs/licences';
import type { ClientCaller } from '../../apps/node/src/callers/index.js';
import type { CaseActor } from '../../apps/node/src/cases/index.js';
import {
  asContent,
  changeLicenceStatus,
  FileDocumentStore,
  LicenceDocuments,
  seedSamples,
} from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, type Json } from '../support/ask.js';
import { ORGANISATIONS, startCluster, type Cluster, type RegionName } from '../support/cluster.js';
import { newestOfKind } from '../support/exchange-entries.js';
import { pdf } from '../support/pdf.js';
import { SealingPki } from '../support/sealing-pki.js';
import { repacked, replace } from '../support/sealed-variants.js';

jest.setTimeout(60_000);

const DAY = 86_400_000;
const firm: Licence = wellKnownSample('110000');
const person: Licence = wellKnownPersonSample('110000');
const APPLICANT = { type: '001' as const, code: firm.holderCode };
const issuer = { organisations: [firm.issuerCode, firm.issuerName], number: '11010000000001' };
const folder = mkdtempSync(join(tmpdir(), 'tongban-trust-'));
const FORM = {
  firmName: '样例企业',
  firmCode: firm.holderCode,
  record: 'CF-2026-1',
  kind: 'penalty',
  corrected: '已履行',
  agentName: '样例经办人',
  agentPhone: '13800000000',
};

let cluster: Cluster;
let pki: SealingPki;
let token: string;
let auditor: string;
/** A sealed document, a spoiled one, and one without a seal. */
let sealed: Uint8Array;
let spoiled: Uint8Array;
const plain = pdf();

const room = (name: RegionName) => cluster.nodes[name].running.materials;
const cases = (name: RegionName) => cluster.nodes[name].running.cases.cases;
const url = (path: string): string => `${cluster.nodes.tianjin.publicUrl}${path}`;

beforeAll(async () => {
  pki = new SealingPki(Date.now());
  const trust = pki.writeTrust(folder);
  sealed = await pki.sealedBy(issuer);
  spoiled = await repacked(sealed, (files) =>
    replace(files, 'Doc_0/Pages/Page_0/Content.xml', '<ofd:Content/>', '<ofd:Content ID="7"/>'),
  );
  const shared = { purposes: ['basic:002004001000'], licenceTypes: [firm.typeCode, person.typeCode] };
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    sections: {
      messages: { pollSeconds: 3600, retrySeconds: 60 },
      verdicts: { waitMs: 25_000 },
      http: { operationTimeoutMs: 30_000 },
      peers: { timeoutMs: 25_000 },
      cases: { pollSeconds: 3600 },
      materials: {},
      documents: { threads: 1, trust: { folders: [trust] } },
      matters: {
        directory: 'config/matters',
        departments: ['beijing', 'tianjin', 'hebei'].map((name) => `config/matters/departments/${name}.yaml`),
      },
    },
    agreements: (ids) => {
      const own = sampleAgreement('x', '*', shared);
      const fields = [
        ...own.fields,
        'issuerName',
        'issuerCode',
        'issueDate',
        'holderType',
        'validFrom',
        'validUntil',
      ];
      return {
        beijing: [sampleAgreement('bj-tj', ids.tianjin, { ...shared, fields })],
        tianjin: [sampleAgreement('tj-own', '*', { ...shared, fields })],
      };
    },
  });
  const { running, dataDir } = cluster.nodes.beijing;
  const store = new FileDocumentStore({ directory: `${dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(running.database.pool, store, { region: '110000', seed: 1, count: 40 });
  await new LicenceDocuments(running.database.pool, store).attach(
    firm.identifier,
    asContent(Buffer.from(sealed)),
    'application/ofd',
    { by: 'test', at: new Date() },
  );
  token = await accessToken(cluster.nodes.tianjin);
  auditor = await accessToken(cluster.nodes.tianjin, 'sample-auditor');
}, 90_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const window = (organisation = ORGANISATIONS.tianjin): CaseActor => ({
  role: 'window',
  organisation,
  person: { id: 'w-1', name: '样例' },
  caller: { kind: 'client', id: 'sample-integrator', role: 'integrator', organisation },
});
const draft = async (organisation = ORGANISATIONS.tianjin): Promise<string> =>
  (await cases('tianjin').draft({ matter: 'credit-repair', applicant: APPLICANT }, window(organisation))).id;

async function upload(
  id: string,
  query: string,
  bytes: Uint8Array | string,
  bearer = token,
): Promise<{ status: number; body: Json }> {
  const response = await fetch(url(`/cases/${id}/materials${query}`), {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/octet-stream' },
    body: typeof bytes === 'string' ? bytes : Buffer.from(bytes),
  });
  return { status: response.status, body: (await response.json()) as Json };
}
const codeOf = ({ body }: { body: Json }): string =>
  body.errors?.[0]?.extensions?.code ?? body.code ?? 'taken';

async function mutate(query: string, variables: object): Promise<Json> {
  const { data, errors } = await ask(cluster.nodes.tianjin, token, { query, variables });
  return errors ? { code: errors[0]?.extensions?.code } : data.result;
}
const SELECTION =
  'id material digest origin trust verdict receipt fromCase validUntil document { indication issuer }';
const fetchOne = (id: string, material: string, more: object = {}): Promise<Json> =>
  mutate(
    `mutation($input: FetchMaterialInput!) { result: fetchCaseMaterial(input: $input) { ${SELECTION} } }`,
    {
      input: { case: id, material, channel: 'COUNTER', person: { id: 'w-1', name: '样例' }, ...more },
    },
  );
const listed = async (id: string): Promise<Json> =>
  (
    await ask(cluster.nodes.tianjin, token, {
      query: `query($id: ID!) { result: caseMaterials(id: $id) { missing files asked { material required givenBySharing satisfied
        held { ${SELECTION} } fetches { region state code } } } }`,
      variables: { id },
    })
  ).data.result;
async function deliver(): Promise<void> {
  for (const name of ['tianjin', 'beijing', 'tianjin'] as const)
    await cluster.nodes[name].running.messages.sender.now();
}
const DEPARTMENT = { code: '', name: '北京市信用主管部门（样例）' };
const handler = (role: 'handler' | 'approver' = 'handler'): ClientCaller => ({
  kind: 'client',
  id: 'sample-integrator',
  role,
  organisation: DEPARTMENT,
  person: { id: 'h-1', name: '样例' },
  scopes: [],
});

describe('a file that may not come', () => {
  let id: string;
  let foreign: string;
  beforeAll(async () => {
    id = await draft();
    foreign = await draft({ code: '1112000000TB0328XB', name: '另一机构' });
  });
  it.each<[string, () => Promise<{ status: number; body: Json }>, number, string]>([
    ['from nobody', () => upload(id, '?material=pledge', plain, 'x'), 401, 'TOKEN_MALFORMED'],
    ['from an auditor', () => upload(id, '?material=pledge', plain, auditor), 403, 'ROLE_NOT_ALLOWED'],
    ['for no case', () => upload('../../etc', '?material=pledge', plain), 404, 'NOT_FOUND_HERE'],
    [
      'for a case that is not there',
      () => upload('120101-20260302-0001', '?material=pledge', plain),
      404,
      'CASE_UNKNOWN',
    ],
    [
      "for another organisation's case",
      () => upload(foreign, '?material=pledge', plain),
      404,
      'CASE_UNKNOWN',
    ],
    [
      'for a material that nobody asks for',
      () => upload(id, '?material=diary', plain),
      422,
      'MATERIAL_NOT_ASKED',
    ],
    ['for nothing', () => upload(id, '', plain), 422, 'MATERIAL_INPUT_INVALID'],
    [
      'for two things',
      () => upload(id, '?material=pledge&purpose=proof', plain),
      422,
      'MATERIAL_INPUT_INVALID',
    ],
    [
      'with a trust level of its own',
      () => upload(id, '?material=pledge&trust=A', plain),
      422,
      'MATERIAL_INPUT_INVALID',
    ],
    [
      'with a parameter twice',
      () => upload(id, '?material=pledge&material=x', plain),
      422,
      'MATERIAL_INPUT_INVALID',
    ],
    [
      'as the authority’s',
      () => upload(id, '?material=pledge&origin=authority', plain),
      403,
      'MATERIAL_ORIGIN_NOT_YOURS',
    ],
    ['as a decision', () => upload(id, '?purpose=result', plain), 403, 'MATERIAL_ORIGIN_NOT_YOURS'],
    [
      'in a role that the client has not',
      () => upload(id, '?material=pledge&role=approver', plain),
      403,
      'CASE_ROLE_NOT_YOURS',
    ],
    [
      'that sharing gives',
      () => upload(id, '?material=business-licence', plain),
      409,
      'MATERIAL_GIVEN_BY_SHARING',
    ],
    [
      'that is a page',
      () => upload(id, '?material=pledge', '<html><script>alert(1)</script>'),
      415,
      'MATERIAL_FILE_TYPE',
    ],
    [
      'that pretends to be a sheet',
      () => upload(id, '?material=pledge', '{"v":1}'),
      415,
      'MATERIAL_FILE_TYPE',
    ],
    ['that is empty', () => upload(id, '?material=pledge', ''), 400, 'MATERIAL_FILE_EMPTY'],
    [
      'that is too large',
      () => upload(id, '?material=pledge', Buffer.alloc((20 << 20) + 1)),
      413,
      'MATERIAL_FILE_TOO_LARGE',
    ],
  ])('%s', async (_, send, status, code) => {
    const answer = await send();
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });
  it('left nothing behind', async () => {
    expect((await listed(id)).files).toBe(0);
    expect(
      await room('tianjin').reading.progress(id, {
        ...handler(),
        role: 'integrator',
        organisation: ORGANISATIONS.tianjin,
      }),
    ).toEqual([]);
  });
});

describe('what is brought is judged here, whatever is said of it', () => {
  it('a spoiled seal fails, also where the clerk says that the original was seen', async () => {
    const id = await draft();
    const { status, body } = await upload(id, '?material=pledge&origin=pledge', spoiled);
    expect([status, body.material.trust, body.material.verdict, body.document.indication]).toEqual([
      201,
      'D',
      'failed',
      'TOTAL_FAILED',
    ]);
  });
  it('a material that sharing should give is taken once no source had it, and sealed it counts as checked', async () => {
    const id = await draft();
    expect(codeOf(await upload(id, '?material=performance', sealed))).toBe('MATERIAL_GIVEN_BY_SHARING');
    expect(await fetchOne(id, 'performance')).toEqual({ code: 'MATERIAL_NOT_FOUND' });
    const { body } = await upload(id, '?material=performance', sealed);
    expect(body.material).toMatchObject({
      material: 'performance',
      origin: 'upload',
      trust: 'B',
      verdict: 'passed',
    });
    expect(body.document).toMatchObject({ indication: 'TOTAL_PASSED', issuer: 'not-compared' });
  });
});

describe('fetching', () => {
  it('keeps licence, document, verdict and receipt; the answer was signed and both sides logged it', async () => {
    const id = await draft();
    const licence = await fetchOne(id, 'business-licence');
    expect(licence).toMatchObject({
      material: 'business-licence',
      origin: 'LOOKUP',
      trust: 'A',
      verdict: 'PASSED',
      digest: sha256(sealed),
      document: { indication: 'TOTAL_PASSED', issuer: 'MATCH' },
    });
    expect(licence.receipt).toContain('127.0.0.1');
    const { data } = await ask(cluster.nodes.tianjin, token, {
      query: `query($id: ID!) { caseMaterial(id: $id, material: "business-licence") { sheet { region identifier fields { name value } noDocument } } }`,
      variables: { id },
    });
    expect(data.caseMaterial.sheet).toMatchObject({
      region: 'BEIJING',
      identifier: firm.identifier,
      noDocument: null,
    });
    const { asked } = await listed(id);
    const progress = asked.find(({ material }: Json) => material === 'business-licence');
    expect([
      progress.satisfied,
      ...progress.fetches.map(({ region, state }: Json) => `${region} ${state}`),
    ]).toEqual([true, 'BEIJING FOUND', 'TIANJIN NOTHING_FOUND', 'HEBEI NOT_NEEDED']);
  });

  it('says what a source could not give, and takes nothing for another holder', async () => {
    const id = await draft();
    expect(await fetchOne(id, 'pledge')).toEqual({ code: 'MATERIAL_NOT_BY_SHARING' });
    expect(await fetchOne(id, 'diary')).toEqual({ code: 'MATERIAL_NOT_ASKED' });
    // A licence of somebody else, named by its identifier.
    expect(
      await fetchOne(id, 'agent-identity', {
        identifier: firm.identifier,
        holder: { type: 'CITIZEN_NUMBER', code: person.holderCode },
      }),
    ).toMatchObject({ code: expect.stringMatching(/MATERIAL_(NOT_FOUND|SOURCE_AWAY|SOURCE_REFUSED)/) });
    expect((await listed(id)).files).toBe(0);
  });
});

describe('a case with its materials', () => {
  let id: string;
  let licence: Json;

  beforeAll(async () => {
    id = await draft();
    licence = await fetchOne(id, 'business-licence');
    const agent = await fetchOne(id, 'agent-identity', {
      holder: { type: 'CITIZEN_NUMBER', code: person.holderCode },
    });
    expect(agent).toMatchObject({ trust: 'A', verdict: 'PASSED' });
    await fetchOne(id, 'performance');
    const performance = (await upload(id, '?material=performance&original=seen', plain)).body.material;
    const pledge = (await upload(id, '?material=pledge&origin=pledge', plain)).body.material;
    expect(await listed(id)).toMatchObject({ missing: [] });
    await cases('tianjin').open(
      id,
      {
        model: 'online',
        modes: ['cross-region'],
        decision: '110000',
        form: FORM,
        materials: [licence, agent, performance, pledge].map((one: Json) => String(one.id)),
        items: [],
      },
      window(),
    );
    await deliver();
    const held = await cases('beijing').one(id);
    DEPARTMENT.code = held.departments[0] ?? '';
  });

  it('reaches the other region with its files, which judges them by itself', async () => {
    const { view } = await cases('beijing').one(id);
    expect(view.state).toBe('received');
    const { files, asked, missing } = await room('beijing').reading.ofCase(id, handler());
    expect(missing).toEqual([]);
    // The licence and the identity, each with its sheet, and one file that is performance and pledge at once.
    expect(files.map(({ purpose }) => purpose).sort()).toEqual([
      'material',
      'material',
      'material',
      'sheet',
      'sheet',
    ]);
    expect(files.every(({ peer }) => peer === cluster.nodes.tianjin.entityId)).toBe(true);
    for (let turn = 0; turn < 100; turn++) {
      const [ofd] = (await room('beijing').reading.ofCase(id, handler())).files.filter(
        ({ mediaType }) => mediaType === 'application/ofd',
      );
      if (ofd?.verdict) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const again = await room('beijing').reading.ofCase(id, handler());
    expect(again.files.find(({ mediaType }) => mediaType === 'application/ofd')?.verdict?.indication).toBe(
      'TOTAL_PASSED',
    );
    expect(asked.find(({ material }) => material.id === 'business-licence')?.held[0]).toMatchObject({
      trust: 'A',
      origin: 'lookup',
    });
  });

  it('gives bytes only to who may see the case, with an entry in the log before', async () => {
    const { bytes } = await room('beijing').reading.download(id, licence.digest, handler());
    expect(bytes.equals(Buffer.from(sealed))).toBe(true);
    const [newest] = await newestOfKind(cluster.nodes.beijing, ['administration']);
    expect(newest?.entry).toMatchObject({
      kind: 'administration',
      governance: { action: 'view', note: expect.stringContaining(licence.digest) },
    });
    await expect(
      room('beijing').reading.download(id, licence.digest, {
        ...handler(),
        organisation: ORGANISATIONS.beijing,
      }),
    ).rejects.toMatchObject({ code: 'CASE_UNKNOWN' });
    await expect(room('beijing').reading.download(id, 'A'.repeat(43), handler())).rejects.toMatchObject({
      code: 'MATERIAL_FILE_UNKNOWN',
    });
    const response = await fetch(url(`/cases/${id}/files/${licence.digest}`), {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('content-disposition'),
    ]).toEqual([200, 'application/ofd', `attachment; filename="${licence.digest}.ofd"`]);
    expect(
      (
        await fetch(url(`/cases/${id}/files/${licence.digest}`), {
          headers: { authorization: `Bearer ${auditor}` },
        })
      ).status,
    ).toBe(403);
  });

  it('is decided with a result that comes back, and its archive is whole', async () => {
    const by = (role: CaseActor['role']): CaseActor => ({
      role,
      organisation: DEPARTMENT,
      person: { id: 'h-1', name: '样例' },
      caller: handler(),
    });
    await cases('beijing').step(id, { kind: 'accept', data: {} }, by('handler'));
    await cases('beijing').step(id, { kind: 'begin-review', data: {} }, by('handler'));
    const bytes = pdf({ trailer: '/Root 1 0 R /Info 6 0 R /Decision true' });
    const result = await room('beijing').keep.keep({
      caseId: id,
      bytes,
      mediaType: 'application/pdf',
      purpose: 'result',
    });
    await cases('beijing').step(id, { kind: 'approve', data: { result } }, by('approver'));
    await deliver();
    expect((await room('tianjin').keep.read(id, result)).bytes.length).toBe(bytes.length);
    for (const name of ['tianjin', 'beijing'] as const)
      await cluster.nodes[name].running.transparency.round();
    const response = await fetch(url(`/cases/${id}/archive`), {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
    const archive = new Uint8Array(await response.arrayBuffer());
    const anchors = [
      JSON.parse(readFileSync(join(cluster.anchor.directory, 'published/trust-anchor.json'), 'utf8')),
    ];
    const report = await verifyArchive(archive, { anchors });
    expect(report.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(report.facts.view?.state).toBe('approved');
    // Data and document of both lookups; a witness that was not asked yet leaves one partial.
    expect(report.facts.evidence.map(({ verdict }) => verdict === 'failed')).toEqual([
      false,
      false,
      false,
      false,
    ]);
    const spoilt = new Uint8Array(archive);
    spoilt[Math.floor(archive.length / 2)]! ^= 1;
    expect((await verifyArchive(spoilt, { anchors })).verdict).toBe('failed');
  });

  it('lends its materials to another case of the same holder, and to no other', async () => {
    const next = await draft();
    const reuse = (into: string, material: string, fromMaterial = material): Promise<Json> =>
      mutate(
        `mutation($input: ReuseMaterialInput!) { result: reuseCaseMaterial(input: $input) { ${SELECTION} } }`,
        {
          input: {
            case: into,
            material,
            fromCase: id,
            fromMaterial,
            channel: 'COUNTER',
            person: { id: 'w-1', name: '样例' },
          },
        },
      );
    expect(await reuse(next, 'business-licence')).toMatchObject({
      origin: 'REUSE',
      fromCase: id,
      digest: licence.digest,
      trust: 'A',
      verdict: 'PASSED',
      document: { indication: 'TOTAL_PASSED', issuer: 'MATCH' },
    });
    const decide = (to: '01' | '02') =>
      cluster.nodes.beijing.running.database.transactions.run(({ client }) =>
        changeLicenceStatus(client, firm.identifier, {
          to,
          by: firm.issuerCode,
          reason: '测试',
          at: new Date(cluster.now()),
        }),
      );
    // Suspended since: the region that holds it says no.
    await decide('02');
    expect(await reuse(await draft(), 'business-licence')).toEqual({ code: 'MATERIAL_NOT_VALID' });
    await decide('01');
    // What it was taken from stays as it was.
    expect((await listed(id)).asked[0].held[0]).toMatchObject({
      origin: 'LOOKUP',
      fromCase: null,
      id: licence.id,
    });
    expect(await reuse(next, 'pledge', 'performance')).toEqual({ code: 'MATERIAL_INPUT_INVALID' });
    // Fetched for the agent, so it is not the firm's.
    expect(await reuse(next, 'agent-identity')).toEqual({ code: 'MATERIAL_REUSE_OTHER_HOLDER' });
    const { id: others } = await cases('tianjin').draft(
      { matter: 'credit-repair', applicant: { type: '001', code: ORGANISATIONS.hebei.code } },
      window(),
    );
    expect(await reuse(others, 'business-licence')).toEqual({ code: 'MATERIAL_REUSE_OTHER_HOLDER' });
    const foreign = await draft({ code: '1112000000TB0328XB', name: '另一机构' });
    expect(await reuse(foreign, 'business-licence')).toEqual({ code: 'CASE_UNKNOWN' });
  });
});

it('all that sharing gives is fetched at once, with progress source by source', async () => {
  const id = await draft();
  const begun = await mutate(
    `mutation($input: FetchMaterialsInput!) { result: fetchAllCaseMaterials(input: $input) { material region state } }`,
    { input: { case: id, channel: 'COUNTER', person: { id: 'w-1', name: '样例' } } },
  );
  expect(new Set(begun.map(({ material }: Json) => material))).toEqual(
    new Set(['business-licence', 'agent-identity', 'performance']),
  );
  let asked: Json[] = [];
  for (let turn = 0; turn < 200; turn++) {
    asked = (await listed(id)).asked;
    const open = asked
      .flatMap(({ fetches }: Json) => fetches)
      .filter(({ state }: Json) => state === 'WAITING' || state === 'ASKING');
    if (open.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const found = asked.filter(({ held }: Json) => held.length > 0).map(({ material }: Json) => material);
  expect(found).toEqual(['business-licence']);
});

describe('files from other regions', () => {
  const send = async (body: Record<string, unknown>, subject?: string): Promise<string | null> => {
    const { running } = cluster.nodes.beijing;
    const jti = await running.database.transactions.run((transaction) =>
      running.messages.enqueue(transaction, {
        to: cluster.nodes.tianjin.entityId,
        kind: 'case.file',
        subject: subject ?? `case:${String(body['case'])}`,
        body,
      }),
    );
    await running.messages.sender.now();
    const { rows } = await running.database.pool.query<{ state: string; last_code: string | null }>(
      'SELECT state, last_code FROM message_outbox WHERE jti = $1',
      [jti],
    );
    return rows[0]?.last_code ?? rows[0]?.state ?? null;
  };
  const bytes = Buffer.from(plain);
  const part = (id: string, more: object = {}) => ({
    v: 1,
    case: id,
    digest: sha256(bytes),
    size: bytes.byteLength,
    mediaType: 'application/pdf',
    purpose: 'material',
    part: 1,
    bytes: bytes.toString('base64'),
    ...more,
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'about a case of a region that did not send it',
      part('120101-20260302-000A'),
      'MATERIAL_SENDER_NOT_PARTY',
    ],
    [
      'with other bytes than its digest',
      part('110101-20260302-000B', { digest: 'A'.repeat(43) }),
      'MATERIAL_FILE_DIGEST',
    ],
    [
      'of another type than it says',
      part('110101-20260302-000C', { mediaType: 'image/png' }),
      'MATERIAL_FILE_TYPE',
    ],
    [
      'that is larger than a file may be',
      part('110101-20260302-000D', {
        size: 90 << 20,
        part: 1,
        bytes: Buffer.alloc(150_000).toString('base64'),
      }),
      'MATERIAL_FILE_TOO_LARGE',
    ],
    [
      'a forged sheet',
      part('110101-20260302-000E', {
        purpose: 'sheet',
        sheetOf: sha256(bytes),
        mediaType: 'application/pdf',
      }),
      'MATERIAL_FILE_INVALID',
    ],
    ['with a member too many', part('110101-20260302-000F', { trust: 'A' }), 'MESSAGE_BODY_INVALID'],
  ])('%s', async (_, body, code) => {
    expect(await send(body)).toBe(code);
  });

  it('go on where they broke off, and are forgotten where no case ever comes', async () => {
    const large = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(200_000, 'x')]);
    const id = '110101-20260302-000G';
    const of = (at: number, number: number) =>
      part(id, {
        digest: sha256(large),
        size: large.byteLength,
        part: number,
        bytes: large.subarray(at, at + 150_000).toString('base64'),
      });
    const { pool } = cluster.nodes.tianjin.running.database;
    const parts = async () =>
      (await pool.query('SELECT part FROM case_file_part WHERE case_id = $1', [id])).rows.length;
    expect(await send(of(0, 1))).toBe('delivered');
    expect(await parts()).toBe(1);
    await expect(room('tianjin').keep.read(id, sha256(large))).rejects.toMatchObject({
      code: 'MATERIAL_FILE_UNKNOWN',
    });
    expect(await send(of(150_000, 2))).toBe('delivered');
    expect(await parts()).toBe(0);
    expect((await room('tianjin').keep.read(id, sha256(large))).bytes.byteLength).toBe(large.byteLength);
    cluster.advance(40 * DAY);
    await room('tianjin').rounds.round();
    await expect(room('tianjin').keep.read(id, sha256(large))).rejects.toMatchObject({
      code: 'MATERIAL_FILE_ERASED',
    });
    const { rows } = await pool.query<{ held: string }>(
      `SELECT count(*) AS held FROM case_file f JOIN case_record USING (case_id) WHERE erased_at IS NULL`.replace(
        'USING (case_id)',
        'r ON r.id = f.case_id',
      ),
    );
    // What belongs to a case that was received is kept.
    expect(Number(rows[0]?.held)).toBeGreaterThan(0);
  });
});
