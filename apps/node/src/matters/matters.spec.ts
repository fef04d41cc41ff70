import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itemCode, type RegionCode } from '#libs/codes';
import { dayOf, matterDigest, type Matter } from '#libs/handling';
import { standardCatalogue } from '#libs/licences';
import { KnownMatters } from './known-matters.js';
import { loadMatters } from './load-matters.js';
import { mattersConfig } from './matters.config.js';

const BEIJING = 'config/matters/departments/beijing.yaml';
const TIANJIN = 'config/matters/departments/tianjin.yaml';
const at = Date.parse('2026-03-02T01:00:00Z');

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'matters-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ofBeijing = { region: '110000', catalogue: standardCatalogue };
const load = (config: object, where = ofBeijing) => loadMatters(mattersConfig.parse(config), where);
const open = (departments: string[], region: RegionCode = '110000') => {
  const { matters, mappings } = load({ directory: 'config/matters', departments });
  const known = new KnownMatters({ region, mappings, clock: () => at });
  known.add(matters);
  return known;
};

function folderWith(name: string, change: (text: string) => string): string {
  const folder = join(dir, 'matters');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), change(readFileSync(`config/matters/${name}`, 'utf8')));
  return folder;
}

describe('definitions are not loaded', () => {
  const departments = [BEIJING];
  it.each<[string, string, () => object]>([
    [
      'from a folder that is not there',
      'MATTER_INVALID',
      () => ({ directory: join(dir, 'no'), departments }),
    ],
    ['from a folder without any', 'MATTER_INVALID', () => ({ directory: dir, departments })],
    [
      'where nobody said which bodies stand for their departments',
      'DEPARTMENT_MAPPING_MISSING',
      () => ({ directory: 'config/matters', departments: [TIANJIN] }),
    ],
    [
      'with two mappings of one region',
      'DEPARTMENT_MAPPING_INVALID',
      () => ({ directory: 'config/matters', departments: [BEIJING, BEIJING] }),
    ],
    [
      'with a mapping that is no mapping',
      'DEPARTMENT_MAPPING_INVALID',
      () => ({ directory: 'config/matters', departments: ['config/matters/newborn.yaml'] }),
    ],
    [
      'that contradict themselves',
      'MATTER_CLOCK_UNLAWFUL',
      () => ({
        directory: folderWith('newborn.yaml', (text) =>
          text.replace(/^clocks:\n/m, 'clocks:\n  acceptance: { days: 30 }\n'),
        ),
        departments,
      }),
    ],
    [
      'that are no YAML',
      'MATTER_INVALID',
      () => ({ directory: folderWith('newborn.yaml', (text) => `${text}\n\t- [`), departments }),
    ],
    [
      'that are there twice',
      'MATTER_ID_TWICE',
      () => {
        const directory = folderWith('newborn.yaml', (text) => text);
        cpSync(join(directory, 'newborn.yaml'), join(directory, 'other.yaml'));
        return { directory, departments };
      },
    ],
    [
      'for whose departments nobody stands',
      'MATTER_DEPARTMENT_UNMAPPED',
      () => {
        const mapping = join(dir, 'beijing.yaml');
        const text = readFileSync(BEIJING, 'utf8');
        writeFileSync(mapping, text.replace(/^ {2}disease-control:/m, '  disease-controls:'));
        return { directory: 'config/matters', departments: [mapping] };
      },
    ],
  ])('%s', (_, code, config) => {
    const made = config();
    expect(() => load(made)).toThrow(expect.objectContaining({ code }));
  });

  it('and the refusal names the file', () => {
    expect(() => load({ directory: 'config/matters', departments: ['config/matters/newborn.yaml'] })).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^newborn\.yaml: /) }),
    );
  });
});

it('a node without definitions knows none', () => {
  expect(load({}).matters).toEqual([]);
  const known = new KnownMatters({ region: '110000', mappings: new Map(), clock: () => at });
  expect(known.list()).toEqual([]);
  expect(known.current('newborn')).toBeUndefined();
});

describe('what is known', () => {
  it('is every definition of the folder, by id and by digest', () => {
    const known = open([BEIJING, TIANJIN]);
    expect(known.list()).toHaveLength(13);
    const held = known.current('bankruptcy-check')!;
    expect(held.digest).toBe(matterDigest(held.matter));
    expect(known.byDigest(held.digest)).toBe(held);
    expect(known.find('bankruptcy-check', 2)).toBeUndefined();
    expect(known.current('constructor')).toBeUndefined();
    expect(known.departmentOf('constructor')).toBeUndefined();
  });

  it('says which bodies stand for departments, here and elsewhere', () => {
    const known = open([BEIJING, TIANJIN]);
    const { matter } = known.current('open-restaurant')!;
    const code = known.itemCodeOf(matter)!;
    expect(itemCode.is(code)).toBe(true);
    expect(code.slice(19)).toBe(matter.basicCode.code);
    expect(known.itemCodeOf(matter, '120000')!.slice(0, 18)).toBe(
      known.departmentOf(matter.authority.department, '120000')!.code,
    );
    expect(known.itemCodeOf(matter, '130000')).toBeUndefined();
  });

  it('gives a body the part that its department has, and a stranger none', () => {
    const known = open([BEIJING]);
    const { matter } = known.current('bankruptcy-check')!;
    expect(known.roleOf(matter, known.departmentOf('government-service')!.code)).toEqual({
      authority: true,
      items: ['report'],
    });
    expect(known.roleOf(matter, known.departmentOf('customs')!.code)).toEqual({
      authority: false,
      items: ['customs-clearance', 'duties'],
    });
    expect(known.roleOf(matter, '11120000TB9000024Y')).toEqual({ authority: false, items: [] });
  });

  it('is in force from its day in China on, and stays known afterwards', () => {
    let now = at;
    const known = new KnownMatters({ region: '110000', mappings: new Map(), clock: () => now });
    const first = open([BEIJING]).current('newborn')!;
    const next: Matter = { ...first.matter, version: 2, validFrom: '2026-03-03' };
    const second = { matter: next, digest: matterDigest(next), from: next.validFrom };
    known.add([second, first, second]);
    expect(known.versions('newborn')).toHaveLength(2);
    expect(known.current('newborn')).toBe(first);
    now = Date.parse('2026-03-02T16:00:00Z');
    expect(dayOf(now)).toBe('2026-03-03');
    expect(known.find('newborn')).toBe(second);
    expect(known.byDigest(first.digest)).toBe(first);
  });
});
