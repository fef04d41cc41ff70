import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { DepartmentSource, RecordQuestion } from '../../apps/node/src/sources/ports.js';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, type Json } from '../support/ask.js';
import { citizens } from '../support/citizens.js';
import { ORGANISATIONS, startCluster, type Cluster } from '../support/cluster.js';

const people = citizens(230);
const place = new Map(people.map((code, n) => [code, n]));
const dir = mkdtempSync(join(tmpdir(), 'tongban-eligibility-'));
const asked: { region: string; questions: readonly RecordQuestion[]; codes: string[] }[] = [];
let cluster: Cluster;
let token: string;

/** Every third lives on little money in Beijing; of the others those whose place divides by 5 do so in Tianjin. */
const source = (region: string, dataset: string): DepartmentSource => ({
  id: `${region}-${dataset}`,
  dataset,
  department: { code: '11110000TBQDY0W77Y', name: { zh: '民政', en: 'Civil affairs' } },
  deadlineMs: 5_000,
  records: async () => ({ outcome: 'nothing-found' }),
  judge: async (subjects, questions) => {
    asked.push({ region, questions, codes: subjects.map(({ code }) => code) });
    return subjects.map(({ code }) => {
      const n = place.get(code) ?? 0;
      return questions.map(() => (region === '110000' ? n % 3 === 0 : n % 5 === 0));
    });
  },
});
const only = (found: DepartmentSource) => ({
  list: () => [found],
  find: (dataset: string) => (dataset === found.dataset ? found : undefined),
});

beforeAll(async () => {
  const definition = {
    id: 'living-subsidy',
    version: 1,
    validFrom: '2026-01-01',
    title: { zh: '生活补贴（样例）', en: 'Living subsidy (sample)' },
    subject: 'person',
    list: { document: '样例', year: 2026 },
    basicCode: { code: '000131001000', sample: true, note: '样例' },
    legalBasis: [{ document: '样例' }],
    sources: [{ title: '样例' }],
    departments: [{ key: 'civil-affairs', name: { zh: '民政部门', en: 'civil affairs' } }],
    authority: { department: 'civil-affairs', level: 2 },
    channels: ['hall'],
    models: ['online'],
    modes: ['no-application'],
    clocks: {},
    materials: [],
    items: [],
    form: {
      type: 'object',
      properties: {
        citizenNumber: {
          type: 'string',
          title: { zh: '公民身份号码', en: 'Citizen number' },
          format: 'citizen-number',
          sensitivity: 'sensitive',
        },
      },
      required: ['citizenNumber'],
    },
    outcome: { name: { zh: '补贴', en: 'Subsidy' }, kind: 'benefit' },
    eligibility: { held: { dataset: 'low-income', field: 'member', is: 'eq', value: { candidate: 'code' } } },
  };
  mkdirSync(join(dir, 'matters'));
  writeFileSync(join(dir, 'matters', 'living-subsidy.yaml'), stringify(definition));
  const { code } = ORGANISATIONS.beijing;
  const mapping = {
    'civil-affairs': { code, name: { zh: '样例', en: 'Sample' }, sample: true, note: '样例' },
  };
  writeFileSync(join(dir, 'beijing.yaml'), stringify({ region: '110000', departments: mapping }));
  const datasets = {
    licenceTypes: [],
    datasets: ['low-income'],
    operations: ['judge' as const],
    fields: ['member'],
  };
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    agreements: (ids) => ({
      beijing: [sampleAgreement('own', 'role:integrator', datasets)],
      tianjin: [sampleAgreement('to-beijing', ids.beijing, datasets)],
    }),
    own: {
      beijing: {
        matters: { directory: join(dir, 'matters'), departments: [join(dir, 'beijing.yaml')] },
        eligibility: { requireApproval: false, batch: 60 },
      },
    },
    sources: {
      beijing: only(source('110000', 'low-income')),
      tianjin: only(source('120000', 'low-income')),
    },
  });
  token = await accessToken(cluster.nodes.beijing);
});
afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const RUN = 'id state code candidates eligible ineligible unknown opened judged reasons { reason count }';
async function graphql(query: string, variables: object = {}): Promise<Json> {
  const { data, errors } = await ask(cluster.nodes.beijing, token, { query, variables });
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
async function upload(id: string, body: string, bearer = token): Promise<Response> {
  return fetch(`${cluster.nodes.beijing.publicUrl}/eligibility/${id}/candidates`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'text/csv' },
    body,
  });
}
const start = async (input: object): Promise<Json> =>
  (
    await graphql(
      `mutation($input: EligibilityRunInput!) { startEligibilityRun(input: $input) { ${RUN} } }`,
      {
        input: { matter: 'living-subsidy', ...input },
      },
    )
  ).startEligibilityRun;
async function until(id: string, state: string): Promise<Json> {
  let run: Json;
  for (let n = 0; n < 150; n += 1) {
    ({ eligibilityRun: run } = await graphql(`query($id: ID!) { eligibilityRun(id: $id) { ${RUN} } }`, {
      id,
    }));
    if (run.state === state) return run;
    await pause(50);
  }
  throw new Error(`not ${state}: ${JSON.stringify(run)}`);
}
const sources = [{ dataset: 'low-income', regions: ['BEIJING', 'TIANJIN'] }];

