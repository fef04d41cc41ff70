import { Command, Option } from 'commander';
import { ioOf } from '../io.js';
import type { JobRepairOptions, ListJobsOptions } from '../jobs/run-jobs.js';
import { REGION_CODES } from '../licences/region-database.js';

const running = () => import('../jobs/run-jobs.js');

/** `tongban jobs list | retry | drop`: work that is not done, and the repair of what failed for good. */
export function jobsCommand(): Command {
  const jobs = new Command('jobs').description(
    'work that is not done, and the repair of what failed for good (后台任务)',
  );
  ofNode(jobs.command('list'))
    .description('what waits, is at work or is dead, the oldest first; nothing of its data (任务列表)')
    .addOption(new Option('--state <state>', 'only these').choices(['waiting', 'active', 'dead']))
    .action(async (options: ListJobsOptions, command: Command) =>
      (await running()).listCommand(options, ioOf(command)),
    );
  ofNode(jobs.command('retry'))
    .description('try a dead job again (重试)')
    .argument('<id>', 'id of the job')
    .requiredOption('--reason <text>', 'why, for the log; no personal data')
    .action(async (id: string, options: JobRepairOptions, command: Command) =>
      (await running()).repairCommand('retry', id, options, ioOf(command)),
    );
  ofNode(jobs.command('drop'))
    .description('give a dead job up (丢弃)')
    .argument('<id>', 'id of the job')
    .requiredOption('--reason <text>', 'why, for the log; no personal data')
    .action(async (id: string, options: JobRepairOptions, command: Command) =>
      (await running()).repairCommand('drop', id, options, ioOf(command)),
    );
  return jobs;
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
