import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Holders' authorisations: what counters of this region asked for, and how often what was presented has been used. */
export class CreateAuthorisations1795501100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE holder_authorisation_use, holder_authorisation_request');
  }
}

const TABLES = `
CREATE TABLE holder_authorisation_request (
  id uuid PRIMARY KEY,
  organisation text NOT NULL,
  platform text NOT NULL,
  platform_id text NOT NULL,
  secret text NOT NULL,
  url text NOT NULL,
  licences jsonb NOT NULL,
  item_code text NOT NULL,
  case_number text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'granted', 'refused', 'expired')),
  token text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  CHECK ((state = 'granted') = (token IS NOT NULL))
);
COMMENT ON TABLE holder_authorisation_request IS 'What counters of this region asked holders for, and the authorisation that came of it.';
CREATE INDEX holder_authorisation_request_end ON holder_authorisation_request (expires_at);

CREATE TABLE holder_authorisation_use (
  issuer text NOT NULL,
  jti text NOT NULL,
  request text NOT NULL,
  place int NOT NULL CHECK (place > 0),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, jti, place),
  UNIQUE (issuer, jti, request)
);
COMMENT ON TABLE holder_authorisation_use IS 'Uses of authorisations: one place of those allowed for each request.';
CREATE INDEX holder_authorisation_use_end ON holder_authorisation_use (expires_at);
`;
