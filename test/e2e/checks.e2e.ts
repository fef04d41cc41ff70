import { jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { strFromU8, unzipSync } from 'fflate';
import { compactVerify } from 'jose';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { checkEvidence, parseEvidence } from '#libs/evidence';
import { ensureSealingKeys } from '../../apps/cli/src/certs/seals/node-keys.js';
import { SealPki } from '../../apps/cli/src/certs/seals/seal-pki.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import type { ClientCaller } from '../../apps/node/src/callers/index.js';
import type { CaseActor, StoredCase } from '../../apps/node/src/cases/index.js';
import type { KeptCheck } from '../../apps/node/src/checks/index.js';
import { openSealing, sealingConfig } from '../../apps/node/src/sealing/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, type Json } from '../support/ask.js';
import { ORGANISATIONS, startCluster, type Cluster, type RegionName } from '../support/cluster.js';
import { Departments } from '../support/departments.js';
import { newestOfExchange } from '../support/exchange-entries.js';
import { exchangeKeyOf } from '../support/forge.js';
import { plainPdf } from '../support/plain-pdf.js';

jest.setTimeout(60_000);

/** 企业破产信息核查 over three real nodes and departments that are slow, broken, away, or say no. */

const DATASETS = [
  'registration',
  'vehicles',
  'real-estate',
  'housing',
  'customs-status',
  'social-insurance',
  'medical-insurance',
  'housing-fund',
  'tax',
];
const DEBTOR = { name: '样例债务人有限公司', code: wellKnownSample('110000').holderCode };
/** Whoever files it for the administrator; Tianjin holds the identity card. */
const AGENT = wellKnownPersonSample('120000');
const COURT = { code: '11110000TB90000160', name: '样例市中级人民法院' };
const HOUR = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'tongban-checks-'));
const at = (name: string) => join(folder, name);
const keysIn = (name: string) => ({
  signature: {
    pkcs12File: at(`${name}/s.p12`),
    passphraseFile: at(`${name}/passphrase`),
    chainFile: at(`${name}/authority.crt`),
  },
});
let cluster: Cluster;
let here: Departments;
let there: Departments;
let token: string;
const proofs: { material: string; digest: string }[] = [];

