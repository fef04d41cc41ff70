import { mismatchesIn } from '#libs/reconciliation';
import { listFindings } from '../../../node/src/reconciliation/findings.js';
import { WindowStore, type StoredWindow } from '../../../node/src/reconciliation/window-store.js';
import { CliFailure, ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { withRegionDatabase, type RegionName } from '../licences/region-database.js';

export interface ReconcileOptions {
  region: RegionName;
  peer?: string;
  /** Milliseconds. */
  from?: number;
  to?: number;
  again?: boolean;
}

/** Windows and findings that one call shows. */
const MOST = 1_000;

/**
 * Shows what reconciliation has come to, straight from the region's database. Only a running node can ask its peers;
 * `--again` makes windows due, and the node's next round does them.
 * Exit codes: 0 all done and nothing differs, 1 a difference, 5 windows that are not done yet.
 */
export async function runReconcile(options: ReconcileOptions, io: Io): Promise<void> {
  const { region, peer, from, to, again } = options;
  const filter = {
    ...(peer === undefined ? {} : { peer }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  await withRegionDatabase(region, process.env, async (client) => {
    const store = new WindowStore(client);
    if (again) {
      if (from === undefined || to === undefined || from >= to)
        throw new CliFailure(
          ExitCode.usage,
          '--again 须同时给出 --from 与其后的 --to。 --again needs --from, and a later --to.',
        );
      const due = await store.redo({ from, to, ...(peer === undefined ? {} : { peer }) });
      io.out({ due }, () =>
        io.say({
          zh: `${due} 个时段将由运行中的节点重新对账`,
          en: `${due} windows will be done anew by the running node`,
        }),
      );
      return;
    }
    const windows = await store.of(filter, MOST);
    const findings = await listFindings(client, filter, MOST);
    const shown = {
      windows: windows.map(spell),
      findings: findings.map(({ id, peer: of, class: kind, request, entry }) => ({
        id,
        peer: of,
        class: kind,
        ...(request === '' ? {} : { request }),
        entry,
      })),
    };
    io.out(shown, () =>
      [
        ...windows.map(lineOf),
        ...shown.findings.map((one) => `! ${one.class}  ${one.peer}  ${one.request ?? ''}  ${one.id}`),
        ...(windows.length === 0 ? [io.say({ zh: '尚无对账时段', en: 'no windows yet' })] : []),
      ].join('\n'),
    );
    const differs = findings.length > 0 || windows.some(({ tally }) => tally && mismatchesIn(tally) > 0);
    if (differs) process.exitCode = ExitCode.refused;
    else if (windows.some(({ state }) => state !== 'done')) process.exitCode = ExitCode.indeterminate;
  });
}

const spell = ({ from, to, doneAt, ...window }: StoredWindow): object => ({
  ...window,
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  ...(doneAt === undefined ? {} : { doneAt: new Date(doneAt).toISOString() }),
});

function lineOf({ peer, from, to, state, tally, lastCode }: StoredWindow): string {
  const counts = Object.entries(tally ?? {})
    .filter(([, value]) => value > 0)
    .map(([name, value]) => `${name} ${String(value)}`);
  const what = state === 'done' ? counts.join(', ') || '0' : `${state} ${lastCode ?? ''}`;
  return `${new Date(from).toISOString()} - ${new Date(to).toISOString()}  ${peer}  ${what}`;
}
