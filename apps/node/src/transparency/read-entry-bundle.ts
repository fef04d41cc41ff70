import type { Pool } from 'pg';
import { formatBundle, TILE_WIDTH, tileWidth } from '#libs/audit-log';
import type { GovernanceJournal } from '../audit/index.js';
import { assertAllowed, DUTIES, type AccessTokens } from '../callers/index.js';
import type { PublishedLog } from './ports.js';

export interface EntryBundleParts {
  tokens: Pick<AccessTokens, 'identify'>;
  /** Under the auditor's role. */
  pool: Pool;
  log: Pick<PublishedLog, 'latest'>;
  journal: Pick<GovernanceJournal, 'record'>;
}

/** An entry bundle (C2SP tlog-tiles) for an auditor. The reading is durable in the log before the bytes leave. */
export class ReadEntryBundle {
  constructor(private readonly parts: EntryBundleParts) {}

  /**
   * @returns undefined where it lies beyond the newest checkpoint, or in a month that was moved to the archive
   * @throws Refusal `TOKEN_...`, `ROLE_NOT_ALLOWED`, or of the journal
   */
  async read(
    authorization: string | undefined,
    index: bigint,
    width: number,
  ): Promise<Uint8Array | undefined> {
    const { tokens, pool, log, journal } = this.parts;
    const caller = await tokens.identify(authorization);
    assertAllowed(caller, DUTIES.audit);
    const size = (await log.latest())?.size ?? 0n;
    if (tileWidth(0, index, size) < width) return undefined;
    const first = index * BigInt(TILE_WIDTH);
    const { rows } = await pool.query<{ body: Buffer }>(
      'SELECT body FROM audit_entry WHERE index >= $1 AND index < $2 ORDER BY index',
      [String(first), String(first + BigInt(width))],
    );
    if (rows.length !== width) return undefined;
    await journal.record({
      kind: 'audit-read',
      caller,
      governance: { action: 'read', filter: JSON.stringify({ bundle: String(index), width }), rows: width },
      outcome: 'granted',
    });
    return formatBundle(rows.map(({ body }) => body));
  }
}
