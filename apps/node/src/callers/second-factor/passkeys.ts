import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { Sealer } from '../../secrets/index.js';
import type { Clock, Database } from '../ports.js';
import type { Credential } from './relying-party.js';

/** More than anybody carries; a bound, so that nobody fills the table. */
const MAX_PASSKEYS = 10;
const UNIQUE_VIOLATION = '23505';

export interface Passkey {
  /** Names it on pages and in the log; tells nothing of the credential. */
  id: string;
  /** As its person calls it. */
  label: string;
  credential: Credential;
  addedAt: Date;
  usedAt: Date | undefined;
}

export interface NewPasskey {
  label: string;
  credential: Credential;
  counter: number;
}

const sealedSchema = z.strictObject({
  label: z.string(),
  credentialId: z.string(),
  publicKey: z.string(),
  transports: z.array(z.string()),
});

interface Row {
  id: string;
  sealed: Buffer;
  added_at: Date;
  used_at: Date | null;
}

const idOf = (credentialId: string): string =>
  createHash('sha256').update(`passkey ${credentialId}`).digest('base64url');
/** What was moved to another account's row, or to another credential's, opens nothing. */
const contextOf = (account: string, id: string): string => `passkey ${id} of ${account}`;

/** Passkeys of accounts: sealed like the secrets of one-time codes, with the counter beside them. */
export class Passkeys {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  /** Oldest first. */
  async of(account: string): Promise<Passkey[]> {
    const { rows } = await this.database.query<Row>(
      'SELECT id, sealed, added_at, used_at FROM passkey WHERE account = $1 ORDER BY added_at, id',
      [account],
    );
    return rows.flatMap((row) => this.opened(account, row) ?? []);
  }

  /**
   * As the account's first factor, with digests of its codes of recovery, both or neither.
   * @returns false where it has a factor already
   */
  async addFirst(account: string, passkey: NewPasskey, recovery: readonly string[]): Promise<boolean> {
    return this.insert(
      `WITH first AS (
         INSERT INTO second_factor (account, last_step, recovery) VALUES ($2, 0, $6)
         ON CONFLICT (account) DO NOTHING RETURNING account)
       INSERT INTO passkey (id, account, sealed, counter, added_at) SELECT $1, account, $3, $4, $5 FROM first`,
      [...this.values(account, passkey), recovery],
    );
  }

  /** @returns false where the account has no factor any longer, or enough passkeys */
  async add(account: string, passkey: NewPasskey): Promise<boolean> {
    return this.insert(
      `INSERT INTO passkey (id, account, sealed, counter, added_at) SELECT $1, account, $3, $4, $5 FROM second_factor
       WHERE account = $2 AND (SELECT count(*) FROM passkey WHERE account = $2) < $6`,
      [...this.values(account, passkey), MAX_PASSKEYS],
    );
  }

  /**
   * Keeps the counter of a signature that was checked (WebAuthn §7.2, step 22).
   * @returns false where it has not grown: one of two authenticators with this key is a copy
   */
  async use(credentialId: string, counter: number): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `UPDATE passkey SET counter = $2, used_at = $3 WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))`,
      [idOf(credentialId), counter, this.now()],
    );
    return rowCount === 1;
  }

  /** @returns false where it is not one of the account, or its last factor, which stays */
  async remove(account: string, id: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `DELETE FROM passkey WHERE account = $1 AND id = $2 AND (
         EXISTS (SELECT FROM passkey WHERE account = $1 AND id <> $2)
         OR EXISTS (SELECT FROM second_factor WHERE account = $1 AND sealed IS NOT NULL))`,
      [account, id],
    );
    return rowCount === 1;
  }

  private opened(account: string, { id, sealed, added_at, used_at }: Row): Passkey | undefined {
    const text = this.sealer.open(sealed, contextOf(account, id));
    if (text === undefined) return undefined;
    const { label, credentialId, publicKey, transports } = sealedSchema.parse(JSON.parse(text));
    const credential = { id: credentialId, publicKey: Buffer.from(publicKey, 'base64url'), transports };
    return { id, label, credential, addedAt: added_at, usedAt: used_at ?? undefined };
  }

  private values(account: string, { label, credential, counter }: NewPasskey): unknown[] {
    const id = idOf(credential.id);
    const kept: z.input<typeof sealedSchema> = {
      label,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      transports: credential.transports,
    };
    const sealed = this.sealer.seal(JSON.stringify(kept), contextOf(account, id));
    return [id, account, sealed, counter, this.now()];
  }

  /** A credential that is known already is somebody's: whose, is not said. */
  private async insert(statement: string, values: unknown[]): Promise<boolean> {
    try {
      return (await this.database.query(statement, values)).rowCount === 1;
    } catch (cause) {
      if ((cause as { code?: string }).code !== UNIQUE_VIOLATION) throw cause;
      throw new Refusal('LOGIN_PASSKEY_REFUSED', { details: { why: 'known already' }, cause });
    }
  }

  private now(): string {
    return new Date(this.clock()).toISOString();
  }
}
