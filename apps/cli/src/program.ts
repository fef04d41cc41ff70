import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { ROOT } from './root.js';

const EXIT_CODES = `
Exit codes: 0 done · 1 a clear no (refused, failed verification, rejected lines) · 2 wrong usage ·
3 wrong configuration · 4 something outside is missing (port, database, unreachable node) · 5 undecided (verify, audit) ·
70 a defect`;

/** Each command's own modules are loaded only where it is asked for: a node's are many, and a check of a file needs few. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./commands/up.js')).upCommand(),
  query: async () => (await import('./commands/query.js')).queryCommand(),
  token: async () => (await import('./commands/token.js')).tokenCommand(),
  licences: async () => (await import('./commands/licences.js')).licencesCommand(),
  init: async () => (await import('./commands/init.js')).initCommand(),
  keys: async () => (await import('./commands/keys.js')).keysCommand(),
  'second-factor': async () => (await import('./commands/second-factor.js')).secondFactorCommand(),
  certs: async () => (await import('./commands/certs.js')).certsCommand(),
  config: async () => (await import('./commands/config.js')).configCommand(),
  verify: async () => (await import('./commands/verify.js')).verifyCommand(),
  catalogue: async () => (await import('./commands/catalogue.js')).catalogueCommand(),
  audit: async () => (await import('./commands/audit.js')).auditCommand(),
  eligibility: async () => (await import('./commands/eligibility.js')).eligibilityCommand(),
  jobs: async () => (await import('./commands/jobs.js')).jobsCommand(),
  messages: async () => (await import('./commands/messages.js')).messagesCommand(),
  wallet: async () => (await import('./commands/wallet.js')).walletCommand(),
  sharing: async () => (await import('./commands/sharing.js')).sharingCommand(),
  federation: async () => (await import('./commands/federation.js')).federationCommand(),
  matters: async () => (await import('./commands/matters.js')).mattersCommand(),
  cases: async () => (await import('./commands/cases.js')).casesCommand(),
};

/**
 * The command line: of the command that stands in it, or of all where none does, as for help. Commander's own errors are
 * thrown, so that one place maps them to exit codes.
 */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('tongban')
    .description('Tongban (通办): exchange node for government data across regions')
    .version(version(), '--version', 'print the version')
    .option('--json', 'print results as JSON on standard output')
    .option('--quiet', 'no remarks and no progress')
    .addOption(new Option('--lang <language>', 'language of the texts').choices(['zh', 'en']))
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('(add --help for the options)')
    .exitOverride();
  const wanted = args.find((arg) => Object.hasOwn(COMMANDS, arg));
  for (const [name, load] of Object.entries(COMMANDS)) {
    if (wanted === undefined || name === wanted) program.addCommand(await load());
  }
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
