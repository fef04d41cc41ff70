import type { ClientBase } from 'pg';
import {
  frontierFromTiles,
  leafHash,
  openCheckpoint,
  parseBundle,
  TILE_WIDTH,
  tileWidth,
  type NoteVerifier,
  type Sha256,
} from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ArchiveFolder } from '../archive/archive-folder.js';
import type { LogMemory, MemoryFile } from '../log-memory.js';
import { logPlace } from '../log-place.js';
import { rootOfEntries } from '../root-of-entries.js';

export interface RestoreParts {
  /** As the owner of the tables. */
  client: ClientBase;
  memory: MemoryFile;
  verifier: NoteVerifier;
  sha256: Sha256;
  journal: Pick<GovernanceJournal, 'record'>;
  operator: string;
}

export interface RestoreState {
  /** Entries in the database. */
  here: bigint;
  refused: LogMemory['refused'];
}

/**
 * Lets a refused log go on, once it holds what the witness remembers. Missing entries come from an archive or a mirror in
 * the layout of C2SP tlog-tiles; they are appended by the one way into the log, in their order, all or none.
 */
export class RestoreLog {
  constructor(private readonly parts: RestoreParts) {}

  async state(): Promise<RestoreState> {
    const { size } = await logPlace(this.parts.client);
    return { here: size, refused: (await this.parts.memory.load())?.refused };
  }

  /**
   * @returns how many entries came back
   * @throws Refusal `LOG_ARCHIVE_INVALID` where the source is not this log's continuation; nothing was changed
   */
  async bringBack(source: ArchiveFolder): Promise<number> {
    const { client, verifier, sha256 } = this.parts;
    await client.query('BEGIN');
    try {
      // Whoever appends locks this row: nothing comes between what is compared and what is appended.
      await client.query('SELECT FROM audit_log FOR UPDATE');
      const { size: here } = await logPlace(client);
      const { size, root } = openCheckpoint(await source.checkpoint(), verifier).checkpoint;
      if (size <= here) {
        await client.query('ROLLBACK');
        return 0;
      }
      // The source has tiles as wide as its own size makes them; of each the beginning is ours.
      const tiles = {
        hashes: (level: number, index: bigint) => source.tile(level, index, tileWidth(level, index, size)),
      };
      const frontier = await frontierFromTiles(tiles, here, sha256);
      if (!Buffer.from(await rootOfEntries(client, here, sha256)).equals(frontier.root()))
        throw new Refusal('LOG_ARCHIVE_INVALID', { hint: 'another log' });
      for (let index = here / BigInt(TILE_WIDTH); tileWidth(0, index, size) > 0; index += 1n) {
        const width = tileWidth(0, index, size);
        const bundle = parseBundle(await source.entries(index, width)).slice(0, width);
        const start = index * BigInt(TILE_WIDTH);
        const bodies = start < here ? bundle.slice(Number(here - start)) : bundle;
        await this.append(bodies, frontier.size);
        for (const body of bodies) frontier.append(leafHash(body, sha256));
      }
      if (frontier.size !== size || !Buffer.from(frontier.root()).equals(root))
        throw new Refusal('LOG_ARCHIVE_INVALID', { hint: 'the entries do not lead to the checkpoint' });
      await client.query('COMMIT');
      return Number(size - here);
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error instanceof Refusal ? error : new Refusal('LOG_ARCHIVE_INVALID', { cause: error });
    }
  }

  /**
   * Takes the refusal away, and says so in the log.
   * @throws Refusal `LOG_RESTORE_REFUSED` where the log still contradicts what the witness remembers
   */
  async goOn(): Promise<void> {
    const { client, memory, sha256, journal, operator } = this.parts;
    const remembered = await memory.load();
    const refused = remembered?.refused;
    if (!refused) return;
    const place = await logPlace(client);
    const size = BigInt(refused.size);
    const agrees =
      size <= place.size &&
      Buffer.from(await rootOfEntries(client, size, sha256)).toString('base64') === refused.root;
    if (!agrees)
      throw new Refusal('LOG_RESTORE_REFUSED', { hint: `${place.size} of ${refused.size} entries` });
    await journal.record({
      kind: 'administration',
      caller: { kind: 'operator', id: operator },
      governance: {
        action: 'restore',
        filter: JSON.stringify({ code: refused.code, size: refused.size, witness: refused.witness }),
      },
      outcome: 'granted',
    });
    const { refused: _, ...rest } = remembered;
    // What the witness saw is now the least that this node remembers.
    await memory.save({ ...rest, identity: place.identity, size: refused.size, root: refused.root });
  }

  /** By `audit_append`, without replay keys: tokens of that time have expired. */
  private async append(bodies: readonly Uint8Array[], from: bigint): Promise<void> {
    if (bodies.length === 0) return;
    const none = bodies.map(() => null);
    const { rows } = await this.parts.client.query<{ indexes: string[] }>(
      `SELECT audit_append($1, $2, $3, $3, $4, $3, $3, '{}', '{}', ''::bytea, '{}') AS indexes`,
      [Buffer.concat(bodies), bodies.map(({ length }) => length), none, none],
    );
    const given = rows[0]?.indexes ?? [];
    if (given.length !== bodies.length || given.some((index, at) => BigInt(index) !== from + BigInt(at)))
      throw new Refusal('LOG_ARCHIVE_INVALID', { hint: 'the entries would take other places' });
  }
}
