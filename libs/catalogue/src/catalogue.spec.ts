import { standardCatalogue } from '#libs/licences';
import {
  checkAsked,
  checkCatalogue,
  equivalentTypes,
  evidenceFor,
  readCatalogue,
  requirementById,
  sharingGaps,
  sourcesOf,
  type EvidenceCatalogue,
} from './index.js';

const BUSINESS = '11100000MB0143028R001';
const FOOD = '11100000MB0143028R018';
const ESTATE = '11100000MB03271699001';
const UNKNOWN = '11100000MB03271699099';
const ITEM = '1112000000TB02017D2000131026000';
const day = '2026-11-29';

const provision = (id: string, over: Record<string, unknown> = {}) => ({
  id,
  licenceType: BUSINESS,
  jurisdiction: '110000',
  provider: { name: '市场监督管理局' },
  operations: ['byIdentifier', 'verify'],
  validFrom: '2026-01-01',
  assumed: true,
  ...over,
});
const equivalence = (id: string, over: Record<string, unknown> = {}) => ({
  id,
  from: { licenceType: FOOD, jurisdiction: '110000' },
  to: { licenceType: BUSINESS, jurisdiction: '120000' },
  direction: 'one-way',
  legalBasis: '样例',
  validFrom: '2026-01-01',
  assumed: true,
  ...over,
});
const requirement = (id: string, over: Record<string, unknown> = {}) => ({
  id,
  name: { zh: '已登记', en: 'registered' },
  items: ['basic:000131026000'],
  legalBasis: '样例',
  satisfiedBy: [{ id: 'a', evidence: [{ licenceType: BUSINESS }] }],
  assumed: true,
  ...over,
});
const dataset = (code: string) => ({
  code,
  name: { zh: '登记', en: 'registration' },
  department: { name: '市场监督管理局' },
  items: [{ code: 'status', zh: '状态', en: 'status' }],
  assumed: true,
});
const read = (content: Record<string, unknown>): EvidenceCatalogue =>
  readCatalogue([{ name: 'a.yaml', content: { edition: '2026-11', source: '样例', ...content } }]);
const codes = (content: Record<string, unknown>) =>
  checkCatalogue(read(content), standardCatalogue).map(({ code, place }) => `${code} ${place}`);

describe('files of a catalogue', () => {
  it.each<[string, Record<string, unknown>]>([
    ['an unknown key', { surprise: 1 }],
    ['a type code with a wrong form', { provisions: [provision('a', { licenceType: 'X' })] }],
    ['both a type and a dataset', { provisions: [provision('a', { dataset: 'x' })] }],
    ['neither', { provisions: [provision('a', { licenceType: undefined })] }],
    ['a region that is none', { provisions: [provision('a', { jurisdiction: '990000' })] }],
    ['a day that does not exist', { provisions: [provision('a', { validFrom: '2026-02-30' })] }],
    ['a period that ends before it begins', { provisions: [provision('a', { validUntil: '2025-01-01' })] }],
    [
      'an item code with a wrong check',
      { requirements: [requirement('a', { items: ['1112000000TB02017X2000131026000'] })] },
    ],
    [
      'a control character in a name',
      { requirements: [requirement('a', { name: { zh: 'a\u0000b', en: 'x' } })] },
    ],
    ['a requirement that nothing satisfies', { requirements: [requirement('a', { satisfiedBy: [] })] }],
  ])('are refused for %s', (_, content) => {
    expect(() => read(content)).toThrow(expect.objectContaining({ code: 'CATALOGUE_INVALID' }));
  });

  it('of two editions are not mixed', () => {
    const file = (edition: string) => ({ name: edition, content: { edition, source: '样例' } });
    expect(() => readCatalogue([file('2026-10'), file('2026-11')])).toThrow(
      expect.objectContaining({ code: 'CATALOGUE_EDITIONS_DIFFER' }),
    );
  });

  it('are checked for references that lead nowhere and entries that contradict each other', () => {
    expect(
      codes({
        datasets: [dataset('registration'), dataset('registration')],
        provisions: [
          provision('p1'),
          provision('p1', { licenceType: UNKNOWN, jurisdiction: '120000' }),
          provision('p2', { provider: { name: '别的局' } }),
          provision('p3', { provider: { name: '旧局' }, validFrom: '2025-01-01', validUntil: '2025-12-31' }),
          provision('p4', { licenceType: undefined, dataset: 'nowhere' }),
          provision('p5', { operations: ['query'], jurisdiction: '130000' }),
        ],
        equivalences: [equivalence('e', { to: { licenceType: FOOD, jurisdiction: '110000' } })],
        requirements: [
          requirement('r', {
            satisfiedBy: [
              { id: 'a', evidence: [{ licenceType: BUSINESS, fields: ['attributes.KZ_NONE'] }] },
              { id: 'a', evidence: [{ dataset: 'registration', fields: ['colour'] }] },
            ],
          }),
        ],
      }),
    ).toEqual([
      'CATALOGUE_DUPLICATE datasets/registration',
      'CATALOGUE_DUPLICATE provisions/p1',
      'CATALOGUE_TYPE_UNKNOWN provisions/p1',
      'CATALOGUE_DATASET_UNKNOWN provisions/p4',
      'CATALOGUE_OPERATION_UNFIT provisions/p4',
      'CATALOGUE_OPERATION_UNFIT provisions/p5',
      'CATALOGUE_PROVISION_CLASH provisions/p2',
      'CATALOGUE_EQUIVALENCE_SELF equivalences/e',
      'CATALOGUE_DUPLICATE requirements/r/a',
      'CATALOGUE_FIELD_UNKNOWN requirements/r',
      'CATALOGUE_FIELD_UNKNOWN requirements/r',
    ]);
  });
});

