import type { LookupContext } from '#libs/exchange';
import { standardCatalogue } from '#libs/licences';
import { listEntrySchema, policyOf, agreementSchema, type Agreement } from '#libs/sharing';
import type { DepartmentSource, SourceAnswer } from '../sources/ports.js';
import { HomeDatasets } from './home-datasets.js';
import { HomeLookups } from './home-lookups.js';
import { Ledger } from './ledger.js';
import type { HolderRef, Lookup } from './lookup.js';
import { noAuthorisations } from './sharing-ports.js';

const TIANJIN = 'https://tianjin.example';
const context: LookupContext = {
  purpose: { itemCode: '11120000TB9000024Y2002099002000', itemName: '企业破产信息核查' },
  caseNumber: 'TJ-1',
  legalBasis: '样例',
  reason: '样例',
  organisation: { code: '11120000TB9000024Y', name: '样例' },
  person: { id: '1', name: '样例' },
  channel: 'counter',
};
const firm: HolderRef = { type: '001', code: '91110000TB0000001A' };
const other: HolderRef = { type: '001', code: '91110000TB0000002B' };
const department = { code: '11110000TBQDY0W77Y', name: { zh: '公安', en: 'Police' } };

const agreement = (changes: Partial<Agreement> = {}): Agreement =>
  agreementSchema.parse({
    id: 'tj-vehicles',
    partner: TIANJIN,
    datasets: ['vehicles'],
    operations: ['records', 'judge'],
    purposes: ['basic:002099002000'],
    fields: ['plate', 'vin'],
    legalBasis: '样例',
    validFrom: '2026-01-01',
    validUntil: '2036-12-31',
    ...changes,
  });
const entry = listEntrySchema.parse({
  id: 'vehicles',
  name: { zh: '机动车', en: 'Vehicles' },
  dataset: 'vehicles',
  provider: { code: department.code, name: '样例' },
  items: [{ fields: ['plate', 'vin', 'owner'], classification: 'general', sensitivity: 'personal' }],
  format: ['JSON'],
  updateFrequency: 'daily',
  attribute: 'conditional',
  ways: ['query', 'verify'],
});

type Judge = DepartmentSource['judge'];

function setUp(
  source: { records?: DepartmentSource['records']; judge?: Judge; deadlineMs?: number } | 'none' = {},
  agreed: Partial<Agreement> = {},
) {
  const reads: { subject?: HolderRef; subjects?: readonly HolderRef[]; items?: readonly string[] }[] = [];
  const reports: unknown[] = [];
  const taken: number[] = [];
  const vehicles: DepartmentSource = {
    id: 'vehicles',
    dataset: 'vehicles',
    department,
    deadlineMs: 5000,
    records: async () => ({ outcome: 'answered', records: [{ plate: '京A00001', vin: 'V', owner: '张三' }] }),
    judge: async (subjects, questions) => subjects.map(() => questions.map(() => true)),
    ...(source === 'none' ? {} : source),
  };
  const watched: DepartmentSource = {
    ...vehicles,
    records: (subject, options) => {
      reads.push({ subject, items: options.items });
      return vehicles.records(subject, options);
    },
    judge: (subjects, questions, options) => {
      reads.push({ subjects, items: questions.map(({ item }) => item) });
      return vehicles.judge(subjects, questions, options);
    },
  };
  const policy = policyOf({ agreements: [agreement(agreed)], responsibilityList: [entry] }, 3);
  const clock = (): number => Date.now();
  const home = new HomeLookups({
    region: '110000',
    self: 'https://beijing.example',
    licences: { byIdentifier: unread, byNumber: unread, byHolder: unread },
    documents: { ofLicence: unread },
    verdicts: { ofLicences: unread },
    copies: { handOut: unread },
    catalogue: standardCatalogue,
    datasets: new HomeDatasets({
      region: '110000',
      sources: {
        find: (dataset) => (source !== 'none' && dataset === 'vehicles' ? watched : undefined),
        list: () => [],
      },
      clock,
      report: (error) => void reports.push(error),
    }),
    policy: { current: () => policy },
    rates: { take: async (_agreement, _rate, _partner, questions) => void taken.push(questions) },
    authorisations: noAuthorisations,
    clock,
  });
  const ask = async (lookup: Lookup, partner = TIANJIN, within = 5000) => {
    const ledger = new Ledger();
    const asker = {
      partner,
      context,
      deadline: Date.now() + within,
      request: 'r',
      operationDocument: `sha256:${'0'.repeat(64)}`,
    };
    const result = await home.answer(lookup, asker, ledger);
    return { result, records: ledger.records };
  };
  return { ask, reads, reports, taken };
}

