import type { LookupContext } from '#libs/exchange';
import type { RegionCode } from '#libs/codes';
import { wellKnownSample, type Licence } from '#libs/licences';
import type { ClientCaller } from '../../apps/node/src/callers/index.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import type { Lookup } from '../../apps/node/src/lookup/index.js';
import type { DepartmentSource } from '../../apps/node/src/sources/ports.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT, type GraphqlAnswer } from '../support/ask.js';
import { newestOfExchange, sizeOfExchange } from '../support/exchange-entries.js';
import { ORGANISATIONS, REGION_CODES, startCluster, type Cluster } from '../support/cluster.js';

let cluster: Cluster;
/** What Beijing's department does when it is asked; each test says. */
let source: Pick<DepartmentSource, 'records' | 'judge'>;
const FIRM = '91110000MA01C8JT35';
const POOR = '110101199003077758';
const licence: Licence = wellKnownSample('110000');

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    agreements: (ids) => ({
      beijing: [
        sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [licence.typeCode] }),
        sampleAgreement('bj-own', 'role:windowClerk', { licenceTypes: [licence.typeCode] }),
        ...[ids.tianjin, '*'].map((partner) =>
          sampleAgreement(`vehicles-${partner === '*' ? 'own' : 'tj'}`, partner, {
            licenceTypes: [],
            datasets: ['vehicles'],
            operations: ['records', 'judge'],
            fields: ['plate', 'vin'],
          }),
        ),
      ],
    }),
    sources: {
      beijing: {
        list: () => [],
        find: (dataset) =>
          dataset === 'vehicles'
            ? {
                id: 'vehicles',
                dataset,
                department: { code: '11110000TBQDY0W77Y', name: { zh: '公安', en: 'Police' } },
                deadlineMs: 2000,
                records: (...asked) => source.records(...asked),
                judge: (...asked) => source.judge(...asked),
              }
            : undefined,
      },
    },
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

const RECORDS = `query($dataset: DatasetCode!, $code: String!, $items: [DatasetItem!]!, $limit: Int!, $context: LookupContextInput) {
  records(dataset: $dataset, holder: { type: USCC, code: $code }, items: $items, limit: $limit, region: BEIJING, context: $context) {
    status refusal { code } withheld { field reason } verification { passed signer } receipt { log leaf }
    source { departmentCode departmentNameZh asOf until reasonZh reasonEn }
    records { values { item value } } truncated
  }
}`;
const JUDGE = `query($subjects: [HolderInput!]!, $questions: [RecordQuestionInput!]!, $context: LookupContextInput) {
  judgeRecords(dataset: "vehicles", subjects: $subjects, questions: $questions, region: BEIJING, context: $context) {
    status refusal { code } withheld { field reason } verification { passed } source { departmentCode }
    judged { verdicts }
  }
}`;
const asIntegrator = async (
  name: 'beijing' | 'tianjin',
  query: string,
  variables: object,
): Promise<GraphqlAnswer> =>
  ask(cluster.nodes[name], await accessToken(cluster.nodes[name]), {
    query,
    variables: { context: CONTEXT, ...variables },
  });
const recordsOf = (name: 'beijing' | 'tianjin', more: object = {}) =>
  asIntegrator(name, RECORDS, { dataset: 'vehicles', code: FIRM, items: ['plate'], limit: 5, ...more });
const asOf = Date.parse('2026-11-01T00:00:00Z');

