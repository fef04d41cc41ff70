import { Command, Option } from 'commander';
import { evidenceCommand, type EvidenceOptions } from '../catalogue/evidence.js';
import { checkCommand } from '../catalogue/check.js';
import { gapsCommand, type GapsOptions } from '../catalogue/gaps.js';
import { verticalCommand } from '../catalogue/vertical.js';
import { ioOf } from '../io.js';
import { REGION_CODES } from '../licences/region-database.js';

const FOLDER = 'config/catalogue';

/** `tongban catalogue check | gaps | evidence | vertical`: the catalogue of evidence, from its files, without a node. */
export function catalogueCommand(): Command {
  const catalogue = new Command('catalogue').description(
    'what exists where and what proves what, from files (证明材料目录)',
  );
  const files = () => new Option('--files <files...>', `files of the catalogue (otherwise ${FOLDER}/*.yaml)`);
  const region = () =>
    new Option('--region <region>', 'region').choices(Object.keys(REGION_CODES)).makeOptionMandatory();
  const on = () => new Option('--on <day>', 'as of this day, YYYY-MM-DD (otherwise today in China)');

  catalogue
    .command('check')
    .description('check every entry and reference (检查目录)')
    .addOption(files())
    .action((options: { files?: string[] }, command: Command) => checkCommand(options, ioOf(command)));
  catalogue
    .command('gaps')
    .description('compare the responsibility list and agreements with what is provided (共享缺口)')
    .argument('<config>', 'configuration of the region, for example config/beijing.yaml')
    .addOption(files())
    .addOption(on())
    .action((config: string, options: GapsOptions, command: Command) =>
      gapsCommand(config, options, ioOf(command)),
    );
  catalogue
    .command('evidence')
    .description('what has to be shown for a matter, and who provides it (事项证明材料)')
    .argument('<item>', 'item code (事项实施编码)')
    .addOption(region())
    .addOption(files())
    .addOption(on())
    .action((item: string, options: EvidenceOptions, command: Command) =>
      evidenceCommand(item, options, ioOf(command)),
    );
  catalogue
    .command('vertical')
    .description('vertical systems to connect, overdue ones first (垂直管理信息系统对接清单)')
    .addOption(files())
    .addOption(on())
    .action((options: { files?: string[]; on?: string }, command: Command) =>
      verticalCommand(options, ioOf(command)),
    );
  return catalogue;
}