const unread = (): never => {
  throw new Error('no licence is read for a dataset');
};

const records = (...items: string[]): Lookup => ({
  operation: 'records',
  dataset: 'vehicles',
  holder: firm,
  items,
  limit: 2,
});
const judge = (subjects: HolderRef[], ...items: string[]): Lookup => ({
  operation: 'judge',
  dataset: 'vehicles',
  subjects,
  questions: items.map((item) => ({ item, operator: 'exists' })),
});

describe('whoever may not ask learns nothing, and no source is asked', () => {
  it.each<[string, Lookup, Partial<Agreement>, string, string]>([
    ['without an agreement', records('plate'), {}, 'https://hebei.example', 'NO_AGREEMENT'],
    [
      'for a dataset that nobody connected',
      { ...records('plate'), dataset: 'tax' } as Lookup,
      {},
      TIANJIN,
      'DATASET_NOT_AGREED',
    ],
    ['in a way not agreed', records('plate'), { operations: ['judge'] }, TIANJIN, 'OPERATION_NOT_AGREED'],
    [
      'without the holder’s authorisation',
      records('plate'),
      { requiresHolderAuthorisation: true },
      TIANJIN,
      'HOLDER_AUTHORISATION_REQUIRED',
    ],
    ['for an item not agreed', records('owner'), {}, TIANJIN, 'FIELD_NOT_AGREED'],
  ])('%s', async (_, lookup, agreed, partner, code) => {
    const { ask, reads } = setUp({}, agreed);
    const { result, records: logged } = await ask(lookup, partner);
    expect(result).toMatchObject({ status: 'DENIED', refusal: { code } });
    expect(result.source).toBeUndefined();
    expect(result.records).toBeUndefined();
    expect(reads).toEqual([]);
    expect(logged).toMatchObject([{ operation: 'records', outcome: 'denied', code, fieldsReleased: [] }]);
  });

  it('and each subject of a judgement that is denied stands in the log', async () => {
    const { ask, reads } = setUp();
    const { result, records: logged } = await ask(judge([firm, other], 'owner'));
    expect(result).toMatchObject({ status: 'DENIED', refusal: { code: 'FIELD_NOT_AGREED' } });
    expect(reads).toEqual([]);
    expect(logged.map(({ subject, outcome }) => [subject, outcome])).toEqual([
      ['001:91110000TB0000001A', 'denied'],
      ['001:91110000TB0000002B', 'denied'],
    ]);
    expect(logged[0]?.verdicts).toBeUndefined();
  });
});

