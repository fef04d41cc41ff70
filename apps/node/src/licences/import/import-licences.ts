import type { ClientBase } from 'pg';
import { Refusal } from '#libs/errors';
import { licenceStatuses } from '#libs/licences';
import { parseCsvRecord } from './csv.js';
import { decoderOf, inspectBeginning, type ImportEncoding } from './encoding.js';
import { columnsOf } from './header.js';
import { ImportFile } from './import-file.js';
import { ImportJobs, type ImportCounts, type ImportJob, type ImportProgress } from './import-job.js';
import { takeImportLock } from './import-lock.js';
import { csvParser, jsonLinesParser, type ParseRecord } from './parse-record.js';
import { publishImport } from './publish-import.js';
import { RecordReader, type ImportFormat, type RawRecord, type RecordSink } from './records.js';
import { Chunk } from './stage-chunk.js';

export interface ImportRequest {
  path: string;
  /** Name under which the import is remembered; the file's without its folder. */
  source: string;
  format: ImportFormat;
  encoding: ImportEncoding;
  /** Change nothing where a line is rejected. */
  strict: boolean;
  /** Go on with the interrupted import of this same file. */
  resume: boolean;
  /** Code of the organisation that imports; stands in the status history. */
  actor: string;
}

export interface ImportSurroundings {
  /** A connection of its own: it holds the import lock until it is closed. */
  client: ClientBase;
  /** Milliseconds since the epoch. */
  clock: () => number;
  newId: () => string;
  /** Told the import's id, which is an older one where it is resumed. */
  onStart?: (importId: string) => void;
  onProgress?: (at: ImportStep) => void;
  /** Stops between chunks; what was staged stays for `resume`. */
  signal?: AbortSignal;
}

export interface ImportStep {
  phase: 'staging' | 'publishing';
  bytes: number;
  totalBytes: number;
  rows: number;
}

export interface ImportResult {
  importId: string;
  /** Line at which a resumed import went on. */
  resumedAtLine?: number;
  counts: ImportCounts;
}

/** Longest record of a file, in bytes. Every value at its limit still fits. */
const MAX_RECORD_BYTES = 256 * 1024;

/** Every change of status that the law of the model allows. */
export const STATUS_TRANSITIONS = licenceStatuses.flatMap(({ code, next }) =>
  next.map((to) => [code, to] as const),
);

/**
 * Bulk import (批量导入): reads the file in bounded memory, validates row by row, stages in chunks that commit together
 * with the progress, and publishes all of it in one transaction. Killed at any moment it has changed nothing, or
 * everything; `resume` goes on behind the last committed chunk.
 *
 * @throws Refusal IMPORT_* of the catalogue
 */
export async function importLicences(
  request: ImportRequest,
  around: ImportSurroundings,
): Promise<ImportResult> {
  const file = await ImportFile.open(request.path);
  try {
    const { parse, first } = await understand(file, request);
    await takeImportLock(around.client);
    const jobs = new ImportJobs(around.client);
    const known = request.resume ? await resumable(jobs, file, request) : undefined;
    const resumed = known && { resumedAtLine: known.progress.nextLine };
    if (known?.state === 'published') return { importId: known.id, ...resumed, counts: known.counts };
    const job = known ?? (await begin(jobs, request, first, around));
    around.onStart?.(job.id);
    const progress = await stage(file, job, parse, around);
    around.onProgress?.({
      phase: 'publishing',
      bytes: file.size,
      totalBytes: file.size,
      rows: progress.rowsRead,
    });
    const counts = await publishImport(around.client, {
      importId: job.id,
      rowsStaged: progress.rowsStaged,
      strict: request.strict,
      actor: request.actor,
      at: new Date(around.clock()),
      transitions: STATUS_TRANSITIONS,
    });
    return { importId: job.id, ...resumed, counts };
  } finally {
    await file.close();
  }
}

