import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCalendar } from './open-calendar.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'tongban-calendar-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const notice = (year: number): string => `year: ${year}
document: 样例通知
issued: '${year - 1}-11-01'
holidays:
  - { name: 元旦, from: '${year}-01-01', until: '${year}-01-02' }
worked: []
`;

describe('a notice that is not what it should be', () => {
  it.each<[string, string, string]>([
    ['no YAML', '{', 'CONFIG_INVALID'],
    ['no notice', 'a: 1', 'HOLIDAY_NOTICE_INVALID'],
    ['an alias bomb', `a: &a [1]\nb: [*a, *a]`, 'CONFIG_INVALID'],
    ['a day that is none', notice(2031).replace('2031-01-02', '2031-02-30'), 'HOLIDAY_NOTICE_INVALID'],
  ])('%s is refused by the name of its file', (name, text, code) => {
    const path = file(`${name}.yaml`, text);
    expect(() => openCalendar({ notices: [path] })).toThrow(
      expect.objectContaining({ code, hint: expect.stringContaining(path) }),
    );
  });

  it('is refused where it is not there', () => {
    expect(() => openCalendar({ notices: [join(folder, 'none.yaml')] })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });
});

it('adds a year that the program does not know, and replaces one that it knows', () => {
  const calendar = openCalendar({
    notices: [file('2031.yaml', notice(2031)), file('2026.yaml', notice(2026))],
  });
  expect(calendar.isCertain('2031-01-01')).toBe(true);
  expect(calendar.kindOf('2031-01-01')).toBe('holiday');
  // The built-in notice of 2026 has 1 October off.
  expect(openCalendar({ notices: [] }).kindOf('2026-10-01')).toBe('holiday');
  expect(calendar.kindOf('2026-10-01')).toBe('working');
});
