import type { Sm2PublicKey } from './public-key.js';
import { MultiplesTable } from './tables.js';

export interface TableCacheOptions {
  /** Keys that are remembered at most; default 256. A key seen once takes next to nothing. */
  maxKeys?: number;
  /** Points in all tables together at most, about 120 bytes each; default 135,168 (32 wide tables, 16 MB). */
  maxPoints?: number;
}

interface Entry {
  uses: number;
  table: MultiplesTable | undefined;
}

/** From this use on a key gets a narrow table (some 3 ms to make), then a wide one (some 10 ms). */
export const NARROW = { from: 2, width: 6 };
export const WIDE = { from: 16, width: 8 };

/**
 * Tables of the keys that were used last. Work is spent on a key only after it has come back, so that a stream of
 * strangers costs one cheap verification each and drives out no table of a frequent signer before `maxKeys` of them.
 */
export class TableCache {
  private readonly entries = new Map<string, Entry>();
  private readonly maxKeys: number;
  private readonly maxPoints: number;
  private points = 0;

  constructor({ maxKeys = 256, maxPoints = 135_168 }: TableCacheOptions = {}) {
    this.maxKeys = maxKeys;
    this.maxPoints = maxPoints;
  }

  /** The key's table, once it is worth one. */
  of(key: Sm2PublicKey): MultiplesTable | undefined {
    const name = key.coordinates.toString('latin1');
    const entry = this.entries.get(name) ?? { uses: 0, table: undefined };
    entry.uses++;
    // Last in the map's order: the most recently used.
    this.entries.delete(name);
    this.entries.set(name, entry);
    const width = entry.uses >= WIDE.from ? WIDE.width : entry.uses >= NARROW.from ? NARROW.width : 0;
    if (width > (entry.table?.width ?? 0)) this.give(entry, new MultiplesTable(key, width));
    this.shrink();
    return entry.table;
  }

  /** Keys and points held now. */
  get held(): { keys: number; points: number } {
    return { keys: this.entries.size, points: this.points };
  }

  private give(entry: Entry, table: MultiplesTable): void {
    this.points += table.size - (entry.table?.size ?? 0);
    entry.table = table;
  }

  private shrink(): void {
    for (const [name, entry] of this.entries) {
      if (this.entries.size <= this.maxKeys && this.points <= this.maxPoints) return;
      this.points -= entry.table?.size ?? 0;
      this.entries.delete(name);
    }
  }
}
