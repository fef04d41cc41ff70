import { randomBytes } from 'node:crypto';
import { RECOVERY_CODE_BYTES, recoveryCode, recoveryDigest, stepOfCode } from '#libs/totp';
import type { Clock, Database } from '../ports.js';
import type { Sealer } from '../../secrets/index.js';

const RECOVERY_CODES = 10;

/** What was shown beside the password. */
export type ShownFactor = 'code' | 'recovery';

/** Second factors of accounts: secrets sealed, the last step that was used, digests of what recovers. */
export class SecondFactors {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  async has(account: string): Promise<boolean> {
    const { rowCount } = await this.database.query('SELECT FROM second_factor WHERE account = $1', [account]);
    return rowCount !== 0;
  }

  /**
   * Keeps a secret once its first code was shown.
   * @returns the codes of recovery, told this once; undefined where the code is wrong or the account has a factor already
   */
  async enrol(account: string, secret: Uint8Array, code: string): Promise<string[] | undefined> {
    const step = stepOfCode(secret, code, this.clock(), 0);
    if (step === undefined) return undefined;
    const codes = Array.from({ length: RECOVERY_CODES }, () =>
      recoveryCode(randomBytes(RECOVERY_CODE_BYTES)),
    );
    const sealed = this.sealer.seal(Buffer.from(secret).toString('base64url'), contextOf(account));
    const { rowCount } = await this.database.query(
      `INSERT INTO second_factor (account, sealed, last_step, recovery) VALUES ($1, $2, $3, $4)
       ON CONFLICT (account) DO NOTHING`,
      [account, sealed, step, codes.map(recoveryDigest)],
    );
    return rowCount === 1 ? codes : undefined;
  }

  /** @returns what was shown; undefined where it is wrong or was used before: each code counts once */
  async check(account: string, shown: string): Promise<ShownFactor | undefined> {
    const digest = recoveryDigest(shown);
    if (digest !== undefined) return (await this.recovers(account, digest)) ? 'recovery' : undefined;
    return (await this.counts(account, shown.replaceAll(/\s/g, ''))) ? 'code' : undefined;
  }

  private async counts(account: string, code: string): Promise<boolean> {
    const { rows } = await this.database.query<{ sealed: Buffer; last_step: string }>(
      'SELECT sealed, last_step FROM second_factor WHERE account = $1',
      [account],
    );
    const [row] = rows;
    const secret = row && this.sealer.open(row.sealed, contextOf(account));
    if (secret === undefined) return false;
    const step = stepOfCode(Buffer.from(secret, 'base64url'), code, this.clock(), Number(row?.last_step));
    if (step === undefined) return false;
    // Of two that come with one code at the same instant, the second finds the step used.
    const { rowCount } = await this.database.query(
      'UPDATE second_factor SET last_step = $2 WHERE account = $1 AND last_step < $2',
      [account, step],
    );
    return rowCount === 1;
  }

  private async recovers(account: string, digest: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `UPDATE second_factor SET recovery = array_remove(recovery, $2) WHERE account = $1 AND $2 = ANY (recovery)`,
      [account, digest],
    );
    return rowCount === 1;
  }
}

/** After this the account has none: its next sign-in sets one up, where its role needs one. False where it had none. */
export async function forgetSecondFactor(database: Database, account: string): Promise<boolean> {
  const { rowCount } = await database.query('DELETE FROM second_factor WHERE account = $1', [account]);
  return rowCount === 1;
}

/** A secret that was moved to another account's row opens nothing. */
const contextOf = (account: string): string => `second factor of ${account}`;