describe('records', () => {
  it('are asked for by the items that may be told, and no other leaves, whatever the source gives', async () => {
    const { ask, reads } = setUp();
    const { result, records: logged } = await ask(records('plate', 'owner'));
    expect(reads).toEqual([{ subject: firm, items: ['plate'] }]);
    expect(result).toMatchObject({
      status: 'REDUCED',
      withheld: [{ field: 'owner', reason: 'FIELD_NOT_AGREED' }],
      records: { records: [{ plate: '京A00001' }], truncated: false },
      source: { department },
    });
    expect(JSON.stringify(result)).not.toContain('张三');
    expect(logged).toEqual([
      {
        operation: 'records',
        region: '110000',
        licenceType: 'dataset:vehicles',
        identifiers: [],
        subject: '001:91110000TB0000001A',
        fieldsAsked: ['plate', 'owner'],
        fieldsReleased: ['plate'],
        outcome: 'reduced',
        rule: 'tj-vehicles@3',
        code: 'FIELD_NOT_AGREED',
      },
    ]);
  });

  it('are no more than were asked for', async () => {
    const many = Array.from({ length: 5 }, (_, place) => ({ plate: `京A${place}` }));
    const { ask } = setUp({ records: async () => ({ outcome: 'answered', records: many }) });
    expect((await ask(records('plate'))).result.records).toEqual({
      records: [{ plate: '京A0' }, { plate: '京A1' }],
      truncated: true,
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a number', { plate: 1 }],
    ['an object', { plate: { a: 1 } }],
    ['a control character', { plate: 'a\u0000b' }],
    ['a text without end', { plate: 'x'.repeat(2001) }],
  ])('with %s as a value are not told at all, and somebody hears of it', async (_, record) => {
    const answer = { outcome: 'answered', records: [record] } as unknown as SourceAnswer;
    const { ask, reports } = setUp({ records: async () => answer });
    const { result, records: logged } = await ask(records('plate'));
    expect(result).toMatchObject({ status: 'UNAVAILABLE', refusal: { code: 'DEPARTMENT_ANSWER_UNFIT' } });
    expect(result.records).toBeUndefined();
    expect(logged).toMatchObject([{ outcome: 'failed', fieldsReleased: [] }]);
    expect(reports).toHaveLength(1);
  });

  it('inherit nothing: an item named like a member of every object is null', async () => {
    const { ask } = setUp(
      { records: async () => ({ outcome: 'answered', records: [{ plate: 'a' }] }) },
      { fields: ['plate', 'constructor'] },
    );
    const { result } = await ask(records('plate', 'constructor'));
    expect(result.records?.records).toEqual([{ plate: 'a' }]);
    expect(result.withheld).toEqual([{ field: 'constructor', reason: 'NOT_ON_RESPONSIBILITY_LIST' }]);
  });

  it.each<[string, SourceAnswer, object, string]>([
    [
      'nothing found',
      { outcome: 'nothing-found', asOf: 1_800_000_000_000 },
      { status: 'NOT_FOUND', source: { department, asOf: 1_800_000_000_000 } },
      'not-found',
    ],
    ['no record at all', { outcome: 'answered', records: [] }, { status: 'NOT_FOUND' }, 'not-found'],
    [
      'a refusal in the department’s own words, without what does not belong in words',
      { outcome: 'refused', reason: { zh: '涉密\u202e', en: 'secret\u0007 matter' } },
      {
        status: 'DENIED',
        refusal: { code: 'DEPARTMENT_REFUSED' },
        source: { reason: { zh: '涉密', en: 'secret matter' } },
      },
      'denied',
    ],
    [
      'not available until later',
      { outcome: 'not-available', code: 'NOT_ONE_OF_OURS', until: 1_900_000_000_000 },
      {
        status: 'UNAVAILABLE',
        refusal: { code: 'DEPARTMENT_NOT_AVAILABLE' },
        source: { until: 1_900_000_000_000 },
      },
      'failed',
    ],
    [
      'a code of another part is not passed off as the source’s',
      { outcome: 'not-available', code: 'AUDIT_UNAVAILABLE', until: Number.NaN },
      { status: 'UNAVAILABLE', refusal: { code: 'DEPARTMENT_NOT_AVAILABLE' }, source: { department } },
      'failed',
    ],
  ])('%s', async (_, answer, told, outcome) => {
    const { ask } = setUp({ records: async () => answer });
    const { result, records: logged } = await ask(records('plate'));
    expect(result).toMatchObject(told);
    expect(result.records).toBeUndefined();
    expect(logged).toMatchObject([{ outcome, fieldsReleased: [] }]);
  });

  it.each<[string, DepartmentSource['records']]>([
    ['that throws', () => Promise.reject(new Error('password=secret'))],
    ['that never answers', () => new Promise(() => undefined)],
  ])('of a source %s are not available', async (_, source) => {
    const { ask } = setUp({ records: source, deadlineMs: 30 });
    const { result } = await ask(records('plate'));
    expect(result.status).toBe('UNAVAILABLE');
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('end with the deadline of whoever asks, and the source is told to stop', async () => {
    let stopped = false;
    const { ask } = setUp({
      records: (_, { signal, deadline }) =>
        new Promise((resolve) => {
          expect(deadline).toBeLessThan(Date.now() + 60);
          signal.addEventListener('abort', () => {
            stopped = true;
            resolve({ outcome: 'not-available', code: 'X' });
          });
        }),
    });
    const { result } = await ask(records('plate'), TIANJIN, 40);
    expect(result.status).toBe('UNAVAILABLE');
    expect(stopped).toBe(true);
  });

  it('of a source that nobody connected', async () => {
    const { ask } = setUp('none');
    expect((await ask(records('plate'))).result).toMatchObject({
      status: 'UNAVAILABLE',
      refusal: { code: 'DATASET_NOT_CONNECTED' },
    });
  });
});

describe('a judgement', () => {
  it('tells yes, no or neither in the places asked, of items agreed, and releases nothing', async () => {
    const { ask, reads } = setUp({
      judge: async (subjects, questions) =>
        subjects.map((_, i) => questions.map(() => (i === 0 ? true : null))),
    });
    const lookup: Lookup = {
      operation: 'judge',
      dataset: 'vehicles',
      subjects: [firm, other],
      questions: [
        { item: 'owner', operator: 'equals', value: '张三' },
        { item: 'plate', operator: 'exists' },
        { item: 'plate', operator: 'equals', value: '京A00001' },
      ],
    };
    const { result, records: logged } = await ask(lookup);
    expect(reads).toEqual([{ subjects: [firm, other], items: ['plate', 'plate'] }]);
    expect(result).toMatchObject({
      status: 'REDUCED',
      judged: [
        [null, true, true],
        [null, null, null],
      ],
    });
    expect(logged).toMatchObject([
      {
        operation: 'judge',
        subject: '001:91110000TB0000001A',
        fieldsAsked: ['owner', 'plate'],
        fieldsReleased: [],
        verdicts: { owner: 'unknown', plate: 'match', 'plate#2': 'match' },
      },
      { subject: '001:91110000TB0000002B', verdicts: { plate: 'unknown' } },
    ]);
    expect(JSON.stringify(logged)).not.toContain('张三');
  });

  it.each<[string, Judge]>([
    ['too few', async (subjects) => subjects.slice(1).map(() => [true])],
    ['too many of one', async (subjects) => subjects.map(() => [true, true])],
    ['something else', async (subjects) => subjects.map(() => ['yes' as unknown as boolean])],
    ['nothing but a fault', () => Promise.reject(new Error('gone'))],
  ])(
    'is not told where the source gives %s: one verdict in another’s place would be worse',
    async (_, source) => {
      const { ask, reports } = setUp({ judge: source });
      const { result, records: logged } = await ask(judge([firm, other], 'plate'));
      expect(result).toMatchObject({ status: 'UNAVAILABLE', refusal: { code: 'DEPARTMENT_NOT_AVAILABLE' } });
      expect(result.judged).toBeUndefined();
      expect(logged.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
      expect(reports).toHaveLength(1);
    },
  );

  it('counts each subject against the rate', async () => {
    const { ask, taken } = setUp({}, { rate: { perDay: 10 } });
    await ask(judge([firm, other], 'plate'));
    await ask(records('plate'));
    expect(taken).toEqual([2, 1]);
  });
});
