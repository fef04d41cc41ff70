import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from '../../persistence/roles.js';

/** Bulk import: the job with its progress, what it found, and the rows that wait to be published. */
export class CreateLicenceImports1795478420000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE licence_import (
        id              uuid PRIMARY KEY,
        state           text NOT NULL CHECK (state IN ('staging', 'published', 'refused', 'abandoned')),
        source          text NOT NULL,
        format          text NOT NULL,
        encoding        text NOT NULL,
        actor           text NOT NULL,
        -- Where reading goes on: the byte after the last committed record, and its line.
        next_offset     bigint NOT NULL,
        next_line       bigint NOT NULL,
        -- SHA-256 of the first hashed_bytes bytes of the file, to know the file again.
        hashed_bytes    bigint NOT NULL,
        sha256          text NOT NULL,
        rows_read       bigint NOT NULL,
        rows_staged     bigint NOT NULL,
        rows_rejected   bigint NOT NULL DEFAULT 0,
        rows_superseded bigint NOT NULL DEFAULT 0,
        rows_reported   bigint NOT NULL DEFAULT 0,
        rows_added      bigint NOT NULL DEFAULT 0,
        rows_changed    bigint NOT NULL DEFAULT 0,
        rows_unchanged  bigint NOT NULL DEFAULT 0,
        started_at      timestamptz NOT NULL,
        updated_at      timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX licence_import_by_start ON licence_import (started_at)');
    await runner.query(`
      CREATE TABLE licence_import_finding (
        import_id  uuid NOT NULL REFERENCES licence_import (id) ON DELETE CASCADE,
        line       bigint NOT NULL,
        outcome    text NOT NULL CHECK (outcome IN ('rejected', 'superseded', 'reported')),
        code       text NOT NULL,
        field      text NOT NULL,
        message    text NOT NULL
      )`);
    await runner.query(
      'CREATE INDEX licence_import_finding_by_line ON licence_import_finding (import_id, line)',
    );
    // Unlogged: staged rows can be read from the file again. Publishing notices by their count when a crash of the
    // database has emptied the table.
    await runner.query(`
      CREATE UNLOGGED TABLE licence_staging (
        line         bigint NOT NULL,
        identifier   text COLLATE "C" NOT NULL,
        type_code    text COLLATE "C" NOT NULL,
        number       text COLLATE "C" NOT NULL,
        name         text NOT NULL,
        issuer_code  text COLLATE "C" NOT NULL,
        issuer_name  text NOT NULL,
        holder_type  text COLLATE "C" NOT NULL,
        holder_code  text COLLATE "C" NOT NULL,
        holder_name  text NOT NULL,
        issue_date   date NOT NULL,
        valid_from   date NOT NULL,
        valid_until  date,
        sealed_by    text,
        sealed_at    timestamptz,
        area_code    text COLLATE "C" NOT NULL,
        status       text COLLATE "C" NOT NULL,
        attributes   jsonb NOT NULL
      )`);
    // Once, here, and not with the privileges that every start says again: GRANT on the table by name waits for an
    // import's TRUNCATE, which waits for the row that the same GRANT has changed.
    await runner.query(`
      DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${APPLICATION_ROLE}') THEN
          GRANT TRUNCATE ON licence_staging TO ${APPLICATION_ROLE};
        END IF;
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE licence_staging, licence_import_finding, licence_import');
  }
}
