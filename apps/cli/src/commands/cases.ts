import { Command, Option } from 'commander';
import { caseStates } from '#libs/handling';
import { verifyArchiveCommand } from '../cases/verify-archive.js';
import type { ListCasesOptions, ResendOptions } from '../cases/run-cases.js';
import type { KeeperOptions } from '../audit/keeper.js';
import { ioOf } from '../io.js';
import { REGION_CODES } from '../licences/region-database.js';

const running = () => import('../cases/run-cases.js');

/** `tongban cases`: what a node holds, what to do where regions differ, and archives. */
export function casesCommand(): Command {
  const cases = new Command('cases').description(
    'cases of a node, their repair, and their archives offline (办件)',
  );
  ofNode(cases.command('list'))
    .description('cases, the last changed first; nothing of what was filled in (办件清单)')
    .addOption(new Option('--state <state>', 'only in this state').choices(Object.keys(caseStates)))
    .action(async (options: ListCasesOptions, command: Command) =>
      (await running()).listCasesCommand(options, ioOf(command)),
    );
  ofNode(cases.command('show'))
    .description('one case: its signed steps in the order in which they were heard (办件记录)')
    .argument('<id>', 'number of the case')
    .action(async (id: string, options: KeeperOptions, command: Command) =>
      (await running()).showCaseCommand(id, options, ioOf(command)),
    );
  ofNode(cases.command('resend'))
    .description('tell a case to another of its regions once more, all of it (重新发送)')
    .argument('<id>', 'number of the case')
    .addOption(
      new Option('--to <region>', 'region that is told')
        .choices(Object.keys(REGION_CODES))
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why, for the log; no personal data')
    .action(async (id: string, options: ResendOptions, command: Command) =>
      (await running()).resendCaseCommand(id, options, ioOf(command)),
    );
  verifyArchiveCommand(cases);
  return cases;
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
