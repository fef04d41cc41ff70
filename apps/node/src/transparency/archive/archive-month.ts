import type { ClientBase } from 'pg';
import {
  entriesPath,
  formatBundle,
  formatNote,
  parseNote,
  parseSignatureLine,
  proveConsistency,
  TILE_HEIGHT,
  TILE_WIDTH,
  tilePath,
  tileWidth,
  type NoteVerifier,
  type Sha256,
} from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { Faults } from '../faults.js';
import { StoredTiles } from '../stored-tiles.js';
import type { ArchiveFolder } from './archive-folder.js';
import { monthFile, sha256Hex, type Manifest } from './manifest.js';
import { monthsToArchive, requireNext, type MonthRange } from './month-range.js';
import { verifyArchive } from './verify-archive.js';

const EVIDENCE_PAGE = 500;

export interface ArchiveParts {
  /** As the owner of the tables. */
  client: ClientBase;
  folder: ArchiveFolder;
  verifier: NoteVerifier;
  sha256: Sha256;
  faults: Faults;
}

interface Checkpoint {
  size: bigint;
  root: Buffer;
  note: string;
}

/**
 * Writes a month to files: its entries and tiles up to the smallest checkpoint that covers it, that checkpoint with its
 * cosignatures, the consistency with the month before, both tokens of each entry, a manifest with the digest of each
 * file; then reads everything back. Repeatable: what a crash left is written again. Personal values are not archived:
 * they leave with the month (their commitments stay provable and can no longer be opened).
 */
export class ArchiveMonth {
  constructor(private readonly parts: ArchiveParts) {}

  /** @throws Refusal `LOG_MONTH_NOT_READY`, `LOG_ARCHIVE_INVALID` */
  async run(month: string): Promise<Manifest> {
    const { client, folder, verifier, sha256, faults } = this.parts;
    const range = (await monthsToArchive(client)).find((one) => one.month === month);
    if (!range) throw new Refusal('LOG_MONTH_NOT_READY', { hint: month });
    await requireNext(client, range);
    const checkpoint = await this.covering(range);
    const files: Manifest['files'] = [];
    const write = async (path: string, bytes: Uint8Array | string): Promise<void> => {
      await folder.write(path, bytes);
      files.push({ path, bytes: Buffer.byteLength(bytes), sha256: sha256Hex(bytes) });
    };
    await this.writeBundles(range, checkpoint.size, write);
    await this.writeTiles(range, checkpoint.size, write);
    await write(monthFile(month, 'evidence.jsonl'), await this.evidence(range));
    const note = await this.cosigned(checkpoint);
    await write(monthFile(month, 'checkpoint'), note);
    await faults('archive:files');
    const consistency = await this.consistency(checkpoint);
    await folder.write('checkpoint', note);
    const manifest: Manifest = {
      version: 1,
      origin: verifier.name,
      month,
      first: String(range.first),
      next: String(range.next),
      checkpoint: { size: String(checkpoint.size), root: checkpoint.root.toString('base64') },
      ...(consistency && { consistency }),
      files,
    };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await folder.write(monthFile(month, 'manifest.json'), text);
    await faults('archive:manifest');
    await verifyArchive(folder, month, { verifier, sha256, expected: sha256Hex(text) });
    await faults('archive:verified');
    await client.query(
      `INSERT INTO audit_archive (month, first_index, next_index, checkpoint_size, manifest_digest, directory)
       VALUES (to_date($1, 'YYYY-MM'), $2, $3, $4, $5, $6)`,
      [month, manifest.first, manifest.next, manifest.checkpoint.size, sha256Hex(text), folder.path],
    );
    await faults('archive:recorded');
    return manifest;
  }

  private async covering({ month, next }: MonthRange): Promise<Checkpoint> {
    const { rows } = await this.parts.client.query<{ size: string; root: Buffer; note: string }>(
      'SELECT size, root, note FROM audit_checkpoint WHERE size >= $1 ORDER BY size LIMIT 1',
      [String(next)],
    );
    const [row] = rows;
    if (!row) throw new Refusal('LOG_MONTH_NOT_READY', { hint: `${month}: no checkpoint covers it yet` });
    return { size: BigInt(row.size), root: row.root, note: row.note };
  }

