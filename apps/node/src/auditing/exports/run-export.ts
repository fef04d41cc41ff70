import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { asRefusal } from '#libs/errors';
import { signCompact, type SigningKey } from '#libs/jws';
import type { PublishedCheckpoint, PublishedLog } from '../../transparency/index.js';
import { parseFilter, type AuditFilter } from '../search/filter.js';
import type { EntryRow, LogReader, PersonalValues } from '../search/log-reader.js';
import { pageStatement } from '../search/search-entries.js';
import type { Sealer } from '../../secrets/index.js';
import { csvHeader, csvRow } from './csv.js';
import type { ExportJob, ExportStore } from './export-store.js';
import { tarEnd, tarHeader, tarPadding } from './tar.js';

/** Indexes that one statement looks through, and rows that it may bring: memory stays flat, and no statement runs long. */
const STRETCH = 20_000n;
const PAGE = 500;
export const EXPORT_FILTER = 'export filter';

export interface RunExportParts {
  store: ExportStore;
  reader: LogReader;
  published: PublishedLog;
  signingKey: () => SigningKey;
  /** Issuer of the manifest. */
  node: string;
  sealer: Sealer;
  directory: string;
  holder: string;
  leaseSeconds: number;
  clock: () => number;
}

export const exportFile = (directory: string, id: string): string => join(directory, `${id}.export`);
const partFile = (directory: string, id: string, part: string): string =>
  join(directory, `${id}.${part}.part`);

/**
 * Works at one export after the other. Rows go to a file in the order of the log; after each page the file is flushed and
 * the database told how far it is, so that whoever goes on after a crash cuts the file to what is certain and continues.
 */
export class RunExport {
  constructor(private readonly parts: RunExportParts) {}

  /** @returns whether there may be more to do at once */
  async pass(): Promise<boolean> {
    const { store, directory, holder, leaseSeconds, clock } = this.parts;
    for (const id of await store.expire(new Date(clock()))) await removeFiles(directory, id);
    const job = await store.claim(holder, leaseSeconds);
    if (!job) return false;
    try {
      return await this.work(job);
    } catch (error) {
      const { code } = asRefusal(error);
      // The database away is no fault of the export: it goes on when it is back.
      if (code !== 'STORE_UNAVAILABLE') await store.fail(job.id, holder, code);
      throw error;
    }
  }

  private async work(job: ExportJob): Promise<boolean> {
    const { store, directory, holder, sealer } = this.parts;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const text = sealer.open(job.filter, EXPORT_FILTER);
    const filter = parseFilter(text === undefined ? undefined : JSON.parse(text));
    const rowsFile = partFile(directory, job.id, 'rows');
    if (!(await this.writeRows(job, filter, rowsFile))) return true;
    const finished = exportFile(directory, job.id);
    if (job.format === 'bundle') {
      const checkpoint = await this.parts.published.latest();
      // Its last entry is not in a checkpoint yet: somebody else's turn, then again.
      if (job.upto > 0n && (!checkpoint || checkpoint.size < job.upto)) return false;
      await this.pack(job, rowsFile, checkpoint, finished);
    } else await rename(rowsFile, finished);
    const { size } = await stat(finished);
    await store.finish(job.id, holder, { sha256: await sha256Of(finished), bytes: BigInt(size) });
    await rm(rowsFile, { force: true });
    return true;
  }

  /** False where the job is no longer ours. */
  private async writeRows(job: ExportJob, filter: AuditFilter, path: string): Promise<boolean> {
    const { store, reader, holder, leaseSeconds } = this.parts;
    const file = await open(path, 'a', 0o600);
    try {
      await file.truncate(Number(job.bytesDone));
      let { nextIndex, bytesDone, rowsDone } = job;
      const start = filter.fromIndex === undefined ? 0n : BigInt(filter.fromIndex);
      const end =
        filter.toIndex !== undefined && BigInt(filter.toIndex) < job.upto ? BigInt(filter.toIndex) : job.upto;
      if (nextIndex < start) nextIndex = start;
      if (bytesDone === 0n && job.format === 'csv')
        bytesDone += await append(file, csvHeader(job.withPersonal));
      do {
        const until = nextIndex + STRETCH < end ? nextIndex + STRETCH : end;
        const bounded = { ...filter, fromIndex: String(nextIndex), toIndex: String(until) };
        const { text, values } = pageStatement(bounded, 'oldest', PAGE);
        const rows = nextIndex < until ? await reader.rows(text, values) : [];
        const personal = job.withPersonal ? await reader.personal(rows.map(({ index }) => index)) : undefined;
        const lines = rows.map((row) => lineOf(job, row, personal && (personal.get(row.index) ?? new Map())));
        bytesDone += await append(file, lines.join(''));
        await file.datasync();
        rowsDone += BigInt(rows.length);
        const last = rows.at(-1);
        nextIndex = rows.length === PAGE && last ? last.index + 1n : until;
        if (!(await store.advance(job.id, holder, leaseSeconds, { nextIndex, bytesDone, rowsDone })))
          return false;
      } while (nextIndex < end);
      return true;
    } finally {
      await file.close();
    }
  }

