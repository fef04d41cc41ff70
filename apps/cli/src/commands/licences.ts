import { Command, InvalidArgumentError, Option } from 'commander';
import { IMPORT_ENCODINGS } from '../../../node/src/licences/index.js';
import { ioOf } from '../io.js';
import { licenceStatuses } from '#libs/licences';
import { attachCommand, type AttachOptions } from '../licences/attach.js';
import { generateCommand, type GenerateOptions } from '../licences/generate.js';
import { importCommand, type ImportOptions } from '../licences/import.js';
import { REGION_CODES, type RegionName } from '../licences/region-database.js';
import { samplesCommand, type SamplesOptions } from '../licences/samples.js';
import { showCommand } from '../licences/show.js';
import { DEMO_SEED } from '../samples/recipes.js';
import { statusCommand, type StatusOptions } from '../licences/status.js';

/** `tongban licences import | show | attach | status | generate | samples`: the licence store of one region, by its operator. */
export function licencesCommand(): Command {
  const licences = new Command('licences').description('the licence store of a region (证照库)');

  licences
    .command('import')
    .description('import CSV or JSON Lines: everything or nothing is published (批量导入)')
    .argument('<file>', '*.csv or *.jsonl; not compressed')
    .addOption(regionOption())
    .addOption(new Option('--format <format>', 'where the name does not tell').choices(['csv', 'jsonl']))
    .addOption(
      new Option('--encoding <encoding>', 'encoding of the file')
        .choices([...IMPORT_ENCODINGS])
        .default('utf-8'),
    )
    .option('--strict', 'change nothing where a line is rejected')
    .option('--rejects <file>', 'write line numbers and reasons to this CSV or JSON Lines file')
    .option('--resume', 'go on with the interrupted import of this file')
    .option('--by <code>', 'organisation that imports, for the status history (otherwise the region)')
    .action((file: string, options: ImportOptions, command: Command) =>
      importCommand(file, options, ioOf(command)),
    );

  licences
    .command('show')
    .description('show a licence with its history, straight from the database (查看证照)')
    .argument('<identifier>', 'e-licence identifier (证照标识)')
    .addOption(regionOption())
    .action((identifier: string, options: { region: RegionName }, command: Command) =>
      showCommand(identifier, options.region, ioOf(command)),
    );

  licences
    .command('attach')
    .description('file a document (PDF, OFD, PNG, JPEG) as the document of a licence (关联证照文件)')
    .argument('<identifier>', 'e-licence identifier (证照标识)')
    .argument('<file>', 'the document')
    .addOption(regionOption())
    .option('--documents <folder>', "the node's documents folder (otherwise that of the demo)")
    .option('--by <code>', 'organisation that attaches (otherwise the region)')
    .action((identifier: string, file: string, options: AttachOptions, command: Command) =>
      attachCommand(identifier, file, options, ioOf(command)),
    );

  licences
    .command('status')
    .description('change the status of a licence, with its reason (变更证照状态)')
    .argument('<identifier>', 'e-licence identifier (证照标识)')
    .addOption(regionOption())
    .addOption(
      new Option('--to <status>', 'new status')
        .choices(licenceStatuses.map(({ code }) => code))
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'plain words for the file, no personal data')
    .option('--by <code>', 'organisation that decides (otherwise the region)')
    .action((identifier: string, options: StatusOptions, command: Command) =>
      statusCommand(identifier, options, ioOf(command)),
    );

  licences
    .command('generate')
    .description('write invented licences to a file, for trials and measurements (生成样例)')
    .addOption(regionOption())
    .requiredOption('--count <n>', 'how many', wholeNumber)
    .option('--seed <n>', 'the same seed gives the same licences', wholeNumber, 1)
    .requiredOption('--out <file>', '*.csv or *.jsonl')
    .action((options: GenerateOptions, command: Command) => generateCommand(options, ioOf(command)));

  licences
    .command('samples')
    .description(
      'write the sealed and the spoiled sample documents, and whom to trust, into a folder (样例文件)',
    )
    .requiredOption('--documents <folder>', 'where to write: good/, spoiled/, trust/, samples.csv')
    .option('--region <region>', `one of ${Object.keys(REGION_CODES).join(', ')}; otherwise all`, regionName)
    .option('--certs <folder>', 'the sample PKI, made when missing', 'certs-sample')
    .option('--seed <n>', 'of the sample licences; otherwise that of the demo', wholeNumber, DEMO_SEED)
    .action((options: SamplesOptions, command: Command) => samplesCommand(options, ioOf(command)));
  return licences;
}

function regionOption(): Option {
  return new Option('--region <region>', 'region (地区)')
    .choices(Object.keys(REGION_CODES))
    .makeOptionMandatory();
}

function regionName(text: string): RegionName {
  if (!Object.hasOwn(REGION_CODES, text)) throw new InvalidArgumentError('Not a region of the demo.');
  return text as RegionName;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Not a whole number.');
  return Number(text);
}
