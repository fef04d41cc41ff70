import {
  ArchiveFolder,
  ArchiveMonth,
  DropMonth,
  monthsToArchive,
  monthsToDrop,
  nativeSha256,
  noFaults,
} from '../../../node/src/transparency/keeping/index.js';
import type { Io } from '../io.js';
import { withKeeper, type Keeper, type KeeperOptions } from './keeper.js';

export interface ArchiveOptions extends KeeperOptions {
  /** Archive up to this month, `YYYY-MM`. */
  month?: string;
  /** Take months beyond their retention out of the database. */
  drop?: boolean;
}

/** `tongban audit archive`: months that are over go to files, oldest first; with `--drop` old ones leave the database. */
export async function archiveCommand(options: ArchiveOptions, io: Io): Promise<void> {
  const done = await withKeeper(options, async (keeper) => ({
    archived: await archive(keeper, options.month, io),
    dropped: options.drop ? await drop(keeper, io) : [],
  }));
  const list = (months: readonly string[]): string => months.join(', ') || '-';
  io.out(done, () =>
    io.say({
      zh: `已归档：${list(done.archived)}\n已移出数据库：${list(done.dropped)}`,
      en: `archived: ${list(done.archived)}\ndropped from the database: ${list(done.dropped)}`,
    }),
  );
}

async function archive(keeper: Keeper, until: string | undefined, io: Io): Promise<string[]> {
  const { client, config, verifier } = keeper;
  const folder = new ArchiveFolder(config.transparency.archiveDir);
  const done: string[] = [];
  for (const { month, first, next } of await monthsToArchive(client)) {
    if (until !== undefined && month > until) break;
    io.note(`${month}: ${String(next - first)}`);
    const { files } = await new ArchiveMonth({
      client,
      folder,
      verifier,
      sha256: nativeSha256,
      faults: noFaults,
    }).run(month);
    await tell(keeper, { month, files: files.length }, Number(next - first));
    done.push(month);
  }
  return done;
}

async function drop(keeper: Keeper, io: Io): Promise<string[]> {
  const { client, config, verifier } = keeper;
  const { archiveDir, retentionMonths } = config.transparency;
  const folder = new ArchiveFolder(archiveDir);
  const dropping = new DropMonth({ client, folder, verifier, sha256: nativeSha256, retentionMonths });
  const done: string[] = [];
  for (const month of await monthsToDrop(client, retentionMonths)) {
    io.note(
      io.say({ zh: `${month}：复核归档后移出`, en: `${month}: reading the archive back, then dropping` }),
    );
    await dropping.run(month, () => tell(keeper, { month, dropped: true }));
    done.push(month);
  }
  return done;
}

async function tell({ journal, operator }: Keeper, what: object, rows?: number): Promise<void> {
  await journal.record({
    kind: 'administration',
    caller: { kind: 'operator', id: operator },
    governance: { action: 'archive', filter: JSON.stringify(what), ...(rows === undefined ? {} : { rows }) },
    outcome: 'granted',
  });
}