beforeAll(async () => {
  const pki = SealPki.open(at('pki'));
  for (const [name, organisation] of [
    ['node', ORGANISATIONS.beijing],
    ['court', COURT],
  ] as const)
    await ensureSealingKeys(sealingConfig.parse(keysIn(name)), { pki, region: '110000', organisation });
  here = await Departments.open({
    registration: { delayMs: 20, records: 1 },
    vehicles: { delayMs: 60, records: 3 },
    'real-estate': { delayMs: 40 },
    housing: { mode: 'break' },
    'customs-status': { mode: 'refuse' },
    'social-insurance': { mode: 'silent' },
    'medical-insurance': { mode: 'nothing' },
    'housing-fund': { records: 1 },
    tax: { mode: 'away', retryAfter: 3_600 },
  });
  there = await Departments.open({
    vehicles: { delayMs: 30, records: 1 },
    registration: { mode: 'nothing' },
  });
  const allItems = [...new Set(DATASETS.flatMap((dataset) => here.itemsOf(dataset)))];
  const shared = (id: string, partner: string, datasets: string[], without: string[] = []) =>
    sampleAgreement(id, partner, {
      licenceTypes: [],
      datasets,
      operations: ['records'],
      purposes: ['basic:002099002000', 'basic:002099003000'],
      fields: allItems.filter((item) => !without.includes(item)),
    });
  const trust = readdirSync(at('pki/trust')).map((name) => at(`pki/trust/${name}`));
  const ending = (suffix: string) => trust.filter((name) => name.endsWith(suffix));
  const common = {
    catalogue: { files: ['config/catalogue/evidence.yaml'] },
    matters: {
      directory: 'config/matters',
      departments: readdirSync('config/matters/departments').map(
        (name) => `config/matters/departments/${name}`,
      ),
    },
    jobs: { pollSeconds: 0.5 },
    documents: { trust: { files: ending('trust.json'), certificates: ending('.crt'), crls: ending('.crl') } },
  };
  cluster = await startCluster({
    sections: common,
    own: {
      beijing: {
        sealing: keysIn('node'),
        sources: { files: [here.mappingFile(at('beijing'), { deadlineMs: 3_000 })] },
        checks: { sample: true, graceSeconds: 1 },
      },
      tianjin: { sources: { files: [there.mappingFile(at('tianjin'))] } },
    },
    agreements: (ids) => ({
      beijing: [shared('own', 'role:integrator', DATASETS)],
      tianjin: [
        shared('tj-bj', ids.beijing, ['vehicles', 'registration'], ['vin']),
        sampleAgreement('tj-own', 'role:integrator', {
          licenceTypes: [AGENT.typeCode],
          operations: ['byHolder'],
          purposes: ['basic:002099002000'],
        }),
      ],
      hebei: [],
    }),
  });
  const { running, dataDir } = cluster.nodes.tianjin;
  const store = new FileDocumentStore({ directory: `${dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(running.database.pool, store, { region: '120000', seed: 1, count: 8 });
  token = await accessToken(cluster.nodes.beijing);
  for (const [material, bytes] of [
    ['ruling', await sealedPdf('受理破产申请裁定书')],
    ['decision', await sealedPdf('指定管理人决定书')],
    ['power-of-attorney', plainPdf('授权委托书')],
  ] as const) {
    const { digest, verdict, trust } = await handIn(bytes);
    expect([material, verdict, trust]).toEqual(
      material === 'power-of-attorney' ? [material, 'undecided', 'C'] : [material, 'passed', 'B'],
    );
    proofs.push({ material, digest });
  }
}, 90_000);
afterAll(async () => {
  await cluster?.stop();
  await Promise.all([here, there].map((one) => one?.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** A document as a court hands it out, sealed. */
async function sealedPdf(text: string): Promise<Uint8Array> {
  const sealer = openSealing(sealingConfig.parse(keysIn('court')), {
    organisation: COURT,
    environment: {},
    clock: Date.now,
    onFault: () => undefined,
  });
  return sealer.sealPdf(plainPdf(text), { reason: text });
}

const fetchAt = (path: string, init: RequestInit = {}, bearer: string | undefined = token) =>
  fetch(`${cluster.nodes.beijing.publicUrl}${path}`, {
    ...init,
    headers: { ...(bearer ? { authorization: `Bearer ${bearer}` } : {}), ...(init.headers as object) },
  });

async function handIn(bytes: Uint8Array): Promise<Json> {
  const response = await fetchAt('/checks/proofs', { method: 'POST', body: Buffer.from(bytes) });
  return response.json();
}

const CONTEXT = {
  itemCode: '11110000TB900001602002099002000',
  itemName: '企业破产信息核查',
  caseNumber: 'PC-2026-000001',
  legalBasis: '企业破产法 第二十五条',
  reason: '管理人履行职责',
  channel: 'WEB',
  person: { id: 'bj-0001', name: '样例经办人' },
};
const FIELDS = `id number code state settled total
  sources { key state outcome records reasonZh code until attempts edition department receipt }
  editions { number joined pdfDigest jsonDigest pdfPath jsonPath evidencePath }`;

async function start(input: object, bearer: string | undefined = token) {
  return ask(cluster.nodes.beijing, bearer, {
    query: `mutation($input: InformationCheckInput!) { check: startInformationCheck(input: $input) { ${FIELDS} } }`,
    variables: {
      input: {
        subjectName: DEBTOR.name,
        subjectCode: DEBTOR.code,
        proofs,
        context: CONTEXT,
        ...input,
      },
    },
  });
}

async function check(id: string): Promise<Json> {
  const { data, errors } = await ask(cluster.nodes.beijing, token, {
    query: `query($id: ID!) { check: informationCheck(id: $id) { ${FIELDS} } }`,
    variables: { id },
  });
  expect(errors).toBeUndefined();
  return data.check;
}

async function until(id: string, what: (check: Json) => boolean): Promise<Json> {
  for (const end = performance.now() + 15_000; ; await pause(50)) {
    const found = await check(id);
    if (what(found)) return found;
    if (performance.now() > end) throw new Error(`did not come: ${String(what)}: ${JSON.stringify(found)}`);
  }
}

describe('a check is not begun', () => {
  it.each<[string, () => object, string]>([
    ['for a matter that is no check', () => ({ matter: 'newborn' }), 'CHECK_MATTER_UNSUITABLE'],
    [
      'with the item code of another matter',
      () => ({ context: { ...CONTEXT, itemCode: '11110000TB900001602000131001000' } }),
      'CHECK_CONTEXT_OTHER_MATTER',
    ],
    [
      'about a number with a wrong check character',
      () => ({ subjectCode: `${DEBTOR.code.slice(0, -1)}#` }),
      'USCC_MALFORMED',
    ],
    ['about nobody', () => ({ subjectName: ' \u3000' }), 'CHECK_INPUT_INVALID'],
    ['for a kind of information that there is not', () => ({ kinds: ['__proto__'] }), 'CHECK_KIND_UNKNOWN'],
    ['without the ruling', () => ({ proofs: proofs.slice(1) }), 'CHECK_PROOF_MISSING'],
    [
      'with a ruling that nobody handed in',
      () => ({ proofs: [{ material: 'ruling', digest: 'A'.repeat(43) }, ...proofs.slice(1)] }),
      'CHECK_PROOF_UNKNOWN',
    ],
    [
      'with a ruling that has no seal',
      () => ({ proofs: [{ material: 'ruling', digest: proofs[2]?.digest }, ...proofs.slice(1)] }),
      'CHECK_PROOF_NOT_TRUSTED',
    ],
    ['with one material twice', () => ({ proofs: [...proofs, proofs[0]] }), 'CHECK_INPUT_INVALID'],
  ])('%s', async (_, input, code) => {
    const { data, errors } = await start(input());
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(data?.check ?? null).toBeNull();
    expect([...here.asked.values()]).toEqual([]);
  });

  it('by somebody who may not', async () => {
    const auditor = await accessToken(cluster.nodes.beijing, 'sample-auditor');
    expect((await start({}, auditor)).errors?.[0]?.extensions.code).toBe('ROLE_NOT_ALLOWED');
    for (const path of ['/checks/proofs', '/checks/x/report.pdf']) {
      const init = path.endsWith('proofs') ? { method: 'POST', body: 'x' } : {};
      expect((await fetchAt(path, init, auditor)).status).toBe(403);
      expect((await fetchAt(path, init, '')).status).toBe(401);
    }
  });

  it('and a proof is not taken that is empty or too large', async () => {
    expect((await fetchAt('/checks/proofs', { method: 'POST' })).status).toBe(400);
    const large = await fetchAt('/checks/proofs', { method: 'POST', body: Buffer.alloc(11_000_000) });
    expect(large.status).toBe(413);
  });
});

