import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents that this node issued on cases, as they can be verified by anybody. */
export class CreateIssuing1795501460000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE issued_document; DROP SEQUENCE issued_serial');
  }
}

const TABLES = `
-- Serials of licences: never given twice, with gaps where an approval failed.
CREATE SEQUENCE issued_serial;

CREATE TABLE issued_document (
  -- Public verification: unguessable.
  code text PRIMARY KEY,
  case_id text NOT NULL,
  -- Kind of notice, or licence.
  kind text NOT NULL,
  -- What it tells of: the event, or what is pledged.
  about text NOT NULL,
  english boolean NOT NULL,
  -- SHA-256 of the sealed document, base64url.
  digest text NOT NULL,
  -- Of a notice; a licence's document lies with the licences.
  bytes bytea,
  -- Of a licence.
  identifier text,
  issued_at timestamptz NOT NULL,
  UNIQUE (case_id, kind, about, english)
);
`;