/** Decides from the file's beginning how its lines are read, and where the first one stands. */
async function understand(
  file: ImportFile,
  { format, encoding }: ImportRequest,
): Promise<{ parse: ParseRecord; first: { offset: number; line: number } }> {
  const head = await file.head();
  const skip = inspectBeginning(head, encoding);
  const decode = decoderOf(encoding);
  if (format === 'jsonl') return { parse: jsonLinesParser(decode), first: { offset: skip, line: 1 } };

  const reader = new RecordReader({ maxRecordBytes: MAX_RECORD_BYTES, offset: skip, line: 1 });
  // Only the first line matters here, and its bytes stay: the head is not used again.
  let header: RawRecord | undefined;
  const first: RecordSink = (record) => (header ??= record);
  reader.push(head.subarray(skip), first);
  if (head.length === file.size) reader.end(first);
  const text = header?.bytes && decode(header.bytes);
  if (!header || text === undefined)
    throw new Refusal('IMPORT_HEADER', { hint: 'no header in the first line' });
  const cells = parseCsvRecord(text);
  if (typeof cells === 'string') throw new Refusal('IMPORT_HEADER', { hint: cells });
  return { parse: csvParser(columnsOf(cells), decode), first: { offset: header.end, line: header.line + 1 } };
}

async function begin(
  jobs: ImportJobs,
  { source, format, encoding, actor }: ImportRequest,
  first: { offset: number; line: number },
  { clock, newId }: ImportSurroundings,
): Promise<ImportJob> {
  const progress: ImportProgress = {
    nextOffset: first.offset,
    nextLine: first.line,
    hashedBytes: 0,
    sha256: EMPTY_SHA256,
    rowsRead: 0,
    rowsStaged: 0,
  };
  const id = newId();
  await jobs.start({ id, source, format, encoding, actor, progress }, new Date(clock()));
  const counts = { read: 0, added: 0, changed: 0, unchanged: 0, rejected: 0, superseded: 0, reported: 0 };
  return { id, state: 'staging', source, format, encoding, actor, progress, counts };
}

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The interrupted import, or the published one where only the word of it got lost; its file is known by its hash. */
async function resumable(jobs: ImportJobs, file: ImportFile, request: ImportRequest): Promise<ImportJob> {
  const job = await jobs.latest();
  if (job?.state !== 'staging' && job?.state !== 'published') throw new Refusal('IMPORT_NOTHING_TO_RESUME');
  const whole = job.state === 'staging' || job.progress.hashedBytes === file.size;
  if (job.format !== request.format || job.encoding !== request.encoding || !whole) {
    throw new Refusal(job.state === 'staging' ? 'IMPORT_FILE_CHANGED' : 'IMPORT_NOTHING_TO_RESUME');
  }
  await file.recognise(job.progress.hashedBytes, job.progress.sha256);
  return job;
}

/** Reads on while the chunk before is on its way: one core parses, the other stores. */
async function stage(
  file: ImportFile,
  job: ImportJob,
  parse: ParseRecord,
  around: ImportSurroundings,
): Promise<ImportProgress> {
  const { client, clock, onProgress, signal } = around;
  let progress = job.progress;
  let chunk = new Chunk(job.id);
  let other = new Chunk(job.id);
  let committing = Promise.resolve();
  const options = {
    maxRecordBytes: MAX_RECORD_BYTES,
    offset: progress.nextOffset,
    line: progress.nextLine,
  };
  const sink: RecordSink = (record) => chunk.add(record.line, parse(record));
  for await (const block of file.blocks(options, sink)) {
    const { nextOffset, nextLine, hashedBytes, last } = block;
    if (!chunk.full && !last) continue;
    await committing;
    if (signal?.aborted)
      throw new Refusal('IMPORT_INTERRUPTED', { hint: `line ${String(progress.nextLine)}` });
    progress = {
      nextOffset,
      nextLine,
      hashedBytes,
      sha256: file.sha256(),
      rowsRead: progress.rowsRead + chunk.rows,
      rowsStaged: progress.rowsStaged + chunk.staged,
    };
    committing = chunk.commit(client, progress, new Date(clock()));
    // Awaited a chunk later; until then a failure must not count as nobody's.
    committing.catch(() => undefined);
    [chunk, other] = [other, chunk];
    chunk.clear();
    onProgress?.({ phase: 'staging', bytes: nextOffset, totalBytes: file.size, rows: progress.rowsRead });
  }
  await committing;
  return progress;
}
