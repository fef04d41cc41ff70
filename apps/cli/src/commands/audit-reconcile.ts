import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ReconcileOptions } from '../audit/run-reconcile.js';
import { ioOf } from '../io.js';
import { REGION_CODES } from '../licences/region-database.js';
import { parseInstant } from '../verify/instant.js';

/** `tongban audit reconcile`: how a region's log compares with those of its peers. */
export function reconcileCommand(audit: Command): void {
  audit
    .command('reconcile')
    .description('how the log compares with those of other nodes, window by window (跨节点对账)')
    .addOption(
      new Option('--region <name>', 'whose database').choices(Object.keys(REGION_CODES)).default('beijing'),
    )
    .option('--peer <entity>', 'entity id of one other node; all by default')
    .option('--from <time>', 'windows that end after this time: RFC 3339, or a date', instant)
    .option('--to <time>', 'windows that begin before this time', instant)
    .option('--again', 'have the running node do these windows anew (needs --from and --to)')
    .action(async (options: ReconcileOptions, command: Command) => {
      const { runReconcile } = await import('../audit/run-reconcile.js');
      await runReconcile(options, ioOf(command));
    });
}

function instant(text: string): number {
  const at = parseInstant(text);
  if (at === undefined)
    throw new InvalidArgumentError('Not a time like 2026-03-01T09:00:00+08:00 or 2026-03-01.');
  return at;
}
