import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArchive } from '#libs/archive';
import { makeArchiveContent } from '../../../../test/support/case-archive.js';
import { createIo } from '../io.js';
import { runVerifyArchive } from './verify-archive.js';

const folder = mkdtempSync(join(tmpdir(), 'tongban-archive-'));
const file = (name: string): string => join(folder, name);
let anchors: string[];

beforeAll(async () => {
  const made = await makeArchiveContent();
  const archive = await writeArchive(made.content, made.signer);
  writeFileSync(file('case.zip'), archive);
  archive[archive.length >> 1]! ^= 1;
  writeFileSync(file('spoilt.zip'), archive);
  anchors = made.anchors.map((anchor, index) => {
    const path = file(`anchor-${String(index)}.json`);
    writeFileSync(path, JSON.stringify(anchor));
    return path;
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
});

async function run(name: string, options: { anchor?: string[] }, language: 'zh' | 'en' = 'zh', json = false) {
  let out = '';
  const io = createIo(
    { language, json },
    { stdout: { write: (text) => (out += text) }, stderr: { write: () => true } },
  );
  process.exitCode = undefined;
  await runVerifyArchive(file(name), options, io);
  const code = process.exitCode as number | undefined;
  process.exitCode = undefined;
  return { out, code };
}

it('a whole archive ends with 0 and says every check in the language asked for', async () => {
  const { out, code } = await run('case.zip', { anchor: anchors });
  expect(code).toBe(0);
  expect(out).toContain('档案完整');
  expect(out.match(/✓/g)).toHaveLength(21);
  expect((await run('case.zip', { anchor: anchors }, 'en')).out).toContain('The archive is whole');
});

it('without an anchor it is undecided, spoilt it is refused', async () => {
  expect((await run('case.zip', {})).code).toBe(5);
  const { out, code } = await run('spoilt.zip', { anchor: anchors }, 'zh', true);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ verdict: 'failed' });
});

it('a file that is not there is something outside', async () => {
  await expect(run('absent.zip', {})).rejects.toMatchObject({ exitCode: 4 });
});
