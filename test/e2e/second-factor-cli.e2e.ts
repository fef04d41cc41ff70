import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Command } from 'commander';
import { secondFactorCommand } from '../../apps/cli/src/commands/second-factor.js';
import { generateSampleAccounts, writeAccountsFile } from '../../apps/node/src/callers/index.js';
import { dropTemplate, startLog, type TestLog } from '../support/published-log.js';
import { ORGANISATION } from '../support/oidc-issuer.js';

let log: TestLog;
let id: string;
const environment = { ...process.env };

beforeAll(async () => {
  log = await startLog();
  process.env['TONGBAN_DATABASE_URL'] = log.url;
  process.env['TONGBAN_DATA_DIR'] = log.dir;
  await (await log.replica()).round();
  const { accounts } = await generateSampleAccounts({ organisation: ORGANISATION });
  await writeAccountsFile(join(log.dir, 'accounts.json'), accounts);
  id = accounts.find(({ username }) => username === 'auditor')!.id;
});
afterAll(async () => {
  process.env = environment;
  await log.stop();
  await dropTemplate();
});

/** Runs `tongban second-factor forget` in this process, for the node of the demo's Beijing. */
async function forget(username: string): Promise<void> {
  const program = new Command('tongban').option('--json').option('--quiet').exitOverride();
  program.addCommand(secondFactorCommand());
  const spy = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const args = ['forget', username, '--region', 'beijing', '--reason', '手机与安全密钥均已遗失'];
    await program.parseAsync(['--json', '--quiet', 'second-factor', ...args], { from: 'user' });
  } finally {
    spy.mockRestore();
  }
}
const notes = async (): Promise<string[]> => {
  const { rows } = await log.owner.query<{ body: Buffer }>(
    `SELECT body FROM audit_entry WHERE kind = 'administration' ORDER BY index`,
  );
  return rows.map(
    ({ body }) => (JSON.parse(body.toString('utf8')) as { governance: { note: string } }).governance.note,
  );
};

it('takes one-time codes, passkeys and codes of recovery away at once, as an entry of the audit log', async () => {
  await log.owner.query(
    `INSERT INTO second_factor (account, sealed, last_step, recovery) VALUES ($1, '\\x00', 1, '{a,b}')`,
    [id],
  );
  for (const passkey of ['one', 'two'])
    await log.owner.query(
      `INSERT INTO passkey (id, account, sealed, counter, added_at) VALUES ($1, $2, '\\x00', 1, now())`,
      [passkey, id],
    );
  await forget('auditor');
  for (const table of ['second_factor', 'passkey'])
    expect((await log.owner.query(`SELECT FROM ${table}`)).rowCount).toBe(0);
  expect(await notes()).toEqual([`second factor of account ${id} forgotten: 手机与安全密钥均已遗失`]);
});

it.each(['auditor', 'nobody'])('does nothing, and writes nothing, for %s who has none', async (username) => {
  const before = await notes();
  await expect(forget(username)).rejects.toThrow(username);
  expect(await notes()).toEqual(before);
});
