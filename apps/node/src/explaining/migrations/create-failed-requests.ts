import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Failed requests of own integrators by the id that their answers carried; codes and names of entries, nothing personal. */
export class CreateFailedRequests1795501500100 implements MigrationInterface {
  readonly name = 'CreateFailedRequests1795501500100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE failed_request (
        id           uuid        PRIMARY KEY,
        at           timestamptz NOT NULL,
        organisation text        NOT NULL,
        client       text        NOT NULL,
        operation    text,
        codes        text[]      NOT NULL,
        entry        uuid,
        asked        jsonb       NOT NULL
      )`);
    await runner.query('CREATE INDEX failed_request_at ON failed_request (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE failed_request');
  }
}
