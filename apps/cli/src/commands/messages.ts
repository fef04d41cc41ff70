import { Command, Option } from 'commander';
import { ioOf } from '../io.js';
import { REGION_CODES } from '../licences/region-database.js';
import type { ListOptions, MessageOptions } from '../messages/run-messages.js';

const running = () => import('../messages/run-messages.js');

/** `tongban messages list | retry | drop`: messages to other nodes that are not delivered, and their repair. */
export function messagesCommand(): Command {
  const messages = new Command('messages').description(
    'messages to other nodes that are not delivered, and their repair (节点消息)',
  );
  ofNode(messages.command('list'))
    .description('what waits, the oldest first; nothing of its content (待送达消息)')
    .addOption(new Option('--state <state>', 'only these').choices(['pending', 'dead']))
    .action(async (options: ListOptions, command: Command) =>
      (await running()).listCommand(options, ioOf(command)),
    );
  ofNode(messages.command('retry'))
    .description('send a message again at once (重发)')
    .argument('<jti>', 'name of the message')
    .requiredOption('--reason <text>', 'why, for the log; no personal data')
    .action(async (jti: string, options: MessageOptions, command: Command) =>
      (await running()).repairCommand('retry', jti, options, ioOf(command)),
    );
  ofNode(messages.command('drop'))
    .description('give a message up; those after it about the same subject go on (丢弃)')
    .argument('<jti>', 'name of the message')
    .requiredOption('--reason <text>', 'why, for the log; no personal data')
    .action(async (jti: string, options: MessageOptions, command: Command) =>
      (await running()).repairCommand('drop', jti, options, ioOf(command)),
    );
  return messages;
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
