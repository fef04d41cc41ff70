import { Command, Option } from 'commander';
import type { RunOptions, StepOptions } from '../eligibility/run-eligibility.js';
import { ioOf } from '../io.js';

const running = () => import('../eligibility/run-eligibility.js');

const EXAMPLES = `
Examples:
  tongban eligibility run people.csv --at beijing --matter disabled-persons --source dataset:low-income=beijing,tianjin
  tongban eligibility run --holders-of 11100000TB00000441001 --at beijing --matter disabled-persons
  tongban eligibility status 019ab4f0-1c80-7a3b-8c4d-5e6f708192a3 --at beijing --watch
  tongban eligibility resume 019ab4f0-1c80-7a3b-8c4d-5e6f708192a3 --at beijing

The file is CSV with a column \`code\`, where needed \`holderType\`, and the attributes that the matter or the form needs.`;

/** `tongban eligibility run | status | pause | resume | rerun | cancel`: 免申办 at a running node, signed in as an integrator. */
export function eligibilityCommand(): Command {
  const eligibility = new Command('eligibility').description(
    'have candidates of a benefit judged who have not applied (免申办)',
  );
  atNode(eligibility.command('run'))
    .description('begin a batch, hand in its candidates and follow it (发起批次)')
    .argument('[file]', 'CSV file of candidates')
    .requiredOption('--matter <id>', 'matter that is granted without an application')
    .option('--holders-of <type>', 'instead of a file: holders of valid licences of this type')
    .option(
      '--source <source=regions>',
      'where a source is asked, for example dataset:low-income=beijing,tianjin',
      list,
    )
    .option('--skip-invalid', 'leave invalid lines out instead of refusing the file')
    .option('--open-cases', 'open a case for each who is eligible, once approved')
    .option(
      '--form <field=value>',
      'what a field of those cases is filled in with; @name takes an attribute',
      list,
    )
    .option('--item <id>', 'optional item that the cases are about', list)
    .addOption(
      new Option('--encoding <encoding>', 'of the file').choices(['utf-8', 'gb18030']).default('utf-8'),
    )
    .option('--no-wait', 'do not follow it')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, options: RunOptions, command: Command) => {
      process.exitCode = await (await running()).runCommand(file, options, ioOf(command));
    });
  atNode(eligibility.command('status'))
    .description('where a batch stands (查看批次)')
    .argument('<id>', 'id of the batch')
    .option('--watch', 'until it stands still')
    .action(async (id: string, options: StepOptions & { watch?: boolean }, command: Command) => {
      process.exitCode = await (await running()).statusCommand(id, options, ioOf(command));
    });
  for (const [step, words] of [
    ['pause', 'stop it for now (暂停)'],
    ['resume', 'have it go on, also after a crash (继续)'],
    ['rerun', 'ask again about those of whom it is not known (重新核验)'],
    ['cancel', 'give it up (取消)'],
  ] as const)
    atNode(eligibility.command(step))
      .description(words)
      .argument('<id>', 'id of the batch')
      .action(async (id: string, options: StepOptions, command: Command) => {
        process.exitCode = await (await running()).stepCommand(step, id, options, ioOf(command));
      });
  return eligibility;
}

const list = (value: string, before: string[] = []): string[] => [...before, value];

function atNode(command: Command): Command {
  return command
    .option('--at <region>', 'at whose node to sign in', 'beijing')
    .option('--client <id>', 'OAuth client (default: the sample integrator)')
    .option('--key <file>', 'its private key (JWK)')
    .option('--config-dir <folder>', 'folder of the configuration files')
    .option('--data-dir <folder>', 'data folder of `up`');
}