it('candidates are judged at home and at a peer, nobody in clear in either log, and get their cases', async () => {
  const run = await start({
    sources,
    opensCases: true,
    form: [{ field: 'citizenNumber', attribute: 'code' }],
  });
  expect(run).toMatchObject({ state: 'COLLECTING', candidates: 0 });
  const taken = await upload(run.id, `code\n${people.join('\n')}\n`);
  expect([taken.status, await taken.json()]).toMatchObject([
    200,
    { candidates: 230, invalid: 0, duplicates: 0 },
  ]);
  const done = await until(run.id, 'DONE');
  const home = people.filter((_, n) => n % 3 === 0);
  const there = people.filter((_, n) => n % 3 !== 0 && n % 5 === 0);
  expect(done).toMatchObject({
    candidates: 230,
    judged: 230,
    eligible: home.length + there.length,
    ineligible: 230 - home.length - there.length,
    unknown: 0,
    opened: home.length + there.length,
    reasons: [{ reason: 'dataset:low-income/member', count: 230 - home.length - there.length }],
  });

  // Tianjin was asked about those alone whom Beijing does not know, and never with a value.
  const atTianjin = asked.filter(({ region }) => region === '120000');
  expect(atTianjin.flatMap(({ codes }) => codes).sort()).toEqual(people.filter((_, n) => n % 3 !== 0).sort());
  expect(
    asked.every(({ questions }) => questions.every((one) => one.operator === 'exists' && !one.value)),
  ).toBe(true);

  for (const [name, kind] of [
    ['beijing', 'home'],
    ['tianjin', 'answer'],
  ] as const) {
    const reader = new AuditReader(cluster.nodes[name].running.database.auditorPool);
    const entries = (await reader.newest(400)).filter(({ entry }) =>
      entry.lookups.some((one) => one.operation === 'judge'),
    );
    const lookups = entries.filter(({ entry }) => entry.kind === kind).flatMap(({ entry }) => entry.lookups);
    expect(lookups).toHaveLength(name === 'beijing' ? 230 : 230 - home.length);
    expect(
      lookups.every(({ subject, fieldsReleased }) => subject?.length === 43 && fieldsReleased.length === 0),
    ).toBe(true);
    const text = JSON.stringify(entries.map(({ entry }) => entry));
    expect(people.some((code) => text.includes(code))).toBe(false);
    expect(entries[0]?.entry.context?.caseNumber).toBe(`eligibility/${run.id}`);
  }
  const logs = [...cluster.nodes.beijing.logs, ...cluster.nodes.tianjin.logs].join('\n');
  expect(people.some((code) => logs.includes(code))).toBe(false);

  const page = await graphql(
    `
      query ($id: ID!) {
        eligibilityCandidates(id: $id, verdict: ELIGIBLE, first: 100) {
          nodes {
            holderType
            code
            verdict
            caseId
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    `,
    { id: run.id },
  );
  const [first] = page.eligibilityCandidates.nodes;
  expect(first).toMatchObject({ holderType: 'CITIZEN_NUMBER', code: people[0], verdict: 'ELIGIBLE' });
  const stored = await cluster.nodes.beijing.running.cases.cases.one(first.caseId);
  expect(stored).toMatchObject({
    view: { state: 'received', opening: { modes: ['no-application'], matter: { id: 'living-subsidy' } } },
    applicant: { type: '111', code: people[0] },
    form: { citizenNumber: people[0] },
  });
  expect(new Set(page.eligibilityCandidates.nodes.map((one: Json) => one.caseId)).size).toBe(100);
});

it('while a peer is away nobody has a verdict, and the batch goes on when it is back', async () => {
  const run = await start({ sources: [{ dataset: 'low-income', regions: ['TIANJIN'] }] });
  await cluster.nodes.tianjin.stop();
  await upload(run.id, `code\n${people.slice(0, 3).join('\n')}\n`);
  for (let n = 0; n < 200; n += 1) {
    await pause(50);
    const { rows } = await cluster.nodes.beijing.running.database.pool.query<{ stalls: number }>(
      'SELECT stalls FROM eligibility_run WHERE id = $1',
      [run.id],
    );
    if ((rows[0]?.stalls ?? 0) > 0) break;
  }
  // Away: nobody has a verdict, and the batch waits.
  expect(await until(run.id, 'JUDGING')).toMatchObject({ judged: 0 });
  await cluster.nodes.tianjin.restart();
  cluster.advance(60_000);
  expect(await until(run.id, 'DONE')).toMatchObject({
    candidates: 3,
    eligible: 1,
    ineligible: 2,
    unknown: 0,
  });
});

it('nobody else may begin, feed, see or steer a batch', async () => {
  const run = await start({ sources });
  const auditor = await accessToken(cluster.nodes.beijing, 'sample-auditor');
  const refused = await ask(cluster.nodes.beijing, auditor, {
    query: `query($id: ID!) { eligibilityRun(id: $id) { id } }`,
    variables: { id: run.id },
  });
  expect(refused.errors?.[0]?.extensions?.code).toBe('ROLE_NOT_ALLOWED');
  for (const [bearer, status, code] of [
    [auditor, 403, 'ROLE_NOT_ALLOWED'],
    ['nonsense', 401, undefined],
  ] as const) {
    const answer = await upload(run.id, `code\n${people[0]}\n`, bearer);
    expect(answer.status).toBe(status);
    if (code) expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  }
  expect((await upload(crypto.randomUUID(), `code\n${people[0]}\n`)).status).toBe(404);
  const bad = await upload(run.id, `code\n${people[0]}\n${people[1]}x\n`);
  expect([bad.status, JSON.stringify(await bad.json()).includes(people[1] ?? '')]).toEqual([422, false]);
  const wrong = await ask(cluster.nodes.beijing, token, {
    query: `mutation { steerEligibilityRun(id: "${run.id}", step: APPROVE) { id } }`,
  });
  expect(wrong.errors?.[0]?.extensions?.code).toBe('ROLE_NOT_ALLOWED');
});
