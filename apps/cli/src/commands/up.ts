import { Command, InvalidArgumentError } from 'commander';
import { ioOf } from '../io.js';
import { suiteNamed } from '../suite.js';
import { runUp, type UpOptions } from '../up/run-up.js';

/** `tongban up`: what `npm start` runs. */
export function upCommand(): Command {
  return new Command('up')
    .description('start the demo: three regions, a trust anchor, a database; tells one lookup (启动演示)')
    .option('--fresh', 'delete the demo data and start over')
    .option('--yes', 'do not ask before deleting')
    .option('--no-story', 'start without telling')
    .option('--once', 'end after the story')
    .option(
      '--suite <suite>',
      'signatures of nodes and anchor: ES256, EdDSA or SM2 (default: as configured; 国密: SM2)',
      suiteNamed,
    )
    .option(
      '--second-factor',
      'auditors and administrators sign in with two factors, as at a node outside the demo (双因素登录)',
    )
    .option('--config-dir <folder>', 'folder of the configuration files')
    .option('--data-dir <folder>', 'where the demo keeps its data (default: .data)')
    .option(
      '--postgres-port <port>',
      'port of the embedded PostgreSQL; 0 takes a free one (default: 7499)',
      port,
    )
    .action(async (options: UpOptions, command: Command) => {
      process.exitCode = await runUp(options, ioOf(command));
    });
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535) throw new InvalidArgumentError('Not a port.');
  return value;
}
