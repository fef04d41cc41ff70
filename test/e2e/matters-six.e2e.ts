import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Matter } from '#libs/handling';
import { sampleLicences, wellKnownPersonSample, wellKnownSample, type Licence } from '#libs/licences';
import type { RegionCode } from '#libs/codes';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { sampleAgreement } from '../support/agreement.js';
import type { Json } from '../support/ask.js';
import { CaseWork, type Holder, type Worker } from '../support/case-work.js';
import { REGION_CODES, startCluster, type Cluster, type RegionName } from '../support/cluster.js';
import { Importer, jsonLinesOf } from '../support/licences.js';
import { pdf } from '../support/pdf.js';
import { SealingPki } from '../support/sealing-pki.js';

jest.setTimeout(90_000);

const DAY = 86_400_000;
const firm = wellKnownSample('110000');
const person = wellKnownPersonSample('110000');
const FIRM: Holder = { type: '001', code: firm.holderCode };
const PERSON: Holder = { type: '111', code: person.holderCode };
const IDENTITY = '11100000000013127D001';
const LICENCE = '11100000MB0143028R001';
const REAL_ESTATE = '11100000MB03271699001';
const HOUSEHOLD = '11100000000013127D011';
/** Basic codes of the six: what the lookups of each are for. */
const PURPOSES = [
  '000131026000',
  '000131002000',
  '002014001000',
  '000720001000',
  '002099003000',
  '002099002000',
];

let cluster: Cluster;
let work: CaseWork;
/** What an authority makes bears a seal, or it is worth less than the definitions ask. */
let sealed: Uint8Array;
const folder = mkdtempSync(join(tmpdir(), 'tongban-trust-'));
const known = (region: RegionName) => cluster.nodes[region].running.matters.known;
const bodyOf = (key: string, region: RegionName): string => known(region).departmentOf(key)!.code;
const nameOf = (code: string): RegionName =>
  (Object.keys(REGION_CODES) as RegionName[]).find((name) => REGION_CODES[name] === code)!;
const of = (region: RegionName, role: string, key: string, person_ = `${role}-${key}`): Worker => ({
  region,
  role,
  org: bodyOf(key, region),
  person: person_,
});
const clerk = (): Worker => of('tianjin', 'windowClerk', 'government-service', 'clerk');
const applicant = (holder: Holder): Worker => ({ ...clerk(), role: 'holder', person: 'self', holder });

/** A licence of a type that its holder did not have among the samples. */
function licenceOf(type: string, like: Licence): Licence {
  const found = [...sampleLicences({ region: '110000', seed: 5, count: 400 })].find(
    ({ typeCode, status }) => typeCode === type && status === '01',
  )!;
  const { holderName, holderCode, holderType } = like;
  return { ...found, holderName, holderCode, holderType };
}

