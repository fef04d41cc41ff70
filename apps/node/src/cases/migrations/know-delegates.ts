import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a counter tells delegates apart by: type of document and end of its number, where they were named. */
export class KnowDelegates1795501500200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE case_record ADD COLUMN delegates jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE case_record DROP COLUMN delegates');
  }
}
