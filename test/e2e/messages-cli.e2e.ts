import { jest } from '@jest/globals';
import { Command } from 'commander';
import pg from 'pg';
import { messagesCommand } from '../../apps/cli/src/commands/messages.js';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { dropTemplate, startLog, type LogReplica, type TestLog } from '../support/published-log.js';

let log: TestLog;
let replica: LogReplica;
let owner: pg.Pool;
const environment = { ...process.env };

beforeAll(async () => {
  log = await startLog();
  process.env['TONGBAN_DATABASE_URL'] = log.url;
  process.env['TONGBAN_DATA_DIR'] = log.dir;
  replica = await log.replica();
  await replica.round();
  owner = new pg.Pool({ connectionString: log.url, max: 1 });
  await owner.query(
    `INSERT INTO message_outbox (jti, peer, kind, subject, seq, body, state, attempts, last_code, made_at, next_at)
     SELECT 'message-' || n, 'https://tianjin.example', 'test.word', 'subject:1', n, '{"word":"secret"}',
       CASE n WHEN 1 THEN 'dead' ELSE 'pending' END, 1, 'MESSAGE_KIND_UNKNOWN', now(), 'infinity'
     FROM generate_series(1, 2) n`,
  );
});
afterAll(async () => {
  process.env = environment;
  await owner.end();
  await log.stop();
  await dropTemplate();
});

/** Runs `tongban messages ...` in this process, for the node of the demo's Beijing. */
async function messages(...args: string[]): Promise<unknown> {
  const program = new Command('tongban').option('--json').option('--quiet').exitOverride();
  program.addCommand(messagesCommand());
  let text = '';
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += String(part);
    return true;
  });
  try {
    await program.parseAsync(['--json', '--quiet', 'messages', ...args, '--region', 'beijing'], {
      from: 'user',
    });
  } finally {
    spy.mockRestore();
  }
  return JSON.parse(text);
}

it('lists what waits without its content, sends it again, gives it up, each as an entry of the log', async () => {
  expect(await messages('list')).toMatchObject([
    { jti: 'message-1', state: 'dead', code: 'MESSAGE_KIND_UNKNOWN' },
    { jti: 'message-2', state: 'pending' },
  ]);
  expect(JSON.stringify(await messages('list', '--state', 'dead'))).not.toMatch(/secret|message-2/);
  expect(await messages('retry', 'message-1', '--reason', 'upgraded')).toEqual({
    jti: 'message-1',
    done: 'retry',
  });
  expect(await messages('list')).toMatchObject([{ jti: 'message-1', state: 'pending', attempts: 0 }, {}]);
  expect(await messages('drop', 'message-1', '--reason', 'told by telephone')).toEqual({
    jti: 'message-1',
    done: 'drop',
  });
  expect(await messages('list')).toMatchObject([{ jti: 'message-2' }]);
  await expect(messages('drop', 'message-1', '--reason', 'again')).rejects.toMatchObject({
    code: 'MESSAGE_NOT_FOUND',
  });
  const entries = (await new AuditReader(owner).newest(2)).map(({ entry }) => entry);
  expect(entries.map(({ kind, caller, governance }) => [kind, caller.kind, governance?.note]).sort()).toEqual(
    [
      ['administration', 'operator', 'message message-1 drop: told by telephone'],
      ['administration', 'operator', 'message message-1 retry: upgraded'],
    ],
  );
});
