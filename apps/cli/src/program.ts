import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { configCommand } from './commands/config.js';
import { certsCommand } from './commands/certs.js';
import { federationCommands } from './commands/federation.js';
import { initCommand } from './commands/init.js';
import { keysCommand } from './commands/keys.js';
import { queryCommand } from './commands/query.js';
import { tokenCommand } from './commands/token.js';
import { upCommand } from './commands/up.js';
import { verifyCommand } from './commands/verify.js';
import { ROOT } from './root.js';
import { licencesCommand } from './commands/licences.js';

const EXIT_CODES = `
Exit codes: 0 done · 1 a clear no (refused, failed verification, rejected lines) · 2 wrong usage ·
3 wrong configuration · 4 something outside is missing (port, database, unreachable node) · 5 undecided (verify) ·
70 a defect`;

/** The whole command line. Commander's own errors are thrown, so that one place maps them to exit codes. */
export function createProgram(): Command {
  const program = new Command('tongban')
    .description('Tongban (通办): exchange node for government data across regions')
    .version(version(), '--version', 'print the version')
    .option('--json', 'print results as JSON on standard output')
    .option('--quiet', 'no remarks and no progress')
    .addOption(new Option('--lang <language>', 'language of the texts').choices(['zh', 'en']))
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('(add --help for the options)')
    .exitOverride();
  for (const command of [
    upCommand(),
    queryCommand(),
    tokenCommand(),
    licencesCommand(),
    initCommand(),
    keysCommand(),
    certsCommand(),
    configCommand(),
    verifyCommand(),
  ]) {
    program.addCommand(command);
  }
  federationCommands(program);
  inherit(program);
  return program;
}

function version(): string {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Commands made elsewhere answer errors and help as the program does. */
function inherit(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inherit(command);
  }
}
