import type { ClientBase, Pool } from 'pg';
import { asStoreRefusal } from '../../persistence/store-refusal.js';
import type { Starter } from '../credential-journal.js';

export interface Offer {
  id: string;
  licence: string;
  typeCode: string;
  /** `<holder type>:<code>` */
  holder: string;
  starter: Starter;
  state: 'offered' | 'redeemed' | 'issued' | 'void';
  txHash: string | null;
  txFailures: number;
  expiresAt: Date;
}

const COLUMNS = `id, licence, type_code AS "typeCode", holder, starter, state, tx_hash AS "txHash",
  tx_failures AS "txFailures", expires_at AS "expiresAt"`;

/** Credential offers from their start to the issue, by digests of the secrets that lead to them. */
export class OfferStore {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  async add(
    offer: Omit<Offer, 'state' | 'txFailures'> & { codeHash: string; startedAt: Date },
  ): Promise<void> {
    const { id, codeHash, txHash, licence, typeCode, holder, starter, startedAt, expiresAt } = offer;
    await this.query(
      `INSERT INTO credential_offer (id, code_hash, tx_hash, licence, type_code, holder, starter, started_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, codeHash, txHash, licence, typeCode, holder, JSON.stringify(starter), startedAt, expiresAt],
    );
  }

  byId(id: string, now: Date): Promise<Offer | undefined> {
    return this.one('id = $1 AND expires_at > $2', [id, now]);
  }

  byCode(codeHash: string, now: Date): Promise<Offer | undefined> {
    return this.one('code_hash = $1 AND expires_at > $2', [codeHash, now]);
  }

  /** Counts a try before the code is looked at, so that many at once are no more tries. False: none was left. */
  async tryTxCode(id: string, attempts: number): Promise<boolean> {
    const { rowCount } = await this.query(
      `UPDATE credential_offer SET tx_failures = tx_failures + 1
       WHERE id = $1 AND state = 'offered' AND tx_failures < $2`,
      [id, attempts],
    );
    return rowCount === 1;
  }

  /** Takes the code in; false where somebody was quicker. */
  async redeem(id: string, tokenHash: string, expiresAt: Date): Promise<boolean> {
    const { rowCount } = await this.query(
      `UPDATE credential_offer SET state = 'redeemed', token_hash = $2, expires_at = $3
       WHERE id = $1 AND state = 'offered'`,
      [id, tokenHash, expiresAt],
    );
    return rowCount === 1;
  }

  byToken(tokenHash: string, now: Date): Promise<Offer | undefined> {
    return this.one(`token_hash = $1 AND expires_at > $2 AND state = 'redeemed'`, [tokenHash, now]);
  }

  /** Within the transaction that issues: of two requests with one token the second finds nothing to issue. */
  async issue(client: Pick<ClientBase, 'query'>, id: string): Promise<boolean> {
    const { rowCount } = await client.query(
      `UPDATE credential_offer SET state = 'issued' WHERE id = $1 AND state = 'redeemed'`,
      [id],
    );
    return rowCount === 1;
  }

  private async one(where: string, values: unknown[]): Promise<Offer | undefined> {
    const { rows } = await this.query(`SELECT ${COLUMNS} FROM credential_offer WHERE ${where}`, values);
    return rows[0] as Offer | undefined;
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
