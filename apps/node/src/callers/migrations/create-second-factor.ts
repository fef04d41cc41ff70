import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Second factors of the embedded issuer's accounts. */
export class CreateSecondFactor1795501490200 implements MigrationInterface {
  readonly name = 'CreateSecondFactor1795501490200';

  static readonly up = [
    `CREATE TABLE second_factor (
       account    text        PRIMARY KEY,
       sealed     bytea       NOT NULL,
       last_step  bigint      NOT NULL,
       recovery   text[]      NOT NULL,
       begun_at   timestamptz NOT NULL DEFAULT clock_timestamp()
     )`,
  ];

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of CreateSecondFactor1795501490200.up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE second_factor');
  }
}
