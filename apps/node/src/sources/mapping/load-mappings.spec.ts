import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadMappings, readMappings } from './load-mappings.js';

const words = (zh: string) => ({ zh, en: zh });
const catalogue = {
  datasets: [
    {
      code: 'tax',
      name: words('税务'),
      department: { name: '税务' },
      items: [
        { code: 'owed', ...words('欠税') },
        { code: 'paid', ...words('已缴') },
      ],
      assumed: true,
    },
  ],
};
const good = {
  id: 'bj-tax',
  dataset: 'tax',
  department: { code: '1111000000TB03095J', name: words('税务') },
  subjects: { '001': 'nsrsbh' },
  items: { owed: { from: 'qsje', type: 'decimal' } },
  without: ['paid'],
  postgresql: { connection: { urlFile: '${dataDir}/tax.url' }, schema: '税务', table: 'qsxx' },
};

describe('mapping files', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'tongban-mappings-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));
  const read = (...sources: unknown[]) => {
    const file = join(dir, 'region.yaml');
    writeFileSync(file, stringify({ sources }, { aliasDuplicateObjects: false }));
    return readMappings([file], catalogue, dir);
  };
  const { postgresql } = good;

  it.each<[string, object, RegExp]>([
    ['a column that would end its quotes', { items: { owed: { from: 'a" FROM x; --' } } }, /not the name/],
    ['a holder column that is a statement', { subjects: { '001': '1=1 OR "a"' } }, /not the name/],
    ['a table with a dot in it', { postgresql: { ...postgresql, table: 'a.b' } }, /letters, digits/],
    [
      'a list over a table that is none',
      {
        items: { owed: { list: { table: 'a b', column: 'c', match: { own: 'd', theirs: 'e' } } } },
      },
      /not the name/,
    ],
    [
      'a name that a server would cut off',
      { postgresql: { ...postgresql, table: '税'.repeat(22) } },
      /63 bytes/,
    ],
    [
      'an item that the dataset does not have',
      { items: { owed: { from: 'a' }, debt: { from: 'b' } } },
      /no item/,
    ],
    ['an item that is forgotten', { without: [] }, /paid is neither mapped/],
    ['an item both mapped and left out', { without: ['paid', 'owed'] }, /mapped as well/],
    ['an unknown dataset', { dataset: 'taxes' }, /no dataset of the catalogue/],
    [
      'a department code with a wrong check character',
      { department: { ...good.department, code: '1111000000TB03095K' } },
      /credit code/,
    ],
    ['an unknown type of holder', { subjects: { '002': 'a' } }, /./],
    ['nobody who can be asked about', { subjects: {} }, /at least one/],
    ['two adapters', { mysql: postgresql }, /exactly one/],
    ['none', { postgresql: undefined }, /exactly one/],
    ['an unknown key', { retries: 3 }, /retries/],
    [
      'a password',
      { postgresql: { ...postgresql, connection: { host: 'h', database: 'd', user: 'u', password: 'x' } } },
      /secret/,
    ],
    ['a password in a URL', { postgresql: undefined, http: { url: 'https://u:p@x.example' } }, /password/],
    [
      'HTTP in clear over a network',
      { postgresql: undefined, http: { url: 'http://tax.example' }, items: { owed: { from: '/a' } } },
      /https/,
    ],
    [
      'no JSON pointer',
      { postgresql: undefined, http: { url: 'https://tax.example' }, items: { owed: { from: 'a.b' } } },
      /JSON pointer/,
    ],
    [
      'a folder outside the data directory',
      { postgresql: { ...postgresql, connection: { urlFile: '${dataDir}/../x' } } },
      /out of the data/,
    ],
  ])('are refused with %s', (_, change, message) => {
    const { problems } = read({ ...good, ...change });
    expect(problems.map((problem) => `${problem.path}: ${problem.message}`).join('\n')).toMatch(message);
    expect(problems[0]).toMatchObject({ file: 'region.yaml', line: expect.any(Number) });
  });

  it('are refused where two answer for one dataset', () => {
    const { problems } = read(good, { ...good, id: 'other' });
    expect(problems.map(({ message }) => message)).toEqual(['dataset tax stands in region.yaml as well']);
  });

  it('are refused by a node without a catalogue, or where a file is missing', () => {
    read(good);
    expect(() => loadMappings([join(dir, 'region.yaml')], undefined, dir)).toThrow(
      expect.objectContaining({
        code: 'SOURCE_MAPPING_INVALID',
        message: expect.stringContaining('no catalogue'),
      }),
    );
    expect(() => loadMappings([join(dir, 'nowhere.yaml')], catalogue, dir)).toThrow(/cannot be read/);
  });

  it('are read with their places resolved', () => {
    const { mappings, problems } = read(good);
    expect(problems).toEqual([]);
    expect(mappings[0]?.postgresql?.connection.urlFile).toBe(join(dir, 'tax.url'));
    expect(mappings[0]).toMatchObject({ deadlineMs: 5_000, concurrency: 8, maxRecords: 500, absent: 'no' });
  });
});
