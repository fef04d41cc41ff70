import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Client } from 'pg';
import { Refusal } from '#libs/errors';
import {
  importLicences,
  writeFindings,
  type ImportEncoding,
  type ImportFormat,
  type ImportResult,
  type ImportStep,
} from '../../../node/src/licences/index.js';
import { ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { REGION_CODES, withRegionDatabase, type RegionName } from './region-database.js';

export interface ImportOptions {
  region: RegionName;
  format?: ImportFormat;
  encoding: ImportEncoding;
  strict?: boolean;
  resume?: boolean;
  rejects?: string;
  by?: string;
}

/** Where standard error is no terminal, a line this often instead of a bar. */
const LINE_EVERY_MS = 10_000;

/** `tongban licences import`: exit code 1 where lines were rejected. */
export async function importCommand(path: string, options: ImportOptions, io: Io): Promise<void> {
  const stop = new AbortController();
  const onSignal = (): void => {
    io.warn(io.say({ zh: '正在停止……', en: 'Stopping at the next chunk ...' }));
    stop.abort();
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const { result, rejectsWritten } = await withRegionDatabase(options.region, process.env, (client) =>
      importWith(client, path, options, io, stop.signal),
    );
    const { counts } = result;
    const rejects = rejectsWritten === undefined ? {} : { rejects: options.rejects };
    io.out({ ...result, ...rejects }, () => summary(result, options.rejects, io));
    if (counts.rejected > 0) process.exitCode = ExitCode.refused;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

async function importWith(
  client: Client,
  path: string,
  options: ImportOptions,
  io: Io,
  signal: AbortSignal,
): Promise<{ result: ImportResult; rejectsWritten: number | undefined }> {
  const importId = randomUUID();
  let known: string = importId;
  const progress = progressOf(io);
  const rejectsTo = async (id: string): Promise<number | undefined> =>
    options.rejects === undefined ? undefined : writeFindings(client, id, options.rejects);
  try {
    const result = await importLicences(
      {
        path,
        source: basename(path),
        format: options.format ?? formatOf(path),
        encoding: options.encoding,
        strict: options.strict ?? false,
        resume: options.resume ?? false,
        actor: options.by ?? REGION_CODES[options.region],
      },
      {
        client,
        clock: Date.now,
        newId: () => importId,
        signal,
        onStart: (id) => (known = id),
        onProgress: (step) => progress.show(step),
      },
    );
    return { result, rejectsWritten: await rejectsTo(result.importId) };
  } catch (failure) {
    // Under --strict the rejects are what the operator needs next.
    if (failure instanceof Refusal && failure.code === 'IMPORT_REJECTED') await rejectsTo(known);
    throw failure;
  } finally {
    progress.end();
  }
}

function formatOf(path: string): ImportFormat {
  if (/\.csv$/i.test(path)) return 'csv';
  if (/\.(jsonl|ndjson)$/i.test(path)) return 'jsonl';
  throw new Refusal('IMPORT_FILE_UNREADABLE', { hint: 'say --format csv or --format jsonl' });
}

/** A bar that grows with the bytes of the file; publishing has no measure of its own. */
function progressOf(io: Io): { show(step: ImportStep): void; end(): void } {
  const label = io.say({ zh: '导入', en: 'Importing' });
  const bar = process.stderr.isTTY ? io.progress(label) : undefined;
  let last = performance.now();
  let publishing = false;
  const words = ({ bytes, totalBytes, rows }: ImportStep): string =>
    `${label} ${String(Math.floor((100 * bytes) / Math.max(1, totalBytes)))}% · ${String(rows)} ${io.say({ zh: '行', en: 'rows' })}`;
  return {
    show(step) {
      if (step.phase === 'publishing') {
        publishing = true;
        bar?.end(words(step));
        io.note(io.say({ zh: '正在发布……', en: 'Publishing ...' }));
      } else if (bar) {
        bar.update(step.bytes, step.totalBytes);
      } else if (performance.now() - last > LINE_EVERY_MS) {
        last = performance.now();
        io.note(words(step));
      }
    },
    end() {
      if (!publishing) bar?.end();
    },
  };
}

function summary(
  { counts, importId, resumedAtLine }: ImportResult,
  rejects: string | undefined,
  io: Io,
): string {
  const lines = [
    io.say({
      zh: `读取 ${String(counts.read)} 行：新增 ${String(counts.added)}，变更 ${String(counts.changed)}，未变 ${String(counts.unchanged)}，拒绝 ${String(counts.rejected)}，重复 ${String(counts.superseded)}，提示 ${String(counts.reported)}`,
      en: `${String(counts.read)} rows read: ${String(counts.added)} new, ${String(counts.changed)} changed, ${String(counts.unchanged)} unchanged, ${String(counts.rejected)} rejected, ${String(counts.superseded)} superseded, ${String(counts.reported)} stored with a remark`,
    }),
    io.say({ zh: `导入编号 ${importId}`, en: `import ${importId}` }),
  ];
  if (resumedAtLine !== undefined) {
    lines.push(
      io.say({ zh: `从第 ${String(resumedAtLine)} 行继续`, en: `went on at line ${String(resumedAtLine)}` }),
    );
  }
  const told = counts.rejected + counts.superseded + counts.reported > 0;
  if (told && rejects !== undefined) {
    lines.push(io.say({ zh: `详情见 ${rejects}`, en: `reasons are in ${rejects}` }));
  } else if (told) {
    lines.push(
      io.say({
        zh: '加 --rejects FILE 可写出行号与原因（可对同一文件再次运行）',
        en: 'give --rejects FILE to have line numbers and reasons (running it again is harmless)',
      }),
    );
  }
  return lines.join('\n');
}
