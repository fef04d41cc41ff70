import { Command, InvalidArgumentError, Option } from 'commander';
import { sharingOperations } from '#libs/sharing';
import { ioOf } from '../io.js';
import { REGION_CODES } from '../licences/region-database.js';
import { explainCommand, type ExplainOptions } from '../sharing/explain.js';
import { registerCommand, type RegisterOptions } from '../sharing/register.js';

const EXAMPLE = `
Example: what Hebei is told of a food business licence, by the agreements of a configuration file
  tongban sharing explain --config config/beijing.yaml --partner https://127.0.0.1:7431 \\
    --type 11100000MB0143028R018 --item 11130000TB9000032X2000131026000 --fields name,status,attributes.KZ_FDDBR`;

/** `tongban sharing explain | register`: why something is shared or not; operations that agreements may name. */
export function sharingCommand(): Command {
  const sharing = new Command('sharing').description('what is shared with whom (共享约定)');
  sharing
    .command('explain')
    .description('say what would be released, and of each agreement why or why not (说明共享决定)')
    .requiredOption('--partner <who>', 'entity id of a peer, or role:<role> of the own region')
    .requiredOption('--type <code>', 'licence type code')
    .requiredOption('--item <code>', 'item code of the matter (事项编码)')
    .requiredOption('--fields <names>', 'fields, separated by commas; document for the file', list)
    .addOption(
      new Option('--operation <way>', 'way of asking')
        .choices([...sharingOperations])
        .default('byIdentifier'),
    )
    .option('--at <instant>', 'RFC 3339; now, if left out', instant)
    .option('--organisation <code>', 'unified social credit code of who asks')
    .option('--role <role>', 'role of the acting person')
    .option('--document <hash>', 'sha256:<hex> of the operation')
    .option('--authorised <names>', 'fields that a holder has agreed to', list)
    .option('--config <file>', 'take the policy from a configuration file')
    .addOption(
      new Option('--region <region>', "take the policy that holds from a region's database").choices(
        Object.keys(REGION_CODES),
      ),
    )
    .addHelpText('after', EXAMPLE)
    .action((options: ExplainOptions, command: Command) => explainCommand(options, ioOf(command)));
  sharing
    .command('register')
    .description('give the hash of an operation and what it can release at most (登记操作)')
    .argument('<file>', 'a GraphQL document with one operation')
    .option('--manifest <file>', 'add it to this manifest (graphql.documents, graphql.peerDocuments)')
    .action((file: string, options: RegisterOptions, command: Command) =>
      registerCommand(file, options, ioOf(command)),
    );
  return sharing;
}

const list = (text: string): string[] => text.split(',').filter(Boolean);

function instant(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('Not an instant.');
  return at;
}
