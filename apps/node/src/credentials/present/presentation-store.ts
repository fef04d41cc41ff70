import type { Pool } from 'pg';
import type { DcqlQuery } from '#libs/credentials';
import type { LookupContext } from '#libs/exchange';
import { asStoreRefusal } from '../../persistence/store-refusal.js';
import type { Starter } from '../credential-journal.js';

export type Phase = 'waiting' | 'checking' | 'shown' | 'refused' | 'declined';

export interface PresentationRow {
  id: string;
  /** Digest of who began it and alone may see what comes of it. */
  owner: string;
  starter: Starter;
  context: LookupContext;
  rule: string;
  query: DcqlQuery;
  nonce: string;
  state: string;
  startedAt: Date;
  expiresAt: Date;
  phase: Phase;
  code: string | null;
  result: Buffer | null;
}

const COLUMNS = `id, owner, starter, context, rule, query, nonce, state, started_at AS "startedAt",
  expires_at AS "expiresAt", phase, code, result`;

export class PresentationStore {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  async add(row: Omit<PresentationRow, 'phase' | 'code' | 'result'> & { refHash: string }): Promise<void> {
    await this.query(
      `INSERT INTO credential_presentation
         (id, ref_hash, owner, starter, context, rule, query, nonce, state, started_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        row.id,
        row.refHash,
        row.owner,
        JSON.stringify(row.starter),
        JSON.stringify(row.context),
        row.rule,
        JSON.stringify(row.query),
        row.nonce,
        row.state,
        row.startedAt,
        row.expiresAt,
      ],
    );
  }

  async byRef(refHash: string): Promise<PresentationRow | undefined> {
    return this.one('ref_hash = $1', [refHash]);
  }

  async byId(id: string): Promise<PresentationRow | undefined> {
    return this.one('id = $1', [id]);
  }

  /** Takes the one answer that there may be; false where there was one. */
  async take(id: string): Promise<boolean> {
    const { rowCount } = await this.query(
      `UPDATE credential_presentation SET phase = 'checking' WHERE id = $1 AND phase = 'waiting'`,
      [id],
    );
    return rowCount === 1;
  }

  async conclude(
    id: string,
    outcome: { phase: 'shown' | 'refused' | 'declined'; code?: string; result?: Buffer },
  ): Promise<void> {
    await this.query(
      `UPDATE credential_presentation SET phase = $2, code = $3, result = $4 WHERE id = $1 AND phase = 'checking'`,
      [id, outcome.phase, outcome.code ?? null, outcome.result ?? null],
    );
  }

  private async one(where: string, values: unknown[]): Promise<PresentationRow | undefined> {
    const { rows } = await this.query(
      `SELECT ${COLUMNS} FROM credential_presentation WHERE ${where}`,
      values,
    );
    return rows[0] as PresentationRow | undefined;
  }

  private async query(
    text: string,
    values: unknown[],
  ): Promise<{ rows: unknown[]; rowCount: number | null }> {
    try {
      return await this.pool.query(text, values);
    } catch (failure) {
      throw asStoreRefusal(failure);
    }
  }
}
