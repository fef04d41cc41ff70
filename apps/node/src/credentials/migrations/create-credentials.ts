import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Offers, issued credentials with their places in status lists, and presentations that are under way. */
export class CreateCredentials1795501200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(FOLLOW);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER credential_follows_change ON licence;
      DROP TRIGGER credential_follows_removal ON licence;
      DROP FUNCTION credential_follow_licence();
      DROP TABLE credential_presentation, credential_issued, credential_status_list, credential_nonce, credential_offer`);
  }
}

const TABLES = `
CREATE TABLE credential_offer (
  id text COLLATE "C" PRIMARY KEY,
  code_hash text COLLATE "C" NOT NULL UNIQUE,
  tx_hash text,
  tx_failures int NOT NULL DEFAULT 0,
  token_hash text COLLATE "C" UNIQUE,
  licence text COLLATE "C" NOT NULL,
  type_code text NOT NULL,
  holder text NOT NULL,
  starter jsonb NOT NULL,
  started_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'offered' CHECK (state IN ('offered', 'redeemed', 'issued', 'void'))
);
CREATE INDEX ON credential_offer (expires_at);
COMMENT ON TABLE credential_offer IS 'Codes and tokens as digests only. Rows go when they have expired.';

CREATE TABLE credential_nonce (
  nonce text COLLATE "C" PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX ON credential_nonce (expires_at);
COMMENT ON TABLE credential_nonce IS 'Nonces that were used; unused ones carry their own proof and stand nowhere.';

CREATE TABLE credential_status_list (
  id int PRIMARY KEY,
  size int NOT NULL,
  used int NOT NULL DEFAULT 0,
  -- Counts the changes that readers of the list can see.
  revision bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

CREATE TABLE credential_issued (
  id uuid PRIMARY KEY,
  list int NOT NULL REFERENCES credential_status_list (id),
  index int NOT NULL,
  licence text COLLATE "C" NOT NULL,
  type_code text NOT NULL,
  holder text COLLATE "C" NOT NULL,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- Token Status List: 0 valid, 1 invalid, 2 suspended. 1 is final.
  status smallint NOT NULL DEFAULT 0 CHECK (status IN (0, 1, 2)),
  UNIQUE (list, index)
);
CREATE INDEX ON credential_issued (licence);
CREATE INDEX ON credential_issued (holder, issued_at);
CREATE INDEX ON credential_issued (list) WHERE status <> 0;
CREATE INDEX ON credential_issued (expires_at) WHERE holder <> '';
COMMENT ON TABLE credential_issued IS 'Never deleted: a place in a list is given once. What was issued is not kept, only that it was; whose, until it expires.';

CREATE TABLE credential_presentation (
  id uuid PRIMARY KEY,
  ref_hash text COLLATE "C" NOT NULL UNIQUE,
  owner text NOT NULL,
  starter jsonb NOT NULL,
  context jsonb NOT NULL,
  rule text NOT NULL,
  query jsonb NOT NULL,
  nonce text NOT NULL,
  state text NOT NULL,
  started_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  phase text NOT NULL DEFAULT 'waiting' CHECK (phase IN ('waiting', 'checking', 'shown', 'refused', 'declined')),
  code text,
  result bytea
);
CREATE INDEX ON credential_presentation (expires_at);
COMMENT ON COLUMN credential_presentation.result IS 'What was shown, sealed under the node''s secret. Rows go when they have expired.';
`;

/**
 * A credential is as good as the licence that it was issued on, whichever way that changes: by a decision, an import or
 * by hand. Only this statement within the same transaction cannot be forgotten by any of them.
 */
const FOLLOW = `
CREATE FUNCTION credential_follow_licence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  due smallint := 1;
BEGIN
  -- Another content: what was issued says what no longer holds. Another status alone may be lifted again.
  IF TG_OP = 'UPDATE' AND (OLD.type_code, OLD.number, OLD.name, OLD.issuer_code, OLD.issuer_name, OLD.holder_type,
      OLD.holder_code, OLD.holder_name, OLD.issue_date, OLD.valid_from, OLD.valid_until, OLD.area_code, OLD.attributes)
    IS NOT DISTINCT FROM (NEW.type_code, NEW.number, NEW.name, NEW.issuer_code, NEW.issuer_name, NEW.holder_type,
      NEW.holder_code, NEW.holder_name, NEW.issue_date, NEW.valid_from, NEW.valid_until, NEW.area_code, NEW.attributes)
  THEN
    due := CASE NEW.status WHEN '01' THEN 0 WHEN '02' THEN 2 WHEN '06' THEN 2 WHEN '99' THEN 2 ELSE 1 END;
  END IF;
  WITH changed AS (
    UPDATE credential_issued SET status = due
    WHERE licence = OLD.identifier AND status <> 1 AND status <> due RETURNING list
  )
  UPDATE credential_status_list SET revision = revision + 1 WHERE id IN (SELECT list FROM changed);
  RETURN NULL;
END $$;
CREATE TRIGGER credential_follows_change AFTER UPDATE ON licence FOR EACH ROW
  WHEN (OLD.revision IS DISTINCT FROM NEW.revision OR OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION credential_follow_licence();
CREATE TRIGGER credential_follows_removal AFTER DELETE ON licence FOR EACH ROW
  EXECUTE FUNCTION credential_follow_licence();
`;