describe('records of a department', () => {
  beforeEach(() => {
    source = {
      records: async (_subject, { items }) => ({
        outcome: 'answered',
        records: [{ plate: '京A00001', vin: 'LSVAA', owner: '张三' }].map((record) =>
          Object.fromEntries(
            Object.entries(record).filter(([item]) => items.includes(item) || item === 'owner'),
          ),
        ),
        asOf,
      }),
      judge: async (subjects, questions) =>
        subjects.map(({ code }) => questions.map(() => (code === POOR ? true : null))),
    };
  });

  it('from another region: signed, reduced to what is agreed, in both logs, nobody in clear', async () => {
    const answer = await recordsOf('tianjin', { items: ['plate', 'owner'] });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.records).toMatchObject({
      status: 'REDUCED',
      withheld: [{ field: 'owner', reason: 'FIELD_NOT_AGREED' }],
      verification: { passed: true, signer: cluster.nodes.beijing.entityId },
      source: { departmentCode: '11110000TBQDY0W77Y', asOf: '2026-11-01T00:00:00.000Z', reasonZh: null },
      records: [{ values: [{ item: 'plate', value: '京A00001' }] }],
      truncated: false,
    });
    const [there] = await newestOfExchange(cluster.nodes.beijing, 1);
    const [outcome, intent] = await newestOfExchange(cluster.nodes.tianjin, 2);
    const lookup = { operation: 'records', licenceType: 'dataset:vehicles', fieldsAsked: ['plate', 'owner'] };
    expect(there?.entry).toMatchObject({
      kind: 'answer',
      lookups: [{ ...lookup, outcome: 'reduced', rule: expect.stringMatching(/^vehicles-tj@/) }],
    });
    expect(intent?.entry).toMatchObject({ kind: 'intent', lookups: [lookup] });
    expect(outcome?.entry).toMatchObject({ lookups: [{ ...lookup, fieldsReleased: ['plate'] }] });
    for (const one of [there, outcome, intent]) {
      expect(one?.entry.lookups[0]?.subject).toMatch(/^[\w-]{43}$/);
      expect(JSON.stringify(one?.entry)).not.toMatch(new RegExp(`${FIRM}|京A00001|张三`));
    }
  });

  it('of the own region: one entry, no signature to verify', async () => {
    const answer = await recordsOf('beijing');
    expect(answer.data.records).toMatchObject({ status: 'FOUND', verification: null });
    const [entry] = await newestOfExchange(cluster.nodes.beijing, 1);
    expect(entry?.entry).toMatchObject({ kind: 'home', lookups: [{ operation: 'records' }] });
  });

  it.each<[string, object, string]>([
    ['a dataset not agreed', { dataset: 'tax' }, 'DATASET_NOT_AGREED'],
    [
      'for another matter',
      { context: { ...CONTEXT, itemCode: CONTEXT.itemCode.replace('000131', '000132') } },
      'PURPOSE_NOT_AGREED',
    ],
  ])('%s is denied by the other region, signed', async (_, variables, code) => {
    const answer = await recordsOf('tianjin', variables);
    expect(answer.data.records).toMatchObject({
      status: 'DENIED',
      refusal: { code },
      source: null,
      records: null,
      verification: { passed: true },
    });
  });

  it.each<[string, object, string]>([
    ['no item', { items: [] }, 'RECORD_QUESTION_INVALID'],
    ['an item twice', { items: ['plate', 'plate'] }, 'RECORD_QUESTION_INVALID'],
    ['a star as item', { items: ['*'] }, 'GRAPHQL_BAD_VALUE'],
    ['a path as dataset', { dataset: '../etc' }, 'GRAPHQL_BAD_VALUE'],
    ['more records than are told', { limit: 101 }, 'RECORD_QUESTION_INVALID'],
    ['a holder that does not exist', { code: '91110000MA01C8JT36' }, 'USCC_CHECK_CHARACTER'],
  ])('with %s are not asked for', async (_, variables, code) => {
    const before = await sizeOfExchange(cluster.nodes.tianjin);
    const answer = await recordsOf('tianjin', variables);
    expect(answer.errors?.[0]?.extensions.code).toBe(code);
    expect(await sizeOfExchange(cluster.nodes.tianjin)).toBe(before);
  });

  it.each<[string, DepartmentSource['records'], object]>([
    [
      'a refusal comes over in the department’s words',
      async () => ({ outcome: 'refused', reason: { zh: '该企业涉案，须函询', en: 'Ask in writing' } }),
      {
        status: 'DENIED',
        refusal: { code: 'DEPARTMENT_REFUSED' },
        source: { reasonZh: '该企业涉案，须函询' },
      },
    ],
    [
      'so does when it will be there again',
      async () => ({ outcome: 'not-available', code: 'X', until: asOf }),
      {
        status: 'UNAVAILABLE',
        refusal: { code: 'DEPARTMENT_NOT_AVAILABLE' },
        source: { until: '2026-11-01T00:00:00.000Z' },
      },
    ],
    [
      'nothing found',
      async () => ({ outcome: 'nothing-found', asOf }),
      { status: 'NOT_FOUND', refusal: null },
    ],
    [
      'what cannot be told is not',
      async () => ({ outcome: 'answered', records: [{ plate: 'a\u0000' }] }),
      { status: 'UNAVAILABLE', refusal: { code: 'DEPARTMENT_ANSWER_UNFIT' } },
    ],
  ])('%s', async (_, records, told) => {
    source = { ...source, records };
    const answer = await recordsOf('tianjin');
    expect(answer.data.records).toMatchObject({ ...told, records: null, verification: { passed: true } });
  });

  it('of a source that is silent end before the deadline, in time for a signed answer', async () => {
    source = { ...source, records: () => new Promise(() => undefined) };
    const lookups = within('tianjin');
    const asked = cluster.now();
    const holder = { type: '001', code: FIRM };
    const silent: Lookup = { operation: 'records', dataset: 'vehicles', holder, items: ['plate'], limit: 1 };
    const result = await lookups.ask('110000', silent, asked + 1500);
    expect(result).toMatchObject({
      status: 'UNAVAILABLE',
      source: { department: { code: '11110000TBQDY0W77Y' } },
      verification: { passed: true },
    });
    expect(cluster.now()).toBeLessThan(asked + 1500);
  });
});

