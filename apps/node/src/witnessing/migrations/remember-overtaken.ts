import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A submission that was overtaken on its way names the size remembered before; so the memory keeps that too. */
export class RememberOvertaken1795501500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE witness_memory ADD COLUMN overtook_size bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE witness_memory DROP COLUMN overtook_size');
  }
}