beforeAll(async () => {
  const pki = new SealingPki(Date.now());
  const trust = pki.writeTrust(folder);
  sealed = await pki.sealedBy({
    organisations: ['1111000000TB03140K', '北京市卫生健康部门（样例）'],
    number: '11010000000001',
  });
  const types = [LICENCE, IDENTITY, REAL_ESTATE, HOUSEHOLD];
  const everything = {
    licenceTypes: types,
    fields: [
      ...sampleAgreement('x', '*', { licenceTypes: types }).fields,
      'issuerName',
      'issuerCode',
      'issueDate',
      'holderType',
      'validFrom',
      'validUntil',
    ],
    purposes: PURPOSES.map((code) => `basic:${code}`),
  };
  cluster = await startCluster({
    sections: {
      messages: { pollSeconds: 3600, retrySeconds: 60 },
      cases: { pollSeconds: 3600 },
      verdicts: { waitMs: 25_000 },
      http: { operationTimeoutMs: 30_000 },
      peers: { timeoutMs: 25_000 },
      documents: { threads: 1, trust: { folders: [trust] } },
      matters: {
        directory: 'config/matters',
        departments: ['beijing', 'tianjin', 'hebei'].map((name) => `config/matters/departments/${name}.yaml`),
      },
    },
    agreements: (ids) => ({
      beijing: [
        sampleAgreement('to-tianjin', ids.tianjin, everything),
        sampleAgreement('own', '*', everything),
      ],
      tianjin: [sampleAgreement('own', '*', everything)],
    }),
  });
  work = new CaseWork(cluster);
  const importer = new Importer(cluster.nodes.beijing.database.url);
  const held = [firm, person, licenceOf(REAL_ESTATE, firm), licenceOf(HOUSEHOLD, person)];
  await importer.run(jsonLinesOf(held.map(({ ...one }) => one)), { name: 'held.jsonl' });
  importer.close();
}, 180_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** One of the thirteen, from the counter in Tianjin to what comes of it in Beijing. */
interface Story {
  matter: string;
  applicant: Holder;
  model: 'ONLINE' | 'COLLECTED' | 'JOINT';
  modes: string[];
  form: Json;
  /** What sharing gives: whose it is, by material. */
  fetched: Record<string, Holder>;
  /** What is brought to the counter; the clerk saw the originals. */
  brought: string[];
  /** What may follow later, against a pledge. */
  pledged?: string[];
  /** What the authority makes itself. */
  made?: string[];
  /** Items that were chosen, and where they are handled where that is not Beijing. */
  items?: { id: string; region?: RegionCode }[];
  /** How items answer that do not say the usual. */
  answers?: Record<string, object>;
}

const STORIES: Story[] = [
  {
    matter: 'open-restaurant',
    applicant: FIRM,
    model: 'COLLECTED',
    modes: ['INTEGRATED', 'PLEDGE', 'CROSS_REGION'],
    form: {
      firmName: firm.holderName,
      firmCode: firm.holderCode,
      shopName: '样例餐厅',
      division: '110101',
      address: '样例路 1 号',
      area: 120,
      premisesOwned: false,
      businessForm: 'restaurant',
      projects: ['hot'],
      signboard: true,
      byAgent: false,
      manager: '样例负责人',
    },
    fetched: { 'business-licence': FIRM, 'representative-identity': PERSON },
    brought: ['lease', 'layout', 'safety-rules', 'signboard-drawing'],
    pledged: ['health-certificates'],
    items: [{ id: 'signboard' }],
  },
  {
    matter: 'enterprise-change',
    applicant: FIRM,
    model: 'JOINT',
    modes: ['INTEGRATED', 'CROSS_REGION'],
    form: {
      firmName: firm.holderName,
      firmCode: firm.holderCode,
      changes: 'move',
      newValue: '北京市样例区样例路 2 号',
      fromDivision: '120101',
      toDivision: '110101',
      agentName: '样例经办人',
      agentPhone: '13800000000',
    },
    fetched: { 'business-licence': FIRM, premises: FIRM, 'agent-identity': PERSON },
    brought: ['application', 'resolution'],
    made: ['registration-file'],
    // The firm moves: its file is transferred by the region that it leaves, everything else is done where it arrives.
    items: [{ id: 'file-transfer', region: '120000' }],
  },
  {
    matter: 'social-security-card',
    applicant: PERSON,
    model: 'ONLINE',
    modes: ['INTEGRATED', 'CROSS_REGION'],
    form: {
      name: person.holderName.slice(0, 20),
      citizenNumber: person.holderCode,
      phone: '13800000000',
      service: 'first',
      minor: false,
      delivery: 'counter',
    },
    fetched: { identity: PERSON },
    brought: ['photo'],
    items: [{ id: 'travel' }],
  },
  {
    matter: 'newborn',
    applicant: PERSON,
    model: 'COLLECTED',
    modes: ['INTEGRATED', 'CROSS_REGION'],
    form: {
      childName: '样例',
      born: '2026-10-01',
      sex: 'female',
      hospital: '样例医院',
      motherName: person.holderName.slice(0, 20),
      motherNumber: person.holderCode,
      fatherKnown: false,
      householdOf: 'mother',
      division: '110107',
      phone: '13800000000',
    },
    fetched: { 'mother-identity': PERSON, household: PERSON },
    brought: [],
    made: ['birth-facts'],
  },
  {
    matter: 'listing-compliance-check',
    applicant: FIRM,
    model: 'ONLINE',
    modes: ['INTEGRATED', 'CROSS_REGION'],
    form: {
      firmName: firm.holderName,
      firmCode: firm.holderCode,
      stage: 'listing',
      from: '2023-01-01',
      until: '2025-12-31',
      byAgent: false,
      agentName: '样例经办人',
      agentPhone: '13800000000',
    },
    fetched: { 'business-licence': FIRM, 'agent-identity': PERSON },
    brought: ['authorisation'],
    // A record in another region is asked there: 多地联办 without a second application.
    items: [{ id: 'labour-record', region: '120000' }],
    answers: {
      'fund-record': { outcome: 'nothing-found' },
      'tax-record': { outcome: 'refused', reason: '正在检查' },
    },
  },
  {
    matter: 'bankruptcy-check',
    applicant: FIRM,
    model: 'ONLINE',
    modes: ['INTEGRATED', 'CROSS_REGION'],
    form: {
      debtorName: firm.holderName,
      debtorCode: firm.holderCode,
      procedure: 'liquidation',
      courtCase: '（2026）京01破1号',
      court: '样例法院',
      administrator: '样例律师事务所',
      agentName: '样例经办人',
      agentPhone: '13800000000',
      purpose: true,
    },
    fetched: { 'agent-identity': PERSON },
    brought: ['ruling', 'decision', 'power-of-attorney'],
    items: [{ id: 'vehicles', region: '120000' }],
    answers: { land: { outcome: 'not-available', until: '2026-12-31T00:00:00.000Z' } },
  },
];

/** @returns the id of the piece, by which steps name it */
async function bring(
  who: Worker,
  id: string,
  material: string,
  { how = 'original=seen', bytes = pdf() }: { how?: string; bytes?: Uint8Array } = {},
): Promise<string> {
  const { status, body } = await work.upload(who, id, `material=${material}&${how}`, bytes);
  expect({ status, body }).toMatchObject({ status: 201 });
  return body.material.id as string;
}

const caseIn = async (region: RegionName, id: string) => cluster.nodes[region].running.cases.cases.one(id);

/** Items as the departments answer them, wave by wave; who is not the item's department may not. */
async function answerItems(id: string, story: Story, matter: Matter): Promise<void> {
  const { items } = (await caseIn('beijing', id)).view;
  const open = new Map(Object.values(items).map((item) => [item.id, item]));
  const waits = Object.values(items).find(({ after }) => after.length > 0);
  if (waits) {
    const early = of(nameOf(waits.region), 'handler', waits.department);
    expect(await work.refusal(early, id, 'begin-item', { item: waits.id })).toBe('CASE_ITEM_WAITS');
  }
  while (open.size > 0) {
    const wave = [...open.values()].filter(({ after }) => after.every((one) => !open.has(one)));
    expect(wave.length).toBeGreaterThan(0);
    for (const [index, item] of wave.entries()) {
      open.delete(item.id);
      const region = nameOf(item.region);
      const handler = of(region, 'handler', item.department);
      if (index === 0) {
        const queue = await work.must(
          handler,
          '{ result: caseTasks(list: QUEUE, first: 100) { nodes { id } } }',
        );
        expect(queue.nodes.map((one: Json) => one.id)).toContain(id);
        await work.step(handler, id, 'begin-item', { item: item.id });
      }
      const answer = story.answers?.[item.id] ?? {
        outcome: matter.completion === 'answered' ? 'answered' : 'approved',
      };
      await work.step(handler, id, 'answer-item', { item: item.id, ...answer });
      if (region !== 'beijing') await work.deliver();
    }
    await work.deliver();
  }
}

describe.each(STORIES)('$matter', (story) => {
  let id: string;
  let matter: Matter;
  const decides = () => of('beijing', 'handler', matter.authority.department);
  const approves = () => of('beijing', 'approver', matter.authority.department);

  it('is received in Tianjin with what sharing gives and no more than that is asked for', async () => {
    matter = known('tianjin').current(story.matter)!.matter;
    id = await work.draft(clerk(), story.matter, story.applicant);
    const [shared] = Object.keys(story.fetched);
    const asked = await work.upload(clerk(), id, `material=${shared}&original=seen`, pdf());
    expect(asked.body.errors?.[0]?.extensions?.code ?? asked.body.code).toBe('MATERIAL_GIVEN_BY_SHARING');
    const materials: string[] = [];
    for (const [material, holder] of Object.entries(story.fetched)) {
      const fetched = await work.fetch(clerk(), id, material, holder);
      expect(fetched).toMatchObject({ origin: 'LOOKUP', trust: 'A', receipt: expect.any(String) });
      materials.push(fetched.id as string);
    }
    for (const material of story.brought) materials.push(await bring(clerk(), id, material));
    const input = {
      model: story.model,
      modes: story.modes,
      decision: 'BEIJING',
      form: story.form,
      materials,
    };
    const items = story.items?.map(({ id: item, region }) => ({
      id: item,
      ...(region ? { region: nameOf(region).toUpperCase() } : {}),
    }));
    expect(await work.receive(clerk(), id, { ...input, ...(items ? { items } : {}) })).toMatchObject({
      state: 'RECEIVED',
    });
    await work.deliver();
    expect((await caseIn('beijing', id)).view.materials).toEqual(
      (await caseIn('tianjin', id)).view.materials,
    );
  });

  it('is accepted by the authority in Beijing, and by nobody else', async () => {
    if (story.model === 'COLLECTED') {
      expect(await work.refusal(decides(), id, 'accept')).toBe('CASE_NOT_HANDED_OVER');
      await work.step(clerk(), id, 'hand-over', { identityCheck: 'document' });
      await work.deliver();
    }
    const stranger = of('beijing', 'handler', 'tobacco');
    expect(await work.refusal(stranger, id, 'accept')).toBe('CASE_UNKNOWN');
    expect(await work.refusal(clerk(), id, 'accept')).toBe(
      story.model === 'JOINT' ? undefined : 'CASE_REGION_MAY_NOT',
    );
    if (story.model === 'JOINT') return work.deliver();
    if (story.pledged) {
      expect(await work.refusal(decides(), id, 'accept')).toBe('CASE_MATERIAL_MISSING');
      const signed = await work.upload(applicant(story.applicant), id, 'purpose=pledge', pdf());
      const due = new Date(cluster.now() + 9 * DAY).toISOString().slice(0, 10);
      const { digest } = signed.body;
      await work.step(applicant(story.applicant), id, 'pledge', {
        pledged: story.pledged,
        consequence: matter.materials.find((one) => one.id === story.pledged?.[0])!.pledge!.consequence,
        due,
        document: digest,
      });
      await work.deliver();
    }
    await work.step(decides(), id, 'accept');
    await work.deliver();
  });

  it('has its items answered in their order, each by its own department in its own region', async () => {
    await work.step(decides(), id, 'begin-review');
    await work.deliver();
    expect(await work.refusal(approves(), id, 'approve')).toMatch(/^CASE_(ITEMS_OPEN|MATERIAL_MISSING)$/);
    for (const material of story.made ?? []) {
      const piece = await bring(decides(), id, material, { how: 'origin=authority', bytes: sealed });
      await work.step(decides(), id, 'add-materials', { materials: [piece] });
    }
    await work.deliver();
    await answerItems(id, story, matter);
  });

  it('is decided, delivered and rated, with one view and each step in both logs', async () => {
    const result = await work.upload(approves(), id, 'purpose=result', pdf());
    expect(result.status).toBe(201);
    const { digest } = result.body;
    await work.step(approves(), id, story.pledged ? 'approve-with-pledge' : 'approve', { document: digest });
    await work.deliver();
    const [deliverer, way] = story.model === 'ONLINE' ? [decides(), 'online'] : [clerk(), 'counter'];
    await work.step(deliverer, id, 'deliver', { way });
    await work.deliver();
    await work.step(applicant(story.applicant), id, 'sign-for');
    await work.step(applicant(story.applicant), id, 'rate', { stars: 5 });
    await work.deliver();
    const [here, there] = [await caseIn('tianjin', id), await caseIn('beijing', id)];
    expect(here.view).toEqual(there.view);
    expect(here.view).toMatchObject({ state: 'rated', setAside: [], waiting: [] });
    for (const [region, one] of [
      ['tianjin', here],
      ['beijing', there],
    ] as const) {
      const reader = new AuditReader(cluster.nodes[region].running.database.auditorPool);
      const entries = await Promise.all(one.events.map(({ entry }) => reader.byId(entry)));
      expect(entries.every((found) => found?.entry.case?.id === id)).toBe(true);
    }
    const text = JSON.stringify(
      here.events.map(({ token }) => Buffer.from(token.split('.')[1]!, 'base64url').toString()),
    );
    for (const personal of [person.holderCode, firm.holderCode, '13800000000'])
      expect(text).not.toContain(personal);
  });
});

it('a source that answers late makes a new edition of the bankruptcy check due', async () => {
  const { nodes } = await work.must(
    clerk(),
    '{ result: findCases(search: { matter: "bankruptcy-check" }) { nodes { id } } }',
  );
  const id = nodes[0].id as string;
  expect((await caseIn('tianjin', id)).view).toMatchObject({ revision: 0 });
  const department = of('beijing', 'handler', 'natural-resources');
  await work.step(department, id, 'answer-item', { item: 'land', outcome: 'answered' });
  await work.deliver();
  for (const region of ['tianjin', 'beijing'] as const)
    expect((await caseIn(region, id)).view).toMatchObject({ revision: 1, state: 'rated' });
});

it('what was pledged falls due in both regions’ lists, and is supplied', async () => {
  const { nodes } = await work.must(
    clerk(),
    '{ result: caseTasks(list: PLEDGES) { nodes { id matter pledgeDue } } }',
  );
  expect(nodes).toMatchObject([{ matter: 'open-restaurant', pledgeDue: expect.any(String) }]);
  const [{ id }] = nodes;
  const piece = await bring(clerk(), id, 'health-certificates');
  await work.step(clerk(), id, 'fulfil-pledge', { materials: [piece] });
  await work.deliver();
  for (const region of ['tianjin', 'beijing'] as const)
    expect((await caseIn(region, id)).view.pledge).toMatchObject({ state: 'fulfilled' });
  expect((await work.must(clerk(), '{ result: caseTasks(list: PLEDGES) { nodes { id } } }')).nodes).toEqual(
    [],
  );
});
