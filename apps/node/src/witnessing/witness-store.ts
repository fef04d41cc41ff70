import type { Pool } from 'pg';
import { asStoreRefusal } from '../persistence/store-refusal.js';
import type { Conflict, CosignedCheckpoint, WitnessRecord } from './ports.js';

/** Kept contradictions of one peer, who must not fill the disk with them. */
const CONFLICTS_MAX = 1_000;

/** Longer than any submission travels before its sender gives up. */
const ON_ITS_WAY_S = 30;

interface Row {
  origin: string;
  peer: string;
  size: string;
  root: Buffer;
  note: string;
  overtook: string | null;
}

/** The memory of the witness in PostgreSQL. */
export class WitnessStore implements WitnessRecord {
  constructor(private readonly pool: Pool) {}

  async latest(peer: string, origin: string): Promise<CosignedCheckpoint | undefined> {
    const rows = await this.query<Row>(
      'witness-latest',
      `SELECT origin, peer, size, root, note,
         CASE WHEN clock_timestamp() < at + make_interval(secs => $3) THEN overtook_size END AS overtook
       FROM witness_memory WHERE peer = $1 AND origin = $2`,
      [peer, origin, ON_ITS_WAY_S],
    );
    const [row] = rows;
    if (!row) return undefined;
    const { overtook, size, root, ...rest } = row;
    return {
      ...rest,
      size: BigInt(size),
      root: new Uint8Array(root),
      ...(overtook === null ? {} : { overtookSize: BigInt(overtook) }),
    };
  }

  async advance(known: CosignedCheckpoint | undefined, next: CosignedCheckpoint): Promise<boolean> {
    const { origin, peer, size, root, note } = next;
    // One statement, so one transaction, durable when it returns. The row stays locked from the comparison to the
    // commit, and a second writer compares with what the first has committed.
    const rows = await this.query<{ origin: string }>(
      known ? 'witness-advance' : 'witness-begin',
      known
        ? `UPDATE witness_memory SET size = $3, root = $4, note = $5, at = clock_timestamp(),
             overtook_size = CASE WHEN size < $3 THEN size ELSE overtook_size END
           WHERE peer = $1 AND origin = $2 AND size = $6 AND root = $7 RETURNING origin`
        : `INSERT INTO witness_memory (peer, origin, size, root, note) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT DO NOTHING RETURNING origin`,
      [
        peer,
        origin,
        String(size),
        Buffer.from(root),
        note,
        ...(known ? [String(known.size), Buffer.from(known.root)] : []),
      ],
    );
    return rows.length === 1;
  }

  async keepConflict({ id, rule, known, offered, request }: Conflict): Promise<boolean> {
    const rows = await this.query<{ id: string }>(
      'witness-conflict',
      `INSERT INTO witness_conflict
         (id, origin, peer, rule, known_size, known_note, offered_size, offered_root, offered_request)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
       WHERE (SELECT count(*) FROM witness_conflict WHERE peer = $3) < ${CONFLICTS_MAX}
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        id,
        known.origin,
        known.peer,
        rule,
        String(known.size),
        known.note,
        String(offered.size),
        Buffer.from(offered.root),
        request,
      ],
    );
    return rows.length === 1;
  }

  private async query<R extends object>(name: string, text: string, values: unknown[]): Promise<R[]> {
    try {
      return (await this.pool.query<R>({ name, text, values })).rows;
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }
}
