import { Command, Option } from 'commander';
import { AccountsFile, forgetSecondFactor } from '../../../node/src/callers/index.js';
import { withKeeper, type KeeperOptions } from '../audit/keeper.js';
import { CliFailure, ExitCode } from '../exit.js';
import { ioOf } from '../io.js';
import { REGION_CODES } from '../licences/region-database.js';

interface ForgetOptions extends KeeperOptions {
  reason: string;
}

/** `tongban second-factor forget`: for somebody who has lost authenticators, passkeys and codes of recovery. */
export function secondFactorCommand(): Command {
  const command = new Command('second-factor').description(
    'second factors of accounts: one-time codes and passkeys (第二因素)',
  );
  command
    .command('forget')
    .description('the account sets up a new second factor at its next sign-in (重置第二因素)')
    .argument('<username>', 'user name of the account')
    .addOption(
      new Option('--region <region>', 'region (地区)')
        .choices(Object.keys(REGION_CODES))
        .makeOptionMandatory(),
    )
    .option('--config <file>', "the node's configuration (otherwise that of the demo)")
    .requiredOption('--reason <text>', 'why, for the log; no personal data')
    .action(async (username: string, options: ForgetOptions, own: Command) => {
      const io = ioOf(own);
      const account = await forget(username, options);
      io.out({ account, done: 'forgotten' }, () =>
        io.say({ zh: `已重置第二因素：${account}`, en: `second factor forgotten: ${account}` }),
      );
    });
  return command;
}

/** Written to the log in the same transaction. */
async function forget(username: string, options: ForgetOptions): Promise<string> {
  return withKeeper(options, async ({ client, config, journal, operator }) => {
    const { issuer } = config.callers;
    const account =
      issuer.kind === 'embedded'
        ? await new AccountsFile(issuer.accountsFile).byUsername(username)
        : undefined;
    if (!account) throw new CliFailure(ExitCode.refused, `没有该账号 There is no such account: ${username}`);
    await client.query('BEGIN');
    try {
      if (!(await forgetSecondFactor(client, account.id)))
        throw new CliFailure(
          ExitCode.refused,
          `该账号没有第二因素 The account has no second factor: ${username}`,
        );
      await journal.record({
        kind: 'administration',
        caller: { kind: 'operator', id: operator },
        governance: {
          action: 'configure',
          note: `second factor of account ${account.id} forgotten: ${options.reason.slice(0, 500)}`,
        },
        outcome: 'granted',
      });
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
    return account.id;
  });
}