let id: string;
let first: Json;
let caseId: string;

describe('a check of another matter', () => {
  it('企业上市合法合规信息核查: one report, with what no department here has said to be so', async () => {
    const [sealed] = proofs;
    const begun = await start({
      matter: 'listing-compliance-check',
      proofs: [{ material: 'authorisation', digest: sealed?.digest }],
      context: {
        ...CONTEXT,
        itemCode: '11110000TB900001602002099003000',
        itemName: '企业上市合法合规信息核查',
      },
    });
    expect(begun.errors).toBeUndefined();
    const reported = await until(begun.data.check.id, ({ state }) => state !== 'ASKING');
    const said = Object.fromEntries(
      reported.sources.map(({ key, outcome, code }: Json) => [key, outcome === 'ANSWERED' ? outcome : code]),
    );
    expect(said).toMatchObject({
      '110000:registration': 'ANSWERED',
      '110000:housing-fund': 'ANSWERED',
      '110000:penalties': expect.stringMatching(/^[A-Z_]+$/),
    });
    const [edition] = reported.editions;
    const report: Json = await (await fetchAt(edition.jsonPath)).json();
    expect(report.title.zh).toContain('合法合规');
    here.asked.clear();
  });
});

describe('a check of two regions', () => {
  it('begins once for one key, asks every source at once, and reports what each said', async () => {
    const input = { regions: ['BEIJING', 'TIANJIN'], key: 'k-1' };
    const [begun, again] = await Promise.all([start(input), start(input)]);
    expect(begun.errors).toBeUndefined();
    id = begun.data.check.id;
    expect(again.data.check.id).toBe(id);
    expect((await start({ ...input, regions: ['TIANJIN'] })).errors?.[0]?.extensions.code).toBe(
      'CHECK_KEY_REUSED',
    );
    first = await until(id, ({ state }) => state === 'REPORTED');
    const said = Object.fromEntries(
      first.sources.map(({ key, state, outcome, records }: Json) => [key, [state, outcome, records]]),
    );
    expect(said).toMatchObject({
      '110000:registration': ['SETTLED', 'ANSWERED', 1],
      '110000:vehicles': ['SETTLED', 'ANSWERED', 3],
      '110000:real-estate': ['SETTLED', 'ANSWERED', 2],
      '110000:housing': ['LATE', 'NOT_AVAILABLE', null],
      '110000:customs-status': ['SETTLED', 'REFUSED', null],
      '110000:social-insurance': ['LATE', 'NOT_AVAILABLE', null],
      '110000:medical-insurance': ['SETTLED', 'NOTHING_FOUND', null],
      '110000:housing-fund': ['SETTLED', 'ANSWERED', 1],
      '110000:tax': ['LATE', 'NOT_AVAILABLE', null],
      '120000:registration': ['SETTLED', 'NOTHING_FOUND', null],
      '120000:vehicles': ['SETTLED', 'ANSWERED', 1],
      '120000:tax': ['SETTLED', 'REFUSED', null],
    });
    const sourceOf = (key: string) => first.sources.find((one: Json) => one.key === key);
    expect(sourceOf('110000:customs-status').reasonZh).toBe('该企业信息依法不予共享');
    expect(Date.parse(sourceOf('110000:tax').until)).toBeGreaterThan(cluster.now() + HOUR - 60_000);
    expect(first.total).toBe(18);
    expect([...here.asked].every(([, count]) => count === 1)).toBe(true);
  });

  it('hands out a PDF that our own verification takes, and a JSON that says where each value comes from', async () => {
    const [edition] = first.editions;
    const pdf = await fetchAt(edition.pdfPath);
    const bytes = Buffer.from(await pdf.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('base64url')).toBe(edition.pdfDigest);
    const verdict = await cluster.nodes.beijing.running.documents.verifications.verify(bytes);
    expect(verdict.indication).toBe('TOTAL_PASSED');
    const report: Json = await (await fetchAt(edition.jsonPath)).json();
    const section = report.sections.find(({ source }: Json) => source === '120000:vehicles');
    const { value, from } = section.records[0].plate;
    expect(value).toContain('号牌号码样例1');
    expect(section.withheld).toEqual(['vin']);
    expect(section.records[0].vin).toBeUndefined();
    expect(report.provenance[from]).toMatchObject({
      source: '120000:vehicles',
      region: '120000',
      node: cluster.nodes.tianjin.entityId,
      receipt: section && first.sources.find(({ key }: Json) => key === '120000:vehicles').receipt,
      asOf: '2026-11-28T00:00:00.000Z',
      request: expect.stringMatching(/^[\w-]{43}$/),
      entry: expect.any(String),
    });
    const home = report.provenance[report.sections[0].records[0].name.from];
    expect(home).toMatchObject({ region: '110000', rule: expect.stringMatching(/^own@/) });
    expect(report.proofs).toMatchObject([
      { material: 'ruling', verdict: 'passed', trust: 'B', signer: COURT.name },
      { material: 'decision' },
      { material: 'power-of-attorney', verdict: 'undecided', trust: 'C' },
    ]);
    // Both sides have logged it.
    const logged = await newestOfExchange(cluster.nodes.tianjin, 40);
    expect(logged.filter(({ entry }) => entry.kind === 'answer').length).toBeGreaterThanOrEqual(2);
  });

  it('can be verified by anybody who has the code, and tells nothing of what it says', async () => {
    for (const path of [`/reports/${first.code}`, `/reports/${first.code.toLowerCase()}`]) {
      const response = await fetchAt(path, {}, '');
      const shown: Json = await response.json();
      expect(shown).toMatchObject({ number: first.number, newest: 1, editions: [{ edition: 1 }] });
      expect(shown.editions[0].sha256.pdf).toBe(
        Buffer.from(first.editions[0].pdfDigest, 'base64url').toString('hex'),
      );
      expect(JSON.stringify(shown)).not.toContain('债务人');
    }
    const page = await fetchAt(`/reports/${first.code}`, { headers: { accept: 'text/html' } }, '');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('最新版次');
    for (const code of ['0'.repeat(28), `${first.code}0`, "'; DROP TABLE check_run; --", '%00'])
      expect((await fetchAt(`/reports/${encodeURIComponent(code)}`, {}, '')).status).toBe(404);
  });

  it('is nobody else’s to see', async () => {
    const caller = {
      kind: 'client',
      id: 'x',
      role: 'integrator',
      organisation: ORGANISATIONS.hebei,
      scopes: [],
    } as const;
    await expect(cluster.nodes.beijing.running.checks.reading.one(id, caller)).rejects.toMatchObject({
      code: 'CHECK_UNKNOWN',
    });
    expect((await fetchAt('/checks/01a2294c-b06c-7d67-ae73-11f7f04b2814/report.pdf')).status).toBe(404);
    expect((await fetchAt(`/checks/${id}/report.pdf?edition=2`)).status).toBe(404);
    expect((await fetchAt(`/checks/${id}/report.pdf?edition=1%20OR%201`)).status).toBe(404);
  });

  it('comes with the evidence of its lookups, which a verifier takes without asking the node', async () => {
    const response = await fetchAt(`/checks/${id}/evidence.zip`);
    expect(response.status).toBe(200);
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const indexBytes = files['index.json'] ?? new Uint8Array();
    const index: Json = JSON.parse(strFromU8(indexBytes));
    for (const { path, sha256 } of index.files)
      expect([path, createHash('sha256').update(files[path]!).digest('hex')]).toEqual([path, sha256]);
    expect(Object.keys(files).sort()).toEqual(
      ['index.json', 'index.jws', ...index.files.map(({ path }: Json) => path)].sort(),
    );
    const key = exchangeKeyOf(cluster.nodes.beijing);
    const signed = await compactVerify(strFromU8(files['index.jws']!).trim(), key.publicKey);
    expect(signed.protectedHeader).toMatchObject({ typ: 'tongban-check-evidence+jwt', kid: key.kid });
    const payload: Json = JSON.parse(Buffer.from(signed.payload).toString());
    expect(payload.sha256).toBe(createHash('sha256').update(indexBytes).digest('base64url'));
    const vehicles = index.sources.find(({ source }: Json) => source === '120000:vehicles');
    const bundle = parseEvidence(files[vehicles.file]!);
    const trustAnchor: Json = JSON.parse(
      readFileSync(join(cluster.anchor.directory, 'published/trust-anchor.json'), 'utf8'),
    );
    const { verdict, checks } = await checkEvidence(bundle, { anchors: [trustAnchor] });
    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(verdict).not.toBe('failed');
    expect(bundle.sides.map(({ role }) => role).sort()).toEqual(['provider', 'requester']);
    expect(JSON.stringify(Object.values(files).map((bytes) => strFromU8(bytes, true)))).not.toContain(
      '样例经办人',
    );
  });
});