  /** Entries, a proof of each, the checkpoint, and a manifest that is signed by the node's exchange key, as one archive. */
  private async pack(
    job: ExportJob,
    rowsFile: string,
    checkpoint: PublishedCheckpoint | undefined,
    finished: string,
  ): Promise<void> {
    const { directory, published, signingKey, node, clock } = this.parts;
    const proofsFile = partFile(directory, job.id, 'proofs');
    await rm(proofsFile, { force: true });
    const proofs = await open(proofsFile, 'a', 0o600);
    let entries = 0;
    try {
      for await (const index of indexesOf(rowsFile)) {
        entries += 1;
        if (!checkpoint) continue;
        const { proof } = await published.inclusion(index, checkpoint.size);
        await append(
          proofs,
          `${JSON.stringify({ index: String(index), proof: proof.map((hash) => base64(hash)) })}\n`,
        );
      }
    } finally {
      await proofs.close();
    }
    const cosignatures = checkpoint ? await published.cosignatures(checkpoint.size) : [];
    const note = checkpoint ? checkpoint.note + cosignatures.map(({ line }) => `${line}\n`).join('') : '';
    const parts: { name: string; file?: string; bytes: Buffer; size: number; sha256: string }[] = [];
    for (const [name, file] of [
      ['entries.jsonl', rowsFile],
      ['proofs.jsonl', proofsFile],
    ] as const)
      parts.push({
        name,
        file,
        bytes: Buffer.alloc(0),
        size: (await stat(file)).size,
        sha256: await sha256Of(file),
      });
    const inMemory = (name: string, text: string) => {
      const bytes = Buffer.from(text);
      parts.push({
        name,
        bytes,
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('base64url'),
      });
    };
    inMemory('checkpoint.txt', note);
    const manifest = {
      iss: node,
      iat: Math.floor(clock() / 1000),
      log: published.origin,
      size: checkpoint ? String(checkpoint.size) : '0',
      entries,
      withPersonalValues: job.withPersonal,
      parts: parts.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    };
    inMemory(
      'manifest.jws',
      await signCompact({
        key: signingKey(),
        header: { typ: 'tongban-audit-export+jwt' },
        payload: manifest,
      }),
    );
    const temporary = partFile(directory, job.id, 'tar');
    await rm(temporary, { force: true });
    const archive = await open(temporary, 'a', 0o600);
    try {
      for (const { name, file, bytes, size } of parts) {
        await archive.appendFile(tarHeader(name, size, manifest.iat));
        if (file) for await (const chunk of createReadStream(file)) await archive.appendFile(chunk as Buffer);
        else await archive.appendFile(bytes);
        await archive.appendFile(tarPadding(size));
      }
      await archive.appendFile(tarEnd());
      await archive.datasync();
    } finally {
      await archive.close();
    }
    await rename(temporary, finished);
    await rm(proofsFile, { force: true });
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

async function append(file: FileHandle, text: string): Promise<bigint> {
  const bytes = Buffer.from(text);
  await file.appendFile(bytes);
  return BigInt(bytes.length);
}

/** JSON Lines: the entry stands there byte for byte as it is hashed. */
function lineOf(job: ExportJob, row: EntryRow, personal: PersonalValues | undefined): string {
  if (job.format === 'csv') return csvRow(row, personal);
  const { index, leaf, bytes, entry } = row;
  const rest = personal ? `,"personal":${JSON.stringify(Object.fromEntries(personal))}` : '';
  // Bytes that are no entry must not break the line's JSON: they go as base64.
  const body = entry
    ? `"entry":${Buffer.from(bytes).toString('utf8')}`
    : `"intact":false,"bytes":${JSON.stringify(base64(bytes))}`;
  return `{"index":"${index}","leaf":"${Buffer.from(leaf).toString('base64url')}",${body}${rest}}\n`;
}

async function* indexesOf(file: string): AsyncGenerator<bigint> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield BigInt(/^\{"index":"(\d+)"/.exec(line)?.[1] ?? 0);
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash: Hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('base64url');
}

export async function removeFiles(directory: string, id: string): Promise<void> {
  for (const part of ['rows', 'proofs', 'tar']) await rm(partFile(directory, id, part), { force: true });
  await rm(exportFile(directory, id), { force: true });
}