describe('questions about many subjects', () => {
  const subjects = (count: number) =>
    Array.from({ length: count }, () => ({ type: 'CITIZEN_NUMBER', code: POOR }));
  const questions = [{ item: 'plate', operator: 'EXISTS' }];

  it('come back as yes, no or unknown, each subject committed to in both logs', async () => {
    const answer = await asIntegrator('tianjin', JUDGE, {
      subjects: [...subjects(1), { type: 'USCC', code: FIRM }],
      questions: [...questions, { item: 'owner', operator: 'EQUALS', value: '张三' }],
    });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.judgeRecords).toMatchObject({
      status: 'REDUCED',
      withheld: [{ field: 'owner', reason: 'FIELD_NOT_AGREED' }],
      judged: [{ verdicts: ['YES', 'UNKNOWN'] }, { verdicts: ['UNKNOWN', 'UNKNOWN'] }],
    });
    const logged = [
      ...(await newestOfExchange(cluster.nodes.beijing, 1)),
      ...(await newestOfExchange(cluster.nodes.tianjin, 1)),
    ];
    for (const { entry } of logged) {
      expect(entry.lookups).toMatchObject([
        { operation: 'judge', fieldsReleased: [], verdicts: { plate: 'match', owner: 'unknown' } },
        { operation: 'judge', fieldsReleased: [], verdicts: { plate: 'unknown', owner: 'unknown' } },
      ]);
      const commitments = entry.lookups.map(({ subject }) => subject);
      expect(new Set(commitments).size).toBe(2);
      expect(JSON.stringify(entry)).not.toMatch(new RegExp(`${FIRM}|${POOR}|张三`));
    }
  });

  it('two hundred fill one entry; one more is not asked, in whatever pieces', async () => {
    const many = await asIntegrator('tianjin', JUDGE, { subjects: subjects(200), questions });
    expect(many.data.judgeRecords.judged).toHaveLength(200);
    const [entry] = await newestOfExchange(cluster.nodes.beijing, 1);
    expect(entry?.entry.lookups).toHaveLength(200);
    const more = await asIntegrator('tianjin', JUDGE, { subjects: subjects(201), questions });
    expect(more.errors?.[0]?.extensions.code).toBe('RECORD_QUESTION_INVALID');
    const pieces = await asIntegrator(
      'beijing',
      JUDGE.replace('judgeRecords', 'a: judgeRecords').replace(
        /\}$/,
        ` b: judgeRecords(dataset: "vehicles", subjects: $subjects, questions: [{ item: "vin", operator: EXISTS }], region: BEIJING, context: $context) { judged { verdicts } } }`,
      ),
      { subjects: subjects(101), questions },
    );
    expect(pieces.errors?.map(({ extensions }) => extensions.code)).toContain('RECORD_QUESTION_INVALID');
  });

  it.each<[string, object]>([
    ['no value to compare with', { item: 'plate', operator: 'EQUALS' }],
    ['a value where none belongs', { item: 'plate', operator: 'EXISTS', value: 'x' }],
    ['a value without end', { item: 'plate', operator: 'EQUALS', value: 'x'.repeat(201) }],
  ])('with %s are not asked', async (_, question) => {
    const answer = await asIntegrator('tianjin', JUDGE, { subjects: subjects(1), questions: [question] });
    expect(answer.errors?.[0]?.extensions.code).toBe('RECORD_QUESTION_INVALID');
  });

  it('may not feel for a value', async () => {
    const feeling = [1, 2, 3, 4, 5].map((value) => ({
      item: 'plate',
      operator: 'BELOW',
      value: String(value),
    }));
    const answer = await asIntegrator('tianjin', JUDGE, { subjects: subjects(1), questions: feeling });
    expect(answer.errors?.[0]?.extensions.code).toBe('RECORD_QUESTION_INVALID');
  });
});
