import { fsck, type FsckResult, type LogFetcher, type NoteVerifier, parseVerifierKey } from '#libs/audit-log';
import { ArchiveFolder } from '../../../node/src/transparency/archive/archive-folder.js';
import { CliFailure, ExitCode } from '../exit.js';
import { auditTextsOf } from '../i18n/audit.js';
import type { Io } from '../io.js';
import { withRegionDatabase, type RegionName } from '../licences/region-database.js';
import { givenLogKey, ownLogKey } from './log-key.js';
import { nativeSha256, publishedLog } from './published-log.js';
import { StoredLog } from './stored-log.js';

export interface LogOptions {
  region: RegionName;
  key?: string;
  witness?: string[];
  token?: string;
}

export interface FsckCommandOptions extends LogOptions {
  /** Folder of a node's archive; whose key is the node's own unless one is given. */
  archive?: string;
}

/** `tongban audit fsck [PLACE]`: the whole tree again from its entries. */
export async function runFsck(place: string | undefined, options: FsckCommandOptions, io: Io): Promise<void> {
  const { archive } = options;
  const check: Work<FsckResult> = (fetcher, log, stored) => {
    const texts = auditTextsOf(io.language);
    const progress = io.progress(texts.fsck);
    return fsck(
      fetcher,
      {
        log,
        witnesses: (options.witness ?? []).map((key) => parseVerifierKey(key)),
        sha256: nativeSha256,
        ...(stored && { columns: (entry) => stored.columns(entry) }),
      },
      ({ done, size }) => {
        progress.update(Number(done), Number(size));
      },
    ).finally(() => {
      progress.end();
    });
  };
  const result =
    archive === undefined ? await withLog(place, options, check) : await withArchive(archive, options, check);
  const { size, findings, isComplete } = result;
  io.out({ size, isComplete, findings }, () => text(result, io));
  if (findings.length > 0) process.exitCode = ExitCode.refused;
}

type Work<Result> = (
  fetcher: LogFetcher,
  log: NoteVerifier,
  stored: StoredLog | undefined,
) => Promise<Result>;

/** Runs `work` on an archive: a folder of files, no database. Its own first line says which log it is of. */
async function withArchive<Result>(
  archive: string,
  { region, key }: LogOptions,
  work: Work<Result>,
): Promise<Result> {
  const folder = new ArchiveFolder(archive);
  const checkpoint = await folder.checkpoint().catch((cause: unknown) => {
    throw new CliFailure(
      ExitCode.environment,
      `该文件夹不是日志归档：没有 checkpoint。 The folder holds no archive of a log: no checkpoint (${archive}).`,
      {},
      { cause },
    );
  });
  const [origin = ''] = Buffer.from(checkpoint).toString('utf8').split('\n', 1);
  return work(folder, key === undefined ? ownLogKey(region, origin) : givenLogKey(key), undefined);
}

/** Runs `work` on the log at a folder or URL, or in the region's database where none is named. */
export async function withLog<Result>(
  place: string | undefined,
  { region, key, token }: LogOptions,
  work: Work<Result>,
): Promise<Result> {
  if (place !== undefined) {
    return work(publishedLog(place, token), givenLogKey(key ?? ''), undefined);
  }
  return withRegionDatabase(region, process.env, async (client) => {
    const stored = new StoredLog(client);
    const log = key === undefined ? ownLogKey(region, await stored.origin()) : givenLogKey(key);
    return work(stored, log, stored);
  });
}

function text({ size, findings, isComplete }: FsckResult, io: Io): string {
  const texts = auditTextsOf(io.language);
  const lines = findings.map((finding) => `✗ ${texts.finding(finding)}`);
  if (!isComplete) lines.push(texts.stoppedEarly);
  return [
    ...lines,
    findings.length === 0 ? texts.clean(String(size ?? 0)) : texts.notClean(findings.length),
  ].join('\n');
}
