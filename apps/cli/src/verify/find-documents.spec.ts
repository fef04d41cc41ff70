import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findDocuments, WALK_LIMITS } from './find-documents.js';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const write = (...parts: string[]) => {
  writeFileSync(at(...parts), 'x');
};
const found = async (paths: string[], limits = WALK_LIMITS) => {
  const { files, problems, links } = await findDocuments(paths, limits);
  return {
    files: files.map(({ path, named }) => `${relative(folder, path)}${named ? ' (named)' : ''}`),
    problems: problems.map(({ problem }) => problem.code),
    links,
  };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-walk-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('follows no link in a walk: neither in a circle nor out of the folder', async () => {
  mkdirSync(at('in', 'deep'), { recursive: true });
  write('outside.pdf');
  write('in', 'b.pdf');
  write('in', 'deep', 'a.ofd');
  symlinkSync('..', at('in', 'deep', 'loop'));
  symlinkSync(at('outside.pdf'), at('in', 'link.pdf'));
  symlinkSync('/', at('in', 'root'));
  symlinkSync('nowhere', at('in', 'dangling'));
  expect(await found([at('in')])).toEqual({ files: ['in/b.pdf', 'in/deep/a.ofd'], problems: [], links: 4 });
});

it('follows a link that was named', async () => {
  write('real.pdf');
  mkdirSync(at('in'));
  write('in', 'a.pdf');
  symlinkSync(at('real.pdf'), at('link.pdf'));
  symlinkSync(at('in'), at('folder'));
  expect(await found([at('link.pdf'), at('folder')])).toEqual({
    files: ['link.pdf (named)', 'folder/a.pdf'],
    problems: [],
    links: 0,
  });
});

it('says what is not there, and goes on', async () => {
  write('a.pdf');
  expect(await found([at('missing.pdf'), at('a.pdf'), at('a.pdf', 'x')])).toEqual({
    files: ['a.pdf (named)'],
    problems: ['FILE_NOT_FOUND', 'FILE_NOT_FOUND'],
    links: 0,
  });
});

it('stops at its depth and says so once', async () => {
  mkdirSync(at('1', '2', '3', '4'), { recursive: true });
  write('1', 'a.pdf');
  write('1', '2', '3', 'b.pdf');
  expect(await found([at('1')], { depth: 1, entries: 10 })).toEqual({
    files: ['1/a.pdf'],
    problems: ['FOLDER_LIMIT'],
    links: 0,
  });
});

it('stops at its number of entries, whatever they are, and says so once', async () => {
  mkdirSync(at('in', 'z'), { recursive: true });
  for (const name of ['a', 'b', 'c', 'd']) write('in', name);
  write('in', 'z', 'e');
  const whole = await found([at('in')], { depth: 4, entries: 6 });
  expect([whole.files.length, whole.problems]).toEqual([5, []]);
  for (const entries of [0, 1, 4, 5]) {
    const cut = await found([at('in')], { depth: 4, entries });
    expect(cut.files.length).toBeLessThanOrEqual(entries);
    expect(cut.problems).toEqual(['FOLDER_LIMIT']);
  }
});
