import type { Client } from 'pg';
import {
  type AuditEntry,
  formatBundle,
  formatTlogProof,
  leafHash,
  type LogFetcher,
  parseEntry,
  proveInclusion,
  sameBytes,
  TILE_WIDTH,
} from '#libs/audit-log';
import { CliFailure, ExitCode } from '../exit.js';
import { ArchiveFolder } from '../../../node/src/transparency/archive/archive-folder.js';
import { StoredTiles } from '../../../node/src/transparency/stored-tiles.js';
import { nativeSha256 } from './published-log.js';

interface EntryRow {
  index: string;
  month: string;
  appended_at: Date;
  leaf: Buffer;
  body: Buffer;
  id: string;
  kind: string;
  at: Date;
  caller: string | null;
  organisation: string | null;
  person: string | null;
  counterpart: string | null;
  case_number: string | null;
  item_code: string | null;
  document: string | null;
  licence_types: string[];
  subjects: string[];
  outcome: string;
  code: string | null;
  request_digest: string | null;
}
const COLUMNS = `index, month::text, appended_at, leaf, body, id, kind, at, caller, organisation, person, counterpart,
  case_number, item_code, document, licence_types, subjects, outcome, code, request_digest`;
const HOUR_MS = 3_600_000;

export interface StoredCheckpoint {
  size: bigint;
  root: Uint8Array;
  /** With the cosignatures that came for it. */
  note: string;
}

/** A node's own log in its database, read by its operator. */
export class StoredLog implements LogFetcher {
  private readonly tiles: StoredTiles;
  private gone: Promise<{ below: bigint; folder: ArchiveFolder } | undefined> | undefined;
  private rows: { bundle: bigint; rows: (EntryRow | undefined)[] }[] = [];

  constructor(private readonly client: Client) {
    this.tiles = new StoredTiles(client);
  }

  async origin(): Promise<string> {
    const { rows } = await this.client.query<{ origin: string }>('SELECT origin FROM audit_log');
    if (rows[0]) return rows[0].origin;
    throw new CliFailure(ExitCode.environment, '数据库中没有日志。 The database holds no log.');
  }

  async checkpoint(): Promise<Uint8Array> {
    const latest = await this.checkpointWhere('true ORDER BY size DESC LIMIT 1', []);
    if (!latest) throw new Error('no checkpoint');
    return Buffer.from(latest.note);
  }

  checkpointAt(size: bigint): Promise<StoredCheckpoint | undefined> {
    return this.checkpointWhere('size = $1', [String(size)]);
  }

  latest(): Promise<StoredCheckpoint | undefined> {
    return this.checkpointWhere('true ORDER BY size DESC LIMIT 1', []);
  }

  /** The covering checkpoint that most witnesses have cosigned, the earliest of these. */
  checkpointCovering(index: bigint): Promise<StoredCheckpoint | undefined> {
    return this.checkpointWhere(
      `size > $1 ORDER BY (SELECT count(*) FROM audit_cosignature w WHERE w.size = c.size) DESC, size LIMIT 1`,
      [String(index)],
    );
  }

  tile(level: number, index: bigint, width: number): Promise<Uint8Array> {
    return this.tiles.hashes(level, index, width);
  }

  async entries(bundle: bigint, width: number): Promise<Uint8Array> {
    const first = bundle * BigInt(TILE_WIDTH);
    const { rows } = await this.client.query<EntryRow>(
      `SELECT ${COLUMNS} FROM audit_entry WHERE index >= $1 AND index < $2 ORDER BY index`,
      [String(first), String(first + BigInt(width))],
    );
    const archived = await this.archived(bundle, width);
    this.rows = [...this.rows.slice(-2), { bundle, rows: [...archived.map(() => undefined), ...rows] }];
    const bodies = [...archived, ...rows.map(({ body }) => body)];
    return bodies.length === 0 ? new Uint8Array() : formatBundle(bodies);
  }

  /** The beginning of a bundle that left the database with its month, from the archive that took it. */
  private async archived(bundle: bigint, width: number): Promise<Uint8Array[]> {
    this.gone ??= this.client
      .query<{ below: string; directory: string }>(
        `SELECT next_index AS below, directory FROM audit_archive
         WHERE dropped_at IS NOT NULL ORDER BY month DESC LIMIT 1`,
      )
      .then(
        ({ rows: [row] }) => row && { below: BigInt(row.below), folder: new ArchiveFolder(row.directory) },
      );
    const gone = await this.gone;
    const missing = gone ? gone.below - bundle * BigInt(TILE_WIDTH) : 0n;
    if (!gone || missing <= 0n) return [];
    const count = missing < BigInt(width) ? Number(missing) : width;
    return (await gone.folder.bundleOf(bundle, count))?.slice(0, count) ?? [];
  }