const cases = (name: RegionName) => cluster.nodes[name].running.cases.cases;
const staff = (name: RegionName, role: CaseActor['role']): CaseActor => ({
  role,
  organisation: ORGANISATIONS[name],
  person: { id: `${name}-${role}`, name: '样例' },
  caller: clientAt(name),
});
const clientAt = (name: RegionName): ClientCaller => ({
  kind: 'client',
  id: 'sample-integrator',
  role: 'integrator',
  organisation: ORGANISATIONS[name],
  scopes: [],
});
const deliver = async (): Promise<void> => {
  for (const name of ['tianjin', 'beijing', 'tianjin'] as const)
    await cluster.nodes[name].running.messages.sender.now();
};
async function viewAt(name: RegionName, id: string, what: (view: StoredCase['view']) => boolean) {
  for (const end = performance.now() + 15_000; ; await pause(50)) {
    await deliver();
    const { view } = await cases(name).one(id);
    if (what(view)) return view;
    if (performance.now() > end) throw new Error(`did not come: ${JSON.stringify([view.state, view.items])}`);
  }
}

function supervisor(): ClientCaller {
  return { ...clientAt('beijing'), role: 'supervisor' };
}

describe('a case that Tianjin receives and Beijing decides', () => {
  const FORM = {
    debtorName: DEBTOR.name,
    debtorCode: DEBTOR.code,
    procedure: 'liquidation',
    courtCase: '（2026）京01破1号',
    court: '样例市中级人民法院',
    administrator: '样例律师事务所',
    agentName: '样例代理人',
    agentPhone: '13800000000',
    sources: ['registration', 'vehicles', 'taxes', 'customs-clearance'],
    delivery: 'online',
    purpose: true,
  };

  it('is accepted, checked by the node, approved with the report, and delivered', async () => {
    here.tempers['tax'] = { mode: 'away', retryAfter: 3_600 };
    const bearer = await accessToken(cluster.nodes.tianjin);
    const draft = await cases('tianjin').draft(
      { matter: 'bankruptcy-check', applicant: { type: '001', code: wellKnownSample('120000').holderCode } },
      staff('tianjin', 'window'),
    );
    const { id } = draft;
    caseId = id;
    const identity = await cluster.nodes.tianjin.running.materials.fetching.one(
      id,
      'agent-identity',
      {
        holder: { type: '111', code: AGENT.holderCode },
        channel: 'counter',
        person: { id: 'tj-1', name: '样例' },
      },
      clientAt('tianjin'),
    );
    expect(identity).toMatchObject({ trust: 'A', verdict: 'passed', origin: 'lookup' });
    const materials: string[] = [identity.recordId];
    for (const material of ['ruling', 'decision', 'power-of-attorney']) {
      const bytes = await sealedPdf(`${material} ${id}`);
      const response = await fetch(
        `${cluster.nodes.tianjin.publicUrl}/cases/${id}/materials?material=${material}`,
        { method: 'POST', body: Buffer.from(bytes), headers: { authorization: `Bearer ${bearer}` } },
      );
      const taken: Json = await response.json();
      expect([material, response.status, taken.code]).toEqual([material, 201, undefined]);
      materials.push(taken.material.id);
    }
    await cases('tianjin').open(
      id,
      {
        model: 'online',
        modes: ['integrated', 'cross-region'],
        decision: '110000',
        form: FORM,
        materials,
        items: [],
      },
      staff('tianjin', 'window'),
    );
    await viewAt('beijing', id, ({ state }) => state === 'received');
    expect(await cluster.nodes.beijing.running.checks.reading.ofCase(id, supervisor())).toBeUndefined();
    await cases('beijing').step(id, { kind: 'accept', data: {} }, staff('beijing', 'handler'));
    const view = await viewAt('tianjin', id, ({ state }) => state === 'delivered');
    const answers = Object.fromEntries(
      Object.values(view.items).map(({ id: item, answer }) => [item, answer]),
    );
    expect(answers).toMatchObject({
      registration: { outcome: 'answered' },
      vehicles: { outcome: 'answered' },
      'customs-clearance': { outcome: 'refused', reason: '该企业信息依法不予共享' },
      taxes: { outcome: 'not-available', until: expect.any(Number) },
      housing: { outcome: 'refused', reason: '申请人未选择核查此项' },
      report: { outcome: 'answered', result: expect.any(String) },
    });
    expect(view.decision).toMatchObject({ outcome: 'approved', result: answers['report']?.result });
    expect(view.setAside).toEqual([]);
    expect((await cases('beijing').one(id)).view).toEqual(view);
    // The report itself came along with the event that names it.
    const file = await fetch(
      `${cluster.nodes.tianjin.publicUrl}/cases/${id}/files/${view.decision?.result ?? ''}`,
      { headers: { authorization: `Bearer ${bearer}` } },
    );
    const bytes = Buffer.from(await file.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('base64url')).toBe(view.decision?.result);
  });

  it('of a case that this region does not know, nothing is told', async () => {
    const draft = await cases('tianjin').draft(
      { matter: 'bankruptcy-check', applicant: { type: '001', code: wellKnownSample('120000').holderCode } },
      staff('tianjin', 'window'),
    );
    expect(draft.id).not.toBe(caseId);
    await expect(
      cluster.nodes.beijing.running.checks.reading.ofCase(draft.id, supervisor()),
    ).rejects.toMatchObject({ code: 'CHECK_UNKNOWN' });
  });
});

