import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions of the console. A row is found by the hash of what the browser holds; its tokens are sealed by a key on disk. */
export class CreateConsole1795501490100 implements MigrationInterface {
  readonly name = 'CreateConsole1795501490100';

  static readonly up = [
    `CREATE TABLE console_session (
       id_hash    bytea       PRIMARY KEY CHECK (octet_length(id_hash) = 32),
       sealed     bytea       NOT NULL,
       begun_at   timestamptz NOT NULL,
       used_at    timestamptz NOT NULL
     )`,
    `CREATE INDEX console_session_used ON console_session (used_at)`,
  ];

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of CreateConsole1795501490100.up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE console_session');
  }
}
