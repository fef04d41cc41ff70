import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ArchiveOptions } from '../audit/run-archive.js';
import type { KeeperOptions } from '../audit/keeper.js';
import type { EraseOptions, HoldOptions } from '../audit/run-keeping.js';
import { ioOf } from '../io.js';
import { REGION_CODES } from '../licences/region-database.js';

// A keeper's modules are a node's: only who keeps waits for them, not who checks a file.
const archiving = () => import('../audit/run-archive.js');
const keeping = () => import('../audit/run-keeping.js');

/** `tongban audit archive | hold | release-hold | erase | restore`: what the keeper of a log does, as its owner. */
export function keepingCommands(audit: Command): void {
  ofNode(audit.command('archive'))
    .description('move months that are over to files, and old ones out of the database (归档)')
    .option('--month <month>', 'up to this month, YYYY-MM', month)
    .option(
      '--drop',
      'take months beyond their retention out of the database, after reading their archive back',
    )
    .action(async (options: ArchiveOptions, command: Command) =>
      (await archiving()).archiveCommand(options, ioOf(command)),
    );

  ofNode(audit.command('hold'))
    .description('keep what concerns a subject, a case or an entry until it is released (证据保全)')
    .option('--subject-from <file>', 'file with the identifier of the subject; - reads standard input')
    .option('--case <number>', 'case number (办件编号)')
    .option('--entry <id>', 'identifier of an entry')
    .option('--reason <text>', 'why, for the log; no personal data')
    .option('--list', 'show what is held')
    .action(async (options: HoldOptions, command: Command) =>
      (await keeping()).holdCommand(options, ioOf(command)),
    );

  ofNode(audit.command('release-hold'))
    .description('release a hold (解除保全)')
    .argument('<id>', 'identifier of the hold')
    .requiredOption('--reason <text>', 'why, for the log; no personal data')
    .action(async (id: string, options: KeeperOptions & { reason: string }, command: Command) =>
      (await keeping()).releaseHoldCommand(id, options, ioOf(command)),
    );

  ofNode(audit.command('erase'))
    .description('forget a person: values and salts go, proofs stay (删除个人信息)')
    .requiredOption('--from <file>', 'file with the identifier or name; - reads standard input')
    .option('--label <label>', 'only in this place of entries, for example lookups.0.subject')
    .requiredOption('--reason <text>', 'why, for the log; no personal data')
    .action(async (options: EraseOptions, command: Command) =>
      (await keeping()).eraseCommand(options, ioOf(command)),
    );

  ofNode(audit.command('restore'))
    .description('say why the log is refused after a restore, and let it go on (恢复)')
    .option('--from <folder>', 'archive or mirror with the missing entries (C2SP tlog-tiles layout)')
    .action(async (options: KeeperOptions & { from?: string }, command: Command) =>
      (await keeping()).restoreCommand(options, ioOf(command)),
    );
}

function ofNode(command: Command): Command {
  return command
    .addOption(
      new Option('--region <region>', 'region (地区)')
        .choices(Object.keys(REGION_CODES))
        .makeOptionMandatory(),
    )
    .option('--config <file>', "the node's configuration (otherwise that of the demo)");
}

function month(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError('Not a month (YYYY-MM).');
  return text;
}
