import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import type { Indication, ValidationReport } from '#libs/seals';
import { readDocument } from './read-document.js';
import { exitCodeFor, verifyFiles, type Verified } from './verify-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-read-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
function file(name: string, text = 'x'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const reportOf = (indication: Indication): ValidationReport => ({
  format: 'pdf',
  indication,
  signatures: [],
  notes: [],
  uncovered: [],
});
const codeOf = async (path: string, options: Parameters<typeof readDocument>[1] = {}) => {
  const read = await readDocument(path, options);
  return 'problem' in read ? read.problem.code : Buffer.from(read.bytes).toString();
};

describe('reading a file', () => {
  it('reads up to the limit and not a byte more', async () => {
    expect(await codeOf(file('at', 'x'.repeat(8)), { limit: 8 })).toBe('xxxxxxxx');
    expect(await codeOf(file('over', 'x'.repeat(9)), { limit: 8 })).toBe('FILE_TOO_LARGE');
    expect(await codeOf(file('empty', ''))).toBe('');
  });

  it('does not wait at a pipe and reads no device and no folder', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await codeOf(pipe)).toBe('FILE_NOT_REGULAR');
    expect(await codeOf('/dev/zero')).toBe('FILE_NOT_REGULAR');
    expect(await codeOf(folder)).toBe('FILE_NOT_REGULAR');
  });

  it('refuses a link that took the place of a file that a walk found', async () => {
    const link = join(folder, 'link');
    symlinkSync(file('target', 'secret'), link);
    expect(await codeOf(link, { follow: false })).toBe('FILE_READ_FAILED');
    expect(await codeOf(link)).toBe('secret');
  });

  it('says what is missing or closed', async () => {
    expect(await codeOf(join(folder, 'missing'))).toBe('FILE_NOT_FOUND');
    if (process.getuid?.() === 0) return; // nothing is closed to root
    const closed = file('closed');
    chmodSync(closed, 0);
    expect(await codeOf(closed)).toBe('FILE_NOT_PERMITTED');
  });
});

it('goes on after a file that is refused, too large or meets a defect, and leaves out what is no document', async () => {
  const found = (name: string, text: string, named = false) => ({ path: file(name, text), named });
  const files = [
    found('bad.ofd', 'escape'),
    found('broken.pdf', 'unknown'),
    found('defect.pdf', 'defect'),
    found('good.pdf', 'good'),
    found('huge.pdf', 'x'.repeat(20)),
    found('named.txt', 'unknown', true),
    found('readme.txt', 'unknown'),
  ];
  const steps: string[] = [];
  const { documents, others } = await verifyFiles(
    { files, problems: [], links: 0 },
    {
      maxBytes: 10,
      progress: (done, total) => steps.push(`${String(done)}/${String(total)}`),
      verify: (bytes) => {
        const text = Buffer.from(bytes).toString();
        if (text === 'unknown') throw new Refusal('DOCUMENT_FORMAT_UNKNOWN');
        if (text === 'escape') throw new Refusal('PACKAGE_PATH_ESCAPE');
        if (text === 'defect') throw new TypeError('x is undefined');
        return Promise.resolve(reportOf('TOTAL_PASSED'));
      },
    },
  );
  expect(documents.map(({ report, problem }) => problem?.code ?? report?.indication)).toEqual([
    'PACKAGE_PATH_ESCAPE',
    'DOCUMENT_FORMAT_UNKNOWN',
    'INTERNAL',
    'TOTAL_PASSED',
    'FILE_TOO_LARGE',
    'DOCUMENT_FORMAT_UNKNOWN',
  ]);
  expect(others).toBe(1);
  expect(steps.at(-1)).toBe('7/7');
});

describe('the exit code', () => {
  const document = (outcome: string): Verified => {
    const base = { file: outcome, named: true };
    return /^(TOTAL_|INDETERMINATE)/.test(outcome)
      ? { ...base, report: reportOf(outcome as Indication) }
      : { ...base, problem: { code: outcome, message: '', messageZh: '' } };
  };
  it.each<[string[], number]>([
    [['TOTAL_PASSED'], 0],
    [['TOTAL_PASSED', 'TOTAL_PASSED'], 0],
    [['TOTAL_PASSED', 'TOTAL_FAILED'], 1],
    [['INDETERMINATE'], 5],
    [['TOTAL_PASSED', 'INDETERMINATE'], 5],
    [['INDETERMINATE', 'TOTAL_FAILED'], 1],
    [['FILE_NOT_FOUND', 'TOTAL_FAILED'], 1],
    [['TOTAL_PASSED', 'FILE_NOT_FOUND'], 4],
    [['INDETERMINATE', 'PACKAGE_MALFORMED'], 4],
    [['TOTAL_PASSED', 'FOLDER_LIMIT'], 4],
    [['INTERNAL', 'FILE_NOT_FOUND'], 70],
    [[], 4],
  ])('of %j is %d', (outcomes, code) => {
    expect(exitCodeFor({ documents: outcomes.map(document) })).toBe(code);
  });
});
