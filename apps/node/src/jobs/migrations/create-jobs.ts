import { getConstructionPlans } from 'pg-boss';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tables of the queue library, in a schema of their own beside the node's (`public_jobs` for `public`). Its own
 * statements make them, under a transaction of their own; where the login may not make schemas, an empty one that was
 * made for it does as well.
 */
export class CreateJobs1795501470000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const schema = await schemaOf(runner);
    const found = (await runner.query(
      `SELECT to_regnamespace($1) IS NOT NULL AS schema, to_regclass($1 || '.version') IS NOT NULL AS tables`,
      [schema],
    )) as { schema: boolean; tables: boolean }[];
    if (found[0]?.tables) return; // a start before this one ended between the two transactions
    if (!found[0]?.schema) await runner.query(`CREATE SCHEMA ${schema}`);
    await runner.query(getConstructionPlans(schema, { createSchema: false }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA ${await schemaOf(runner)} CASCADE`);
  }
}

async function schemaOf(runner: QueryRunner): Promise<string> {
  const rows = (await runner.query(`SELECT quote_ident(current_schema() || '_jobs') AS schema`)) as {
    schema: string;
  }[];
  return rows[0]?.schema ?? '';
}
