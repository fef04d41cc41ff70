import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDecimal } from '#libs/audit-log';
import { CliFailure, ExitCode } from '../exit.js';
import { runCheck, type CheckOptions } from '../audit/run-check.js';
import { runEvidence, type EvidenceOptions } from '../audit/run-evidence.js';
import { type FsckCommandOptions, runFsck, type LogOptions } from '../audit/run-fsck.js';
import { runProve } from '../audit/run-prove.js';
import { runAuditVerify, type VerifyOptions } from '../audit/run-verify.js';
import { ioOf } from '../io.js';
import { keepingCommands } from './audit-keeping.js';
import { reconcileCommand } from './audit-reconcile.js';
import { REGION_CODES } from '../licences/region-database.js';

const EXIT_CODES = `
Exit codes: 0 it holds · 1 it does not (a finding, a failed check, no such entry) · 5 undecided: nothing wrong, something
could not be checked (no anchor, one side only, no witness, no checkpoint yet) · 2 wrong usage · 3 no key of the log ·
4 something cannot be read (file, database, log)`;

/** Each part of `tongban audit` adds its own subcommand. */
const PARTS: readonly ((audit: Command) => void)[] = [
  checkCommand,
  verifyLogCommand,
  fsckCommand,
  proveCommand,
  evidenceCommand,
  keepingCommands,
  reconcileCommand,
];

/** `tongban audit`: check evidence and logs, offline. */
export function auditCommand(): Command {
  const audit = new Command('audit')
    .description('check evidence and audit logs, offline (审计存证)')
    .addHelpText('after', EXIT_CODES);
  for (const add of PARTS) add(audit);
  return audit;
}

function checkCommand(audit: Command): void {
  audit
    .command('check')
    .description('check the evidence of one lookup; no server, no database, no network (核验证据包)')
    .argument('<files...>', 'evidence bundle; several are the sides of one lookup')
    .option('--anchor <files...>', 'trust-anchor.json of the anchors to trust (after the bundle)')
    .option('--key <key>', 'verifier key of a log that no chain vouches for')
    .option('--witness <keys...>', 'verifier keys of witnesses that no chain vouches for')
    .action((files: string[], options: CheckOptions, command: Command) =>
      runCheck(files, options, ioOf(command)),
    );
}

function verifyLogCommand(audit: Command): void {
  logOptions(audit.command('verify'))
    .description('check the newest checkpoint, and that the log only grew (核验检查点与一致性)')
    .argument('[place]', "folder or URL of a published log; otherwise the region's database")
    .option('--from <size>', 'from this size of the log (default 1)', size)
    .option('--to <size>', 'up to this size (default: the newest)', size)
    .action((place: string | undefined, options: VerifyOptions, command: Command) =>
      runAuditVerify(place, needKey(place, options), ioOf(command)),
    );
}

function fsckCommand(audit: Command): void {
  logOptions(audit.command('fsck'))
    .description('rebuild the whole tree from its entries and name whatever is wrong (逐条核查日志)')
    .argument('[place]', "folder or URL of a published log; otherwise the region's database")
    .option('--archive <folder>', "a node's archive instead, under the node's own key unless --key is given")
    .action((place: string | undefined, options: FsckCommandOptions, command: Command) => {
      if (place !== undefined && options.archive !== undefined)
        throw new CliFailure(
          ExitCode.usage,
          '日志位置与 --archive 只能给出一个。 Give a place or --archive, not both.',
        );
      return runFsck(place, needKey(place, options), ioOf(command));
    });
}

function proveCommand(audit: Command): void {
  logOptions(audit.command('prove'))
    .description('find the entry of a receipt and prove it, as a C2SP tlog-proof (由回执取得存证)')
    .argument('<receipt>', 'the receipt as JSON or in a file, or its leaf hash')
    .action((receipt: string, options: LogOptions, command: Command) =>
      runProve(receipt, options, ioOf(command)),
    );
}

function evidenceCommand(audit: Command): void {
  logOptions(audit.command('evidence'))
    .description(
      'the evidence of one lookup as one file; with --token from the running node, with both sides (导出证据包)',
    )
    .argument('<id>', 'identifier of one of its entries')
    .option('--with <files...>', 'bundles of the other side, to be put into the same file')
    .option('--url <origin>', "with --token: the node's public address (default: its configuration's)")
    .option('--names', 'also name the persons, with the salts that open their commitments')
    .action((id: string, options: EvidenceOptions, command: Command) =>
      runEvidence(id, options, ioOf(command), new Date()),
    );
}

function logOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--region <name>', 'whose database').choices(Object.keys(REGION_CODES)).default('beijing'),
    )
    .option('--key <key>', "verifier key of the log (default: the node's own, from its data directory)")
    .option('--witness <keys...>', 'verifier keys of witnesses whose cosignatures count')
    .option(
      '--token <token>',
      'access token of an auditor: for what a running node gives (entries, the other side)',
    );
}

function needKey<Options extends LogOptions>(place: string | undefined, options: Options): Options {
  if (place === undefined || options.key !== undefined) return options;
  throw new CliFailure(
    ExitCode.usage,
    '核验已发布的日志须用 --key 给出其验证密钥。 A published log needs --key, its verifier key.',
  );
}

function size(text: string): bigint {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new InvalidArgumentError('Not a size of a log, such as 1024.');
  return parsed;
}
