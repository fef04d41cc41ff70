import type { Pool } from 'pg';
import {
  proveConsistency,
  proveInclusion,
  rootFromTiles,
  TILE_WIDTH,
  tileWidth,
  verifyConsistency,
  verifyInclusion,
  type Sha256,
} from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { isUnavailable } from '../persistence/store-refusal.js';
import { hashesOf, rootOf } from './full-tiles.js';
import type {
  ConsistencyProof,
  InclusionProof,
  PublishedCheckpoint,
  PublishedLog,
  StoredCosignature,
} from './ports.js';
import { KeptTiles } from './kept-tiles.js';
import { StoredTiles } from './stored-tiles.js';

const HASH_BYTES = 32;

interface CheckpointRow {
  size: string;
  root: Buffer;
  note: string;
  signed_at: Date;
}

const CHECKPOINT = 'SELECT size, root, note, signed_at FROM audit_checkpoint';

/**
 * What was published, out of the database. Each proof is verified before it is handed out, each full tile against its
 * root: a store that was tampered with gives refusals, never wrong proofs.
 */
export class PublishedStore implements PublishedLog {
  private readonly listeners = new Set<(checkpoint: PublishedCheckpoint) => void>();
  private announced = 0n;
  private readonly kept: KeptTiles;

  constructor(
    readonly origin: string,
    private readonly pool: Pool,
    private readonly sha256: Sha256,
  ) {
    this.kept = new KeptTiles(new StoredTiles(pool));
  }

  async latest(): Promise<PublishedCheckpoint | undefined> {
    return this.checkpoint('', 'ORDER BY size DESC LIMIT 1', []);
  }

  async checkpointAt(size: bigint): Promise<PublishedCheckpoint | undefined> {
    return this.checkpoint('WHERE size = $1', '', [String(size)]);
  }

  async checkpointCovering(index: bigint): Promise<PublishedCheckpoint | undefined> {
    return this.checkpoint('WHERE size > $1', 'ORDER BY size LIMIT 1', [String(index)]);
  }

  async tile(level: number, index: bigint, width: number = TILE_WIDTH): Promise<Uint8Array | undefined> {
    const size = (await this.latest())?.size ?? 0n;
    if (tileWidth(level, index, size) < width) return undefined;
    const tile = await this.ask(() => new StoredTiles(this.pool).hashes(level, index, width));
    if (width === TILE_WIDTH) await this.requireRoot(level, index, tile);
    return tile;
  }

  async inclusion(index: bigint, size?: bigint): Promise<InclusionProof> {
    const checkpoint = await this.known(size);
    if (index < 0n || index >= checkpoint.size) throw new Refusal('LOG_SIZE_UNKNOWN');
    return this.ask(async () => {
      // The leaf and the proof out of one reading: they must be of one state of the store.
      const tiles = this.kept.forOneProof();
      const proof = await proveInclusion(tiles, index, checkpoint.size, this.sha256);
      const tile = await tiles.hashes(0, index / 256n, tileWidth(0, index / 256n, checkpoint.size));
      const at = Number(index % 256n) * HASH_BYTES;
      const claim = { index, ...pick(checkpoint), leafHash: tile.slice(at, at + HASH_BYTES), proof };
      this.sound(() => verifyInclusion(claim, this.sha256));
      return claim;
    });
  }

  async consistency(from: bigint, to: bigint): Promise<ConsistencyProof> {
    const [first, second] = [await this.known(from), await this.known(to)];
    if (from > to) throw new Refusal('LOG_SIZE_UNKNOWN');
    return this.ask(async () => {
      const proof = await proveConsistency(this.kept.forOneProof(), from, to, this.sha256);
      const claim = { size1: from, size2: to, root1: first.root, root2: second.root, proof };
      this.sound(() => verifyConsistency(claim, this.sha256));
      return claim;
    });
  }

  async cosignatures(size: bigint): Promise<StoredCosignature[]> {
    const { rows } = await this.ask(() =>
      this.pool.query<{ witness: string; line: string; at: Date }>({
        name: 'log-cosignatures',
        text: 'SELECT witness, line, at FROM audit_cosignature WHERE size = $1 ORDER BY at, witness',
        values: [String(size)],
      }),
    );
    return rows.map(({ witness, line, at }) => ({ witness, line, at: at.getTime() }));
  }

  async addCosignature(size: bigint, witness: string, line: string): Promise<void> {
    if (!(await this.checkpointAt(size))) throw new Refusal('LOG_SIZE_UNKNOWN');
    await this.ask(() =>
      this.pool.query(
        'INSERT INTO audit_cosignature (size, witness, line) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [String(size), witness, line],
      ),
    );
  }

  onCheckpoint(listener: (checkpoint: PublishedCheckpoint) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Tells the listeners of a checkpoint, once, whether this replica signed it or found it. */
  announce(checkpoint: PublishedCheckpoint): void {
    if (checkpoint.size <= this.announced) return;
    this.announced = checkpoint.size;
    for (const listener of this.listeners) listener(checkpoint);
  }

  /** The root of the tree of `size` integrated entries, from tiles; whether it was ever signed or not. */
  async rootAt(size: bigint): Promise<Uint8Array> {
    return this.ask(() => rootFromTiles(new StoredTiles(this.pool), size, this.sha256));
  }

  private async known(size: bigint | undefined): Promise<PublishedCheckpoint> {
    const checkpoint = size === undefined ? await this.latest() : await this.checkpointAt(size);
    if (checkpoint) return checkpoint;
    const latest = await this.latest();
    // Any size that was integrated can be proven in, though nobody signed it.
    if (size === undefined || size < 1n || !latest || size > latest.size)
      throw new Refusal('LOG_SIZE_UNKNOWN');
    return { ...latest, size, root: await this.rootAt(size) };
  }

  private async requireRoot(level: number, index: bigint, tile: Uint8Array): Promise<void> {
    const { rows } = await this.ask(() =>
      this.pool.query<{ root: Buffer }>('SELECT root FROM audit_tile WHERE level = $1 AND index = $2', [
        level,
        String(index),
      ]),
    );
    if (!rows[0]?.root.equals(rootOf(hashesOf(tile), this.sha256)))
      throw new Refusal('LOG_TAMPERED', { details: { tile: `${level}/${index}` } });
  }

  private async checkpoint(
    where: string,
    order: string,
    values: string[],
  ): Promise<PublishedCheckpoint | undefined> {
    const { rows } = await this.ask(() =>
      this.pool.query<CheckpointRow>(`${CHECKPOINT} ${where} ${order}`, values),
    );
    const [row] = rows;
    return row && { size: BigInt(row.size), root: row.root, note: row.note, at: row.signed_at.getTime() };
  }

  /** What does not verify was made of tampered hashes: that is ours to know and not the caller's fault. */
  private sound(verify: () => void): void {
    try {
      verify();
    } catch (cause) {
      this.kept.forget();
      throw new Refusal('LOG_TAMPERED', { cause });
    }
  }

  private async ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isUnavailable(error) ? new Refusal('STORE_UNAVAILABLE', { cause: error }) : error;
    }
  }
}

const pick = ({ size, root }: PublishedCheckpoint) => ({ size, root });