describe('the evidence broker', () => {
  it('says who provides what a matter needs, and covers the variants of an item', () => {
    const catalogue = read({ provisions: [provision('p')], requirements: [requirement('r')] });
    const [answer] = evidenceFor(catalogue, { itemCode: `${ITEM}01`, jurisdiction: '110000', day });
    expect(answer?.alternatives[0]).toMatchObject({ available: true, conditional: false });
    expect(
      evidenceFor(catalogue, {
        itemCode: ITEM.replace('000131026000', '000131026001'),
        jurisdiction: '110000',
        day,
      }),
    ).toEqual([]);
    const [elsewhere] = evidenceFor(catalogue, { itemCode: ITEM, jurisdiction: '130000', day });
    expect(elsewhere?.alternatives[0]).toMatchObject({ available: false });
  });

  it('needs all the evidence of an alternative, and puts what sharing gives first', () => {
    const catalogue = read({
      datasets: [dataset('registration')],
      provisions: [provision('p')],
      requirements: [
        requirement('r', {
          satisfiedBy: [
            { id: 'both', evidence: [{ licenceType: BUSINESS }, { dataset: 'registration' }] },
            { id: 'one', evidence: [{ licenceType: BUSINESS }] },
          ],
        }),
      ],
    });
    const [answer] = evidenceFor(catalogue, { itemCode: ITEM, jurisdiction: '110000', day });
    expect(answer?.alternatives.map(({ id, available }) => [id, available])).toEqual([
      ['one', true],
      ['both', false],
    ]);
  });

  it('does not offer what can only be verified to whom needs the data, nor what no longer holds', () => {
    const catalogue = read({
      provisions: [
        provision('p', { operations: ['verify'] }),
        provision('old', { jurisdiction: '120000', validUntil: '2026-06-30' }),
      ],
    });
    const from = (jurisdiction: string, prefer: 'data' | 'verify' | 'document') =>
      sourcesOf(catalogue, { licenceType: BUSINESS, prefer }, jurisdiction, day).length;
    expect([
      from('110000', 'data'),
      from('110000', 'document'),
      from('110000', 'verify'),
      from('120000', 'data'),
    ]).toEqual([0, 0, 1, 0]);
  });

  it('keeps to the direction of an equivalence, and goes one step only', () => {
    const catalogue = read({
      equivalences: [
        equivalence('one'),
        equivalence('two', {
          from: { licenceType: ESTATE, jurisdiction: '130000' },
          to: { licenceType: FOOD, jurisdiction: '110000' },
        }),
        equivalence('over', { direction: 'both', validUntil: '2026-03-31' }),
      ],
    });
    const names = (licenceType: string) =>
      equivalentTypes(catalogue, { licenceType, day }).map(({ equivalence: { id } }) => id);
    expect([names(BUSINESS), names(FOOD), names(ESTATE)]).toEqual([['one'], ['two'], []]);
  });

  it('asks the applicant where sharing gives it under a condition only, and for nothing that no rule requires', () => {
    const conditions = [{ zh: '现势', en: 'in force' }];
    const catalogue = read({
      provisions: [provision('p', { licenceType: FOOD })],
      equivalences: [equivalence('e', { conditions })],
      requirements: [requirement('r')],
    });
    const asked = checkAsked(catalogue, {
      itemCode: ITEM,
      jurisdictions: ['110000', '120000', '130000'],
      asked: [{ licenceType: BUSINESS }, { licenceType: ESTATE }],
      day,
    });
    expect(asked.map(({ verdict, sources }) => [verdict, sources.length])).toEqual([
      ['applicant', 1],
      ['not-required', 0],
    ]);
  });

  it('has a code for a requirement that it does not know', () => {
    expect(() => requirementById(read({}), 'x')).toThrow(
      expect.objectContaining({ code: 'REQUIREMENT_UNKNOWN' }),
    );
  });
});

describe('gaps', () => {
  it('are found between the list, the agreements, the matters and what is provided', () => {
    const catalogue = read({
      provisions: [provision('p'), provision('other', { jurisdiction: '120000', licenceType: FOOD })],
      requirements: [
        requirement('r', {
          satisfiedBy: [{ id: 'a', evidence: [{ licenceType: ESTATE }, { licenceType: FOOD }] }],
        }),
      ],
    });
    const gaps = sharingGaps(catalogue, {
      jurisdiction: '110000',
      list: [
        { id: 'l-food', licenceTypes: [FOOD], attribute: 'unconditional' },
        { id: 'l-secret', licenceTypes: [ESTATE], attribute: 'not-shared' },
      ],
      agreements: [
        { id: 'a-business', licenceTypes: [BUSINESS] },
        { id: 'a-estate', licenceTypes: [ESTATE] },
        { id: 'a-over', licenceTypes: [UNKNOWN], validUntil: '2026-01-01' },
      ],
      day,
    });
    expect(gaps.map(({ kind, thing, by }) => `${kind} ${thing} ${by.join()}`)).toEqual([
      `promised-not-provided licence:${FOOD} l-food`,
      `agreed-not-listed licence:${BUSINESS} a-business`,
      `agreed-not-shared licence:${ESTATE} a-estate`,
      `provided-not-listed licence:${BUSINESS} p`,
      `required-not-provided licence:${ESTATE} r`,
    ]);
  });
});
