import { Command, Option } from 'commander';
import type { KeeperOptions } from '../audit/keeper.js';
import { ioOf } from '../io.js';
import { REGION_CODES, type RegionName } from '../licences/region-database.js';
import { runCheck } from '../matters/run-check.js';
import {
  runDiff,
  runExport,
  runImport,
  type ExportOptions,
  type ImportOptions,
} from '../matters/run-packages.js';
import { runShow } from '../matters/run-show.js';

const EXIT_CODES = `
Exit codes: 0 done · 1 not usable here, or something differs · 2 wrong usage · 3 a definition has errors ·
4 a file cannot be read or written. A NAME is a file, or one of config/matters.`;

const atNode = () => import('../matters/run-at-node.js');

function ofNode(command: Command): Command {
  return command
    .addOption(
      new Option('--region <region>', 'region (地区)')
        .choices(Object.keys(REGION_CODES))
        .makeOptionMandatory(),
    )
    .option('--config <file>', "the node's configuration (otherwise that of the demo)");
}

/** `tongban matters`: definitions of matters, in files and at a node. */
export function mattersCommand(): Command {
  const matters = new Command('matters')
    .description('definitions of matters: check, show, move between regions, compare (事项定义)')
    .addHelpText('after', EXIT_CODES);
  const region = () => new Option('--region <name>', 'whose departments').choices(Object.keys(REGION_CODES));
  const mapping = () =>
    new Option('--mapping <file>', "the region's departments (otherwise the repository's own)");

  matters
    .command('check')
    .description('everything in definitions that does not fit together (检查事项定义)')
    .argument('[files...]', 'definitions (otherwise config/matters/*.yaml)')
    .action((files: string[], _options: unknown, command: Command) => runCheck(files, ioOf(command)));
  matters
    .command('show')
    .description('one definition: periods, materials, items in their order (查看事项)')
    .argument('<name>', 'for example bankruptcy-check')
    .addOption(region())
    .action((name: string, options: { region?: RegionName }, command: Command) =>
      runShow(name, options, ioOf(command)),
    );
  matters
    .command('export')
    .description('sign a definition for other regions (导出事项包)')
    .argument('<name>', 'for example bankruptcy-check')
    .requiredOption('--key <file>', 'private JWK that signs')
    .requiredOption('--issuer <entity>', 'entity identifier of the node whose key it is')
    .option('--out <file>', 'where to write it (otherwise standard output)')
    .option('--previous <digest>', 'digest of the version before')
    .action((name: string, options: ExportOptions, command: Command) =>
      runExport(name, options, ioOf(command), Date.now()),
    );
  matters
    .command('import')
    .description('verify a package, and say what this region lacks and what differs (导入事项包)')
    .argument('<file>', 'package')
    .requiredOption('--trust <file>', "public JWK or JWK set of the issuer, compared with the issuer's own")
    .requiredOption('--issuer <entity>', 'entity identifier that it must come from')
    .addOption(region().makeOptionMandatory())
    .addOption(mapping())
    .option('--into <folder>', 'write the definition there; nothing that exists is overwritten')
    .action((file: string, options: ImportOptions, command: Command) =>
      runImport(file, options, ioOf(command)),
    );
  matters
    .command('diff')
    .description('compare two versions, or a definition with the departments of a region (比较)')
    .argument('<before>', 'definition')
    .argument('[after]', 'another one')
    .addOption(region())
    .addOption(mapping())
    .action(
      (
        before: string,
        after: string | undefined,
        options: { region?: RegionName; mapping?: string },
        command: Command,
      ) => runDiff(before, after, options, ioOf(command)),
    );
  ofNode(matters.command('held'))
    .description('every version that a node holds, each signature verified (节点事项版本)')
    .action(async (options: KeeperOptions, command: Command) =>
      (await atNode()).runHeld(options, ioOf(command)),
    );
  ofNode(matters.command('offers'))
    .description('what other regions offer a node, compared with what it holds (其他地区发布的事项)')
    .action(async (options: KeeperOptions, command: Command) =>
      (await atNode()).runOffers(options, ioOf(command)),
    );
  return matters;
}