it('the regions that do not answer hold nobody up', async () => {
  const { data } = await start({ regions: ['HEBEI'] satisfies string[], kinds: ['vehicles'] });
  const done = await until(data.check.id, ({ state }) => state === 'COMPLETE');
  expect(done.sources).toMatchObject([{ key: '130000:vehicles', outcome: 'REFUSED' }]);
  expect(done.editions).toHaveLength(1);
});

/** Access tokens are dated by the hour that it really is: what comes hours later is looked at from within. */
describe('hours later', () => {
  const owner: ClientCaller = {
    kind: 'client',
    id: 'sample-integrator',
    role: 'integrator',
    organisation: ORGANISATIONS.beijing,
    scopes: [],
  };
  async function untilInside(check: string, what: (check: KeptCheck) => boolean): Promise<KeptCheck> {
    for (const end = performance.now() + 15_000; ; await pause(50)) {
      const found = await cluster.nodes.beijing.running.checks.reading.one(check, owner);
      if (what(found)) return found;
      if (performance.now() > end)
        throw new Error(
          `did not come: ${JSON.stringify(found.sources.map(({ key, state, reply }) => [key, state, reply]))}`,
        );
    }
  }

  it('late answers join the next edition when their time has come, and nobody is asked twice who has spoken', async () => {
    here.tempers['tax'] = { records: 2 };
    here.tempers['housing'] = { mode: 'nothing' };
    const before = here.asked.get('vehicles');
    cluster.advance(HOUR + 1000);
    const second = await untilInside(id, ({ editions }) => editions.length === 2);
    expect([...(second.editions[1]?.joined ?? [])].sort()).toEqual(['110000:housing', '110000:tax']);
    expect(second.state).toBe('reported'); // social insurance keeps silent
    expect(here.asked.get('vehicles')).toBe(before);
    here.tempers['social-insurance'] = { records: 1 };
    await cluster.nodes.beijing.running.checks.hurrying.now(id, owner);
    cluster.advance(HOUR);
    const third = await untilInside(id, ({ state }) => state === 'complete');
    expect(third.editions).toHaveLength(3);
    const { json } = await cluster.nodes.beijing.running.checks.reading.content({ id, what: 'json' }, owner);
    expect(JSON.parse(json).edition).toMatchObject({
      number: 3,
      replaces: { number: 2, pdf: third.editions[1]?.pdf },
    });
    const shown: Json = await (await fetchAt(`/reports/${first.code}`, {}, '')).json();
    expect(shown.newest).toBe(3);
  });

  it('a late answer joins a revised report after the decision, told in both regions', async () => {
    const view = await viewAt('tianjin', caseId, ({ revision }) => revision === 1);
    const found = await cluster.nodes.beijing.running.checks.reading.ofCase(caseId, supervisor());
    expect(found?.editions).toHaveLength(2);
    expect(view.items['taxes']?.answer).toMatchObject({
      outcome: 'answered',
      result: found?.editions[1]?.pdf,
    });
    expect(view.decision?.result).toBe(found?.editions[0]?.pdf);
    expect(found?.request.facts.map(({ value }) => value)).toEqual(
      expect.arrayContaining([DEBTOR.name, '破产清算', '（2026）京01破1号']),
    );
    expect(JSON.stringify(found?.request)).not.toMatch(/样例代理人|13800000000/);
  });
});
