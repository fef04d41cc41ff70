import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The licence store. Texts that are compared or ordered are `COLLATE "C"`: cheaper, and a cursor means the same on
 * every machine. A licence's key is its identifier; no other id is needed.
 */
export class CreateLicences1795478410000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE licence (
        identifier   text COLLATE "C" PRIMARY KEY,
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
        attributes   jsonb NOT NULL,
        -- Counts the changes of this row and names the entry of the status history.
        revision     integer NOT NULL DEFAULT 1,
        created_at   timestamptz NOT NULL,
        updated_at   timestamptz NOT NULL
      )`);
    await runner.query(
      'CREATE INDEX licence_by_number ON licence (type_code, number, issue_date DESC, identifier DESC)',
    );
    await runner.query(
      'CREATE INDEX licence_by_holder ON licence (holder_type, holder_code, type_code, identifier)',
    );
    await runner.query(`
      CREATE TABLE licence_status_change (
        identifier   text COLLATE "C" NOT NULL REFERENCES licence (identifier),
        revision     integer NOT NULL,
        from_status  text COLLATE "C" NOT NULL,
        to_status    text COLLATE "C" NOT NULL,
        changed_at   timestamptz NOT NULL,
        changed_by   text NOT NULL,
        reason       text NOT NULL,
        PRIMARY KEY (identifier, revision)
      )`);
    await runner.query(`
      CREATE TABLE licence_document (
        identifier   text COLLATE "C" NOT NULL REFERENCES licence (identifier),
        ordinal      integer NOT NULL,
        sha256       text COLLATE "C" NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        media_type   text NOT NULL,
        size         bigint NOT NULL,
        attached_at  timestamptz NOT NULL,
        attached_by  text NOT NULL,
        PRIMARY KEY (identifier, ordinal)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE licence_document, licence_status_change, licence');
  }
}
