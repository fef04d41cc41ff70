import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Command } from 'commander';
import { fsck, parseVerifierKey, tilePath } from '#libs/audit-log';
import { StoredLog } from '../../apps/cli/src/audit/stored-log.js';
import { auditCommand } from '../../apps/cli/src/commands/audit.js';
import { ArchiveFolder } from '../../apps/node/src/transparency/keeping/index.js';
import { moveToMonth } from '../support/old-months.js';
import { dropTemplate, startLog, type LogReplica, type TestLog } from '../support/published-log.js';

let log: TestLog;
let replica: LogReplica;
const environment = { ...process.env };

beforeAll(async () => {
  log = await startLog();
  process.env['TONGBAN_DATABASE_URL'] = log.url;
  process.env['TONGBAN_DATA_DIR'] = log.dir;
  replica = await log.replica();
  await replica.round();
  for (const count of [310, 300]) {
    await replica.append(count);
    await replica.round();
  }
  await moveToMonth(log, '2020-01', 0, 300);
});
afterAll(async () => {
  process.env = environment;
  await log.stop();
  await dropTemplate();
});

/** Runs `tongban audit ...` in this process, for the node of the demo's Beijing. @returns its result as JSON */
async function audit(...args: string[]): Promise<unknown> {
  const program = new Command('tongban').option('--json').option('--quiet').exitOverride();
  program.addCommand(auditCommand());
  let text = '';
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += String(part);
    return true;
  });
  try {
    await program.parseAsync(['--json', '--quiet', 'audit', ...args, '--region', 'beijing'], {
      from: 'user',
    });
  } finally {
    spy.mockRestore();
  }
  return JSON.parse(text);
}

it('holds, refuses to drop and to erase, releases, archives, drops, erases, each as an entry', async () => {
  const person = join(log.dir, 'person.txt');
  await writeFile(person, '120101199003070012\n');
  const { id } = (await audit('hold', '--subject-from', person, '--reason', '诉讼')) as { id: string };
  expect(await audit('hold', '--list')).toMatchObject([{ id, kind: 'subject', reason: '诉讼' }]);
  expect(JSON.stringify(await audit('hold', '--list'))).not.toContain('1201011990');
  expect(await audit('archive')).toEqual({ archived: ['2020-01'], dropped: [] });
  await expect(audit('archive', '--drop')).rejects.toMatchObject({ code: 'LOG_HELD' });
  await expect(audit('erase', '--from', person, '--reason', '申请')).rejects.toMatchObject({
    code: 'LOG_HELD',
  });
  await audit('release-hold', id, '--reason', '结案');
  expect(await audit('archive', '--drop')).toEqual({ archived: [], dropped: ['2020-01'] });
  expect(await audit('erase', '--from', person, '--reason', '申请')).toEqual({ erased: 311 });
  expect(await audit('restore')).toEqual({ refused: false, entries: '615' });

  const { rows } = await log.owner.query<{ body: Buffer }>(
    `SELECT body FROM audit_entry WHERE kind = 'administration' ORDER BY index`,
  );
  const said = rows.map(
    ({ body }) => JSON.parse(body.toString('utf8')) as { caller: object; governance: { action: string } },
  );
  expect(said.map(({ governance }) => governance.action)).toEqual([
    'hold',
    'archive',
    'release-hold',
    'archive',
    'erase',
  ]);
  expect(said[0]?.caller).toMatchObject({ kind: 'operator' });
  await replica.round();
  expect(replica.watch.health()).toMatchObject({ state: 'ok' });
  // The database and its archive together are the whole log.
  const client = await log.owner.connect();
  const whole = await fsck(new StoredLog(client), {
    log: parseVerifierKey(log.key.verifierKey),
  });
  client.release();
  expect(whole).toMatchObject({ size: 615n, findings: [] });
  const result = await fsck(new ArchiveFolder(join(log.dir, 'archive')), {
    log: parseVerifierKey(log.key.verifierKey),
  });
  expect(result).toMatchObject({ size: 310n, findings: [] });
});

describe('audit fsck --archive', () => {
  const folder = () => join(log.dir, 'archive');

  it("reads the archive alone, under the node's own key or the one given", async () => {
    const whole = { size: '310', isComplete: true, findings: [] };
    expect(await audit('fsck', '--archive', folder())).toEqual(whole);
    expect(await audit('fsck', '--archive', folder(), '--key', log.key.verifierKey)).toEqual(whole);
  });

  it('names what was done to it, with exit code 1', async () => {
    const tile = join(folder(), tilePath(0, 0n));
    const bytes = await readFile(tile);
    const spoilt = Buffer.from(bytes);
    spoilt[5]! ^= 1;
    await writeFile(tile, spoilt);
    try {
      expect(await audit('fsck', '--archive', folder())).toMatchObject({
        findings: expect.arrayContaining([expect.objectContaining({ kind: 'tile', what: 'altered' })]),
      });
      expect(process.exitCode).toBe(1);
    } finally {
      process.exitCode = undefined;
      await writeFile(tile, bytes);
    }
  });

  it.each([
    ['a place beside it', () => ['/elsewhere', '--archive', folder()], 2],
    ['a folder without a log', () => ['--archive', log.dir], 4],
  ])('is told of %s', async (_name, args, exitCode) => {
    await expect(audit('fsck', ...args())).rejects.toMatchObject({ exitCode });
  });
});

it.each([
  ['two things to hold', ['hold', '--case', 'x', '--entry', 'y', '--reason', 'z']],
  ['no reason', ['hold', '--case', 'x']],
  ['an entry that is no id', ['hold', '--entry', 'y', '--reason', 'z']],
])('is told of a wrong usage: %s', async (_name, args) => {
  await expect(audit(...args)).rejects.toMatchObject({ exitCode: 2 });
});

it('does nothing but restore while the log is refused', async () => {
  const path = join(log.dir, 'log-state.json');
  await replica.kill();
  const root = Buffer.alloc(32, 1).toString('base64');
  await writeFile(
    path,
    JSON.stringify({
      version: 1,
      origin: '127.0.0.1:7411/log',
      identity: 'x',
      size: '0',
      root: '',
      refused: { code: 'LOG_FORKED', witness: 'tianjin', size: '9', root, at: 'now' },
    }),
  );
  await expect(audit('archive')).rejects.toMatchObject({ code: 'LOG_FORKED' });
  await expect(audit('restore')).rejects.toMatchObject({ exitCode: 1 });
  await expect(audit('restore', '--from', join(log.dir, 'archive'))).rejects.toMatchObject({
    code: 'LOG_RESTORE_REFUSED',
  });
});
