import {
  agreementSchema,
  datasetKey,
  decide,
  diffPolicies,
  explain,
  listEntrySchema,
  policyGaps,
  policyOf,
  type Agreement,
  type ListEntry,
  type SharingRequest,
} from './index.js';

const ITEM = '11110000TBQDY0X84C2002099002000';
const TIANJIN = 'https://127.0.0.1:7421';
const AT = Date.parse('2026-03-01T12:00:00+08:00');

const agreement = (changes: Partial<Agreement> = {}): Agreement =>
  agreementSchema.parse({
    id: 'tj-vehicles',
    partner: TIANJIN,
    datasets: ['vehicles'],
    operations: ['records', 'judge'],
    purposes: ['basic:002099002000'],
    fields: ['plate', 'vin', 'owner'],
    legalBasis: '政务数据共享条例',
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    ...changes,
  });

const entry = (changes: Partial<ListEntry> = {}): ListEntry =>
  listEntrySchema.parse({
    id: 'vehicles',
    name: { zh: '机动车', en: 'Vehicles' },
    dataset: 'vehicles',
    provider: { code: '11110000TBQDY0W77Y', name: '样例' },
    items: [
      { fields: ['plate', 'vin'], classification: 'general', sensitivity: 'internal' },
      {
        fields: ['owner'],
        classification: 'important',
        sensitivity: 'personal',
        attribute: 'not-shared',
        legalBasis: '样例',
      },
    ],
    format: ['JSON'],
    updateFrequency: 'daily',
    attribute: 'conditional',
    ways: ['query', 'verify'],
    ...changes,
  });

const request = (changes: Partial<SharingRequest> = {}): SharingRequest => ({
  partner: TIANJIN,
  operation: 'records',
  licenceType: datasetKey('vehicles'),
  purpose: ITEM,
  fields: ['plate', 'vin'],
  ...changes,
});

const policy = (agreements = [agreement()], responsibilityList = [entry()]) =>
  policyOf({ agreements, responsibilityList });

describe('a dataset is denied', () => {
  it.each<[string, Partial<SharingRequest>, Partial<Agreement>, Partial<ListEntry>, string]>([
    ['where another is agreed', {}, { datasets: ['tax'] }, {}, 'DATASET_NOT_AGREED'],
    ['by the bare code', { licenceType: 'vehicles' }, {}, {}, 'LICENCE_TYPE_NOT_AGREED'],
    ['for another purpose', {}, { purposes: ['basic:002099003000'] }, {}, 'PURPOSE_NOT_AGREED'],
    ['its records where judging is agreed', {}, { operations: ['judge'] }, {}, 'OPERATION_NOT_AGREED'],
    [
      'judging where records are agreed',
      { operation: 'judge' },
      { operations: ['records'] },
      {},
      'OPERATION_NOT_AGREED',
    ],
    ['its records where verifying is offered', {}, {}, { ways: ['verify'] }, 'WAY_NOT_SHARED'],
    ['judging where the query is offered', { operation: 'judge' }, {}, { ways: ['query'] }, 'WAY_NOT_SHARED'],
    ['where no entry offers it', {}, {}, { dataset: 'tax' }, 'NOT_ON_RESPONSIBILITY_LIST'],
    ['an item that the list keeps', { fields: ['owner'] }, {}, {}, 'FIELD_NOT_SHARED'],
    ['an item that is not agreed', { fields: ['mortgage'] }, {}, {}, 'FIELD_NOT_AGREED'],
    ['everything by a star', { fields: ['attributes.*'] }, {}, {}, 'FIELD_NOT_AGREED'],
  ])('%s', (_, asked, agreed, offered, code) => {
    const found = decide(request(asked), policy([agreement(agreed)], [entry(offered)]), AT);
    expect(found).toMatchObject({ outcome: 'denied', released: [], rules: [], code });
  });

  it('to whom a licence type of that name is agreed, and the other way round', () => {
    const licences = agreementSchema.parse({
      ...agreement(),
      datasets: undefined,
      licenceTypes: ['11100000MB0143028R001'],
      operations: ['byHolder'],
      fields: ['name'],
    });
    const both = policy([agreement(), licences]);
    expect(decide(request({ operation: 'byHolder', fields: ['name'] }), both, AT).code).toBe(
      'OPERATION_NOT_AGREED',
    );
    const licence = request({ licenceType: '11100000MB0143028R001', fields: ['name'] });
    expect(decide(licence, both, AT).code).toBe('OPERATION_NOT_AGREED');
  });
});

