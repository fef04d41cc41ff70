import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passkeys beside one-time codes: an account with a row in `second_factor` has one of them at least. */
export class AddPasskeys1795501500300 implements MigrationInterface {
  readonly name = 'AddPasskeys1795501500300';

  static readonly up = [
    `ALTER TABLE second_factor
       ALTER COLUMN sealed DROP NOT NULL,
       ADD COLUMN wrong_codes integer NOT NULL DEFAULT 0 CHECK (wrong_codes >= 0)`,
    `CREATE TABLE passkey (
       id       text        PRIMARY KEY,
       account  text        NOT NULL REFERENCES second_factor ON DELETE CASCADE,
       sealed   bytea       NOT NULL,
       counter  bigint      NOT NULL,
       added_at timestamptz NOT NULL,
       used_at  timestamptz
     )`,
    `CREATE INDEX passkey_account ON passkey (account)`,
  ];

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of AddPasskeys1795501500300.up) await runner.query(statement);
  }

  /** Whose only factor is a passkey has none after this: the rows without a secret go too. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE passkey');
    await runner.query('DELETE FROM second_factor WHERE sealed IS NULL');
    await runner.query('ALTER TABLE second_factor DROP COLUMN wrong_codes, ALTER COLUMN sealed SET NOT NULL');
  }
}