  /** Columns that do not say what the entry's bytes say; for `fsck`. `appended_at` is the database's own, so only its hour is. */
  columns({ bundle, position }: { bundle: bigint; position: number }): string[] {
    const row = this.rows.find((held) => held.bundle === bundle)?.rows[position];
    return row ? wrongColumns(row, bundle * BigInt(TILE_WIDTH) + BigInt(position)) : [];
  }

  /** A C2SP tlog-proof of one entry; undefined where no checkpoint covers it yet. */
  async proof(index: bigint): Promise<string | undefined> {
    const checkpoint = await this.checkpointCovering(index);
    if (!checkpoint) return undefined;
    const hashes = await proveInclusion(
      { hashes: (level, tile, width) => this.tiles.hashes(level, tile, width) },
      index,
      checkpoint.size,
      nativeSha256,
    );
    return formatTlogProof({ index, hashes, checkpoint: checkpoint.note });
  }

  async find(where: 'leaf' | 'id' | 'request_digest', value: string | Buffer): Promise<StoredRow[]> {
    const { rows } = await this.client.query<{ index: string; body: Buffer }>(
      `SELECT index, body FROM audit_entry WHERE ${where} = $1 ORDER BY index`,
      [value],
    );
    return rows.map(({ index, body }) => ({ index: BigInt(index), body, entry: parseEntry(body) }));
  }

  private async checkpointWhere(where: string, values: string[]): Promise<StoredCheckpoint | undefined> {
    const { rows } = await this.client.query<{ size: string; root: Buffer; note: string; lines: string[] }>(
      `SELECT size, root, note, ARRAY(
         SELECT line FROM audit_cosignature w WHERE w.size = c.size ORDER BY w.at, w.witness) AS lines
       FROM audit_checkpoint c WHERE ${where}`,
      values,
    );
    const [row] = rows;
    if (!row) return undefined;
    const note = row.note + row.lines.map((line) => `${line}\n`).join('');
    return { size: BigInt(row.size), root: row.root, note };
  }
}

export interface StoredRow {
  index: bigint;
  body: Uint8Array;
  entry: AuditEntry;
}

function wrongColumns(row: EntryRow, index: bigint): string[] {
  let entry: AuditEntry;
  try {
    entry = JSON.parse(row.body.toString('utf8')) as AuditEntry;
  } catch {
    return []; // the bytes are wrong: the tree says so
  }
  const month = `${row.appended_at.toISOString().slice(0, 7)}-01`;
  const same = (one: unknown, other: unknown) => (one ?? null) === (other ?? null);
  const set = (items: readonly (string | undefined)[]) =>
    [...new Set(items.filter((item) => item !== undefined))].sort().join('\n');
  const agrees: Record<string, boolean> = {
    index: BigInt(row.index) === index,
    // A clock that steps back leaves an entry in a later month than its own.
    month: row.month >= month,
    appended_at: Math.abs(row.appended_at.getTime() - Date.parse(entry.at)) < HOUR_MS,
    leaf: sameBytes(row.leaf, leafHash(row.body, nativeSha256)),
    id: same(row.id, entry.id),
    kind: same(row.kind, entry.kind),
    at: row.at.getTime() === Date.parse(entry.at),
    caller: same(row.caller, entry.caller.id),
    organisation: same(row.organisation, entry.caller.organisation?.code),
    person: same(row.person, entry.caller.person),
    counterpart: same(row.counterpart, entry.counterpart),
    case_number: same(row.case_number, entry.context?.caseNumber),
    item_code: same(row.item_code, entry.context?.itemCode),
    document: same(row.document, entry.operation?.document),
    licence_types: set(row.licence_types) === set(entry.lookups.map(({ licenceType }) => licenceType)),
    subjects: set(row.subjects) === set(entry.lookups.map(({ subject }) => subject)),
    outcome: same(row.outcome, entry.outcome),
    code: same(row.code, entry.code),
    request_digest: same(row.request_digest, entry.request?.digest),
  };
  return Object.keys(agrees).filter((column) => !agrees[column]);
}
