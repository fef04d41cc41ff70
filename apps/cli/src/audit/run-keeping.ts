import {
  activeHolds,
  ArchiveFolder,
  ErasePerson,
  nativeSha256,
  PlaceHold,
  ReleaseHold,
  RestoreLog,
} from '../../../node/src/transparency/keeping/index.js';
import { CliFailure, ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { secretLine, withKeeper, type KeeperOptions } from './keeper.js';

export interface HoldOptions extends KeeperOptions {
  /** File with the identifier of the subject, `-` for standard input. */
  subjectFrom?: string;
  case?: string;
  entry?: string;
  reason?: string;
  list?: boolean;
}

/** `tongban audit hold`: keeps what a court or an inquiry may ask for; `--list` shows what is held. */
export async function holdCommand(options: HoldOptions, io: Io): Promise<void> {
  if (options.list) {
    const holds = await withKeeper(options, ({ client }) => activeHolds(client));
    // Whom a hold is about stays in the database: a terminal scrolls.
    const shown = holds.map(({ value, ...hold }) => ({
      ...hold,
      ...(hold.kind === 'subject' ? {} : { value }),
    }));
    io.out(shown, () =>
      shown.map((hold) => `${hold.id}  ${hold.kind}  ${hold.value ?? '***'}  ${hold.reason}`).join('\n'),
    );
    return;
  }
  const wanted = await wantedHold(options);
  const id = await withKeeper(options, (keeper) => new PlaceHold(keeper).run(wanted));
  io.out({ id }, () => io.say({ zh: `已保全：${id}`, en: `held: ${id}` }));
}

async function wantedHold(options: HoldOptions): Promise<Parameters<PlaceHold['run']>[0]> {
  const { subjectFrom, case: caseNumber, entry, reason } = options;
  const given = [subjectFrom, caseNumber, entry].filter((one) => one !== undefined);
  if (given.length !== 1 || reason === undefined)
    throw new CliFailure(
      ExitCode.usage,
      '须指定 --subject-from、--case、--entry 之一及 --reason。 One of --subject-from, --case, --entry is needed, and --reason.',
    );
  if (subjectFrom !== undefined) return { kind: 'subject', value: await secretLine(subjectFrom), reason };
  if (caseNumber !== undefined) return { kind: 'case', value: caseNumber, reason };
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(entry ?? ''))
    throw new CliFailure(
      ExitCode.usage,
      '--entry 须为记录标识（UUID）。 --entry takes the id of an entry (UUID).',
    );
  return { kind: 'entry', value: entry ?? '', reason };
}

/** `tongban audit release-hold`. */
export async function releaseHoldCommand(
  id: string,
  options: KeeperOptions & { reason: string },
  io: Io,
): Promise<void> {
  await withKeeper(options, (keeper) => new ReleaseHold(keeper).run({ id, reason: options.reason }));
  io.out({ id }, () => io.say({ zh: `已解除保全：${id}`, en: `released: ${id}` }));
}

export interface EraseOptions extends KeeperOptions {
  from: string;
  label?: string;
  reason: string;
}

/** `tongban audit erase`: forgets a person; proofs stay. */
export async function eraseCommand(options: EraseOptions, io: Io): Promise<void> {
  const value = await secretLine(options.from);
  const { label, reason } = options;
  const erased = await withKeeper(options, (keeper) =>
    new ErasePerson(keeper).run({ value, reason, ...(label === undefined ? {} : { label }) }),
  );
  io.out({ erased }, () => io.say({ zh: `已删除 ${erased} 项`, en: `${erased} values erased` }));
}

/** `tongban audit restore`: says why the log is refused, brings entries back, and lets it go on where it may. */
export async function restoreCommand(options: KeeperOptions & { from?: string }, io: Io): Promise<void> {
  await withKeeper({ ...options, whileRefused: true }, async (keeper) => {
    const restore = new RestoreLog({ ...keeper, sha256: nativeSha256 });
    const { here, refused } = await restore.state();
    if (!refused) {
      io.out({ refused: false, entries: here }, () =>
        io.say({
          zh: '日志未被拒绝，无需恢复。',
          en: 'The log is not refused; there is nothing to restore.',
        }),
      );
      return;
    }
    io.note(
      io.say({
        zh: `${refused.code}：见证方 ${refused.witness} 记录了 ${refused.size} 条，本库有 ${here} 条。`,
        en: `${refused.code}: ${refused.witness} remembers ${refused.size} entries, this database has ${here}.`,
      }),
    );
    if (options.from === undefined) {
      throw new CliFailure(
        ExitCode.refused,
        io.say({
          zh: '请用 --from 指定包含缺失记录的归档或镜像目录；若两份日志内容不同（分叉），则无法恢复，须停用本库并查明原因。',
          en: 'Name the folder of an archive or a mirror with the missing entries by --from. Where both logs differ (a fork) nothing can mend it: put this database aside and find out why.',
        }),
      );
    }
    const back = await restore.bringBack(new ArchiveFolder(options.from));
    await restore.goOn();
    io.out({ refused: false, broughtBack: back }, () =>
      io.say({
        zh: `已补回 ${back} 条，与见证方一致；节点将在数秒内继续。`,
        en: `${back} entries brought back, as the witness remembers them; the node goes on within seconds.`,
      }),
    );
  });
}
