import { randomBytes } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { RECOVERY_CODE_BYTES, recoveryCode, recoveryDigest, stepOfCode } from '#libs/totp';
import type { Clock, Database } from '../ports.js';
import type { Sealer } from '../../secrets/index.js';

const RECOVERY_CODES = 10;
/** Six digits can be guessed with patience, across every lock that ends by itself (NIST SP 800-63B-4 §3.2.2: 100 at most). */
const MAX_WRONG_CODES = 100;

/** What was shown beside the password. */
export type ShownFactor = 'code' | 'recovery' | 'passkey';

/** What an account has beside its password. */
export interface Factors {
  /** One-time codes. */
  codes: boolean;
  /** Codes of recovery that are left. */
  recovery: number;
}

/** Ten codes of recovery, to be told once, and what is kept of them. */
export function freshRecovery(): { codes: string[]; digests: string[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, () => recoveryCode(randomBytes(RECOVERY_CODE_BYTES)));
  return { codes, digests: codes.map((code) => recoveryDigest(code) ?? '') };
}

/** Second factors of accounts: secrets sealed, the last step that was used, digests of what recovers. */
export class SecondFactors {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined where the account has none */
  async of(account: string): Promise<Factors | undefined> {
    const { rows } = await this.database.query<Factors>(
      `SELECT sealed IS NOT NULL AS codes, cardinality(recovery) AS recovery FROM second_factor WHERE account = $1`,
      [account],
    );
    return rows[0];
  }

  /**
   * Keeps a secret as the account's first factor, once its first code was shown.
   * @returns the codes of recovery, told this once; undefined where the code is wrong or the account has a factor already
   */
  async enrol(account: string, secret: Uint8Array, code: string): Promise<string[] | undefined> {
    const step = stepOfCode(secret, code, this.clock(), 0);
    if (step === undefined) return undefined;
    const { codes, digests } = freshRecovery();
    const { rowCount } = await this.database.query(
      `INSERT INTO second_factor (account, sealed, last_step, recovery) VALUES ($1, $2, $3, $4)
       ON CONFLICT (account) DO NOTHING`,
      [account, this.sealed(account, secret), step, digests],
    );
    return rowCount === 1 ? codes : undefined;
  }

  /**
   * Puts a secret in the place of the one that an account with a factor has, or has not, once its first code was shown.
   * @returns false where the code is wrong or the account has no factor any longer
   */
  async replaceCodes(account: string, secret: Uint8Array, code: string): Promise<boolean> {
    const step = stepOfCode(secret, code, this.clock(), 0);
    if (step === undefined) return false;
    const { rowCount } = await this.database.query(
      'UPDATE second_factor SET sealed = $2, last_step = $3, wrong_codes = 0 WHERE account = $1',
      [account, this.sealed(account, secret), step],
    );
    return rowCount === 1;
  }

  /** @returns false where they are the account's last factor, which stays */
  async removeCodes(account: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `UPDATE second_factor SET sealed = NULL
       WHERE account = $1 AND sealed IS NOT NULL AND EXISTS (SELECT FROM passkey WHERE account = $1)`,
      [account],
    );
    return rowCount === 1;
  }

  /** @returns the new codes, told this once; those before count no longer */
  async renewRecovery(account: string): Promise<string[] | undefined> {
    const { codes, digests } = freshRecovery();
    const { rowCount } = await this.database.query(
      'UPDATE second_factor SET recovery = $2 WHERE account = $1',
      [account, digests],
    );
    return rowCount === 1 ? codes : undefined;
  }

  /** Somebody has shown what cannot be guessed: wrong codes before it no longer tell of guessing. */
  async forgetWrongCodes(account: string): Promise<void> {
    await this.database.query('UPDATE second_factor SET wrong_codes = 0 WHERE account = $1', [account]);
  }

  /**
   * @returns what was shown; undefined where it is wrong or was used before: each code counts once
   * @throws Refusal LOGIN_CODES_OFF after too many wrong ones in a row, whatever comes
   */
  async check(account: string, shown: string): Promise<ShownFactor | undefined> {
    const digest = recoveryDigest(shown);
    if (digest !== undefined) return (await this.recovers(account, digest)) ? 'recovery' : undefined;
    return (await this.counts(account, shown)) ? 'code' : undefined;
  }

  private async counts(account: string, code: string): Promise<boolean> {
    // Counted as wrong before it is looked at, so that parallel guesses count each.
    const { rows } = await this.database.query<{ sealed: Buffer | null; last_step: string; wrong: number }>(
      `UPDATE second_factor SET wrong_codes = least(wrong_codes + 1, $2 + 1) WHERE account = $1
       RETURNING sealed, last_step, wrong_codes AS wrong`,
      [account, MAX_WRONG_CODES],
    );
    const [row] = rows;
    if (!row?.sealed) return false;
    if (row.wrong > MAX_WRONG_CODES) throw new Refusal('LOGIN_CODES_OFF');
    const secret = this.sealer.open(row.sealed, contextOf(account));
    if (secret === undefined) return false;
    const step = stepOfCode(Buffer.from(secret, 'base64url'), code, this.clock(), Number(row.last_step));
    if (step === undefined) return false;
    // Of two that come with one code at the same instant, the second finds the step used.
    const { rowCount } = await this.database.query(
      'UPDATE second_factor SET last_step = $2, wrong_codes = 0 WHERE account = $1 AND last_step < $2',
      [account, step],
    );
    return rowCount === 1;
  }

  private async recovers(account: string, digest: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `UPDATE second_factor SET recovery = array_remove(recovery, $2), wrong_codes = 0 WHERE account = $1 AND $2 = ANY (recovery)`,
      [account, digest],
    );
    return rowCount === 1;
  }

  private sealed(account: string, secret: Uint8Array): Buffer {
    return this.sealer.seal(Buffer.from(secret).toString('base64url'), contextOf(account));
  }
}

/** After this the account has none, passkeys and codes of recovery included: its next sign-in sets one up, where its role needs one. False where it had none. */
export async function forgetSecondFactor(database: Database, account: string): Promise<boolean> {
  const { rowCount } = await database.query('DELETE FROM second_factor WHERE account = $1', [account]);
  return rowCount === 1;
}

/** A secret that was moved to another account's row opens nothing. */
const contextOf = (account: string): string => `second factor of ${account}`;