describe('a dataset is released', () => {
  it('by the items that are agreed and offered', () => {
    expect(decide(request({ fields: ['plate', 'owner', 'mortgage'] }), policy(), AT)).toMatchObject({
      outcome: 'reduced',
      released: ['plate'],
      withheld: [
        { field: 'owner', reason: 'FIELD_NOT_SHARED' },
        { field: 'mortgage', reason: 'FIELD_NOT_AGREED' },
      ],
      rules: ['tj-vehicles'],
    });
  });

  it('by yes and no in its own way', () => {
    expect(decide(request({ operation: 'judge' }), policy(), AT).outcome).toBe('granted');
  });
});

describe('the tools see datasets as well', () => {
  it('explain names the entry, and the dataset as what is wanted', () => {
    const told = explain(request({ licenceType: datasetKey('tax') }), policy(), AT);
    expect(told.agreements).toMatchObject([
      { id: 'tj-vehicles', fails: { code: 'DATASET_NOT_AGREED', wants: 'dataset:vehicles' } },
    ]);
    expect(explain(request(), policy(), AT).entries).toMatchObject([{ id: 'vehicles', offersWay: true }]);
  });

  it('a dataset more widens', () => {
    const before = { agreements: [agreement()], responsibilityList: [entry()] };
    const after = {
      agreements: [agreement({ datasets: ['vehicles', 'tax'] })],
      responsibilityList: [entry({ dataset: 'tax' })],
    };
    expect(diffPolicies(before, after)).toMatchObject([
      { kind: 'list-entry', id: 'vehicles', members: ['dataset'], widens: true },
      { kind: 'agreement', id: 'tj-vehicles', members: ['datasets'], widens: true },
    ]);
  });

  it('a promise beyond the list is a gap', () => {
    expect(policyGaps(policy())).toMatchObject([
      { licenceType: 'dataset:vehicles', operation: 'records', fields: ['owner'], code: 'FIELD_NOT_SHARED' },
      { licenceType: 'dataset:vehicles', operation: 'judge', fields: ['owner'], code: 'FIELD_NOT_SHARED' },
    ]);
  });
});

it('items of several datasets under one agreement are a gap where none offers them', () => {
  const tax = entry({
    id: 'tax',
    dataset: 'tax',
    items: [{ fields: ['owed'], classification: 'general', sensitivity: 'internal' }],
  });
  const both = agreement({
    datasets: ['vehicles', 'tax'],
    operations: ['judge'],
    fields: ['plate', 'owed', 'x'],
  });
  expect(policyGaps(policy([both], [entry(), tax]))).toMatchObject([
    { licenceType: 'dataset:vehicles', fields: ['x'] },
    { licenceType: 'dataset:tax', fields: ['x'] },
  ]);
});

describe('a configuration is refused', () => {
  it.each<[string, Record<string, unknown>]>([
    ['that names both', { licenceTypes: ['11100000MB0143028R001'] }],
    ['that names neither', { datasets: undefined, operations: ['verify'], fields: ['name'] }],
    ['with a way of licences', { operations: ['records', 'byHolder'] }],
    ['with a field that is no item', { fields: ['attributes.*'] }],
    ['with the file', { fields: ['plate', 'attributes.KZ_ZS'] }],
    ['with a dataset that is no code', { datasets: ['*'] }],
    ['with a key in place of a code', { datasets: ['dataset:vehicles'] }],
  ])('%s', (_, changes) => {
    expect(agreementSchema.safeParse({ ...agreement(), ...changes }).success).toBe(false);
  });

  it('of a licence agreement with items, or with a way of datasets', () => {
    const licences = {
      ...agreement(),
      datasets: undefined,
      licenceTypes: ['11100000MB0143028R001'],
      operations: ['verify'],
      fields: ['name'],
    };
    expect(agreementSchema.safeParse(licences).success).toBe(true);
    expect(agreementSchema.safeParse({ ...licences, fields: ['plate'] }).success).toBe(false);
    expect(agreementSchema.safeParse({ ...licences, operations: ['judge'] }).success).toBe(false);
  });

  it('of an entry with an item and no dataset', () => {
    const { dataset: _, ...rest } = entry();
    const licences = { ...rest, licenceTypes: ['11100000MB0143028R001'] };
    expect(listEntrySchema.safeParse(licences).success).toBe(false);
  });
});