  private async writeBundles(
    { first }: MonthRange,
    size: bigint,
    write: (path: string, bytes: Uint8Array) => Promise<void>,
  ): Promise<void> {
    for (let index = first / BigInt(TILE_WIDTH); tileWidth(0, index, size) > 0; index += 1n) {
      const width = tileWidth(0, index, size);
      const start = index * BigInt(TILE_WIDTH);
      const { rows } = await this.parts.client.query<{ index: string; body: Buffer }>(
        'SELECT index, body FROM audit_entry WHERE index >= $1 AND index < $2 ORDER BY index',
        [String(start), String(start + BigInt(width))],
      );
      // The beginning of the first tile may have left the database with the month before: it stands in the archive.
      const missing = width - rows.length;
      const before = missing > 0 ? await this.archived(index, Number(first - start)) : [];
      const bodies = [...before.slice(0, missing), ...rows.map(({ body }) => body)];
      if (bodies.length !== width) throw new Refusal('LOG_TAMPERED', { details: { bundle: String(index) } });
      await write(entriesPath(index, width), formatBundle(bodies));
    }
  }

  private async archived(index: bigint, atLeast: number): Promise<Uint8Array[]> {
    const bundle = await this.parts.folder.bundleOf(index, atLeast);
    if (!bundle) throw new Refusal('LOG_ARCHIVE_INVALID', { hint: entriesPath(index, atLeast) });
    return bundle;
  }

  private async writeTiles(
    { first }: MonthRange,
    size: bigint,
    write: (path: string, bytes: Uint8Array) => Promise<void>,
  ): Promise<void> {
    const tiles = new StoredTiles(this.parts.client);
    for (let level = 0; size >> BigInt(TILE_HEIGHT * level) > 0n; level += 1) {
      const from = first >> BigInt(TILE_HEIGHT * (level + 1));
      for (let index = from; tileWidth(level, index, size) > 0; index += 1n) {
        const width = tileWidth(level, index, size);
        await write(tilePath(level, index, width), await tiles.hashes(level, index, width));
      }
    }
  }

  private async evidence({ first, next }: MonthRange): Promise<string> {
    const lines: string[] = [];
    for (let from = first; from < next; from += BigInt(EVIDENCE_PAGE)) {
      const { rows } = await this.parts.client.query<{
        index: string;
        request: string | null;
        answer: string | null;
      }>(
        `SELECT index, request_token AS request, answer_token AS answer FROM audit_evidence
         WHERE index >= $1 AND index < least($2::bigint, $1::bigint + $3) ORDER BY index`,
        [String(from), String(next), EVIDENCE_PAGE],
      );
      for (const row of rows) lines.push(`${JSON.stringify(row)}\n`);
    }
    return lines.join('');
  }

  private async cosigned({ size, note }: Checkpoint): Promise<string> {
    const { rows } = await this.parts.client.query<{ line: string }>(
      'SELECT line FROM audit_cosignature WHERE size = $1 ORDER BY at, witness',
      [String(size)],
    );
    const { text, signatures } = parseNote(note);
    return formatNote({
      text,
      signatures: [...signatures, ...rows.map(({ line }) => parseSignatureLine(line))],
    });
  }

  private async consistency({ size }: Checkpoint): Promise<Manifest['consistency']> {
    const { rows } = await this.parts.client.query<{ size: string; root: Buffer }>(
      `SELECT c.size, c.root FROM audit_archive a JOIN audit_checkpoint c ON c.size = a.checkpoint_size
       ORDER BY a.month DESC LIMIT 1`,
    );
    const [before] = rows;
    if (!before) return undefined;
    const proof = await proveConsistency(
      new StoredTiles(this.parts.client),
      BigInt(before.size),
      size,
      this.parts.sha256,
    );
    return {
      size1: before.size,
      root1: before.root.toString('base64'),
      proof: proof.map((hash) => Buffer.from(hash).toString('base64')),
    };
  }
}
