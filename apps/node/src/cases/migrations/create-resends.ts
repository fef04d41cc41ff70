import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases that an operator wants told once more; the node does it with its next round. */
export class CreateCaseResends1795501410001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE case_resend (
  case_id text NOT NULL REFERENCES case_record,
  region text NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, region)
);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE case_resend');
  }
}
