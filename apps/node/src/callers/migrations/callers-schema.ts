import type { MigrationInterface, QueryRunner } from 'typeorm';

/** State of the embedded issuer: sessions, grants, codes, refresh tokens, used assertions; and failed sign-ins. */
export class CallersSchema1764000400000 implements MigrationInterface {
  readonly name = 'CallersSchema1764000400000';

  static readonly up = [
    `CREATE TABLE oidc_item (
       model       text        NOT NULL,
       id          text        NOT NULL,
       payload     jsonb       NOT NULL,
       grant_id    text,
       uid         text,
       consumed_at timestamptz,
       expires_at  timestamptz NOT NULL,
       PRIMARY KEY (model, id)
     )`,
    `CREATE INDEX oidc_item_grant ON oidc_item (grant_id) WHERE grant_id IS NOT NULL`,
    `CREATE INDEX oidc_item_uid ON oidc_item (model, uid) WHERE uid IS NOT NULL`,
    `CREATE INDEX oidc_item_expiry ON oidc_item (expires_at)`,
    `CREATE TABLE login_failure (
       subject       text        PRIMARY KEY,
       failures      integer     NOT NULL CHECK (failures >= 0),
       counted_from  timestamptz NOT NULL,
       blocked_until timestamptz NOT NULL
     )`,
    `CREATE INDEX login_failure_age ON login_failure (counted_from)`,
  ];

  static readonly down = [`DROP TABLE login_failure`, `DROP TABLE oidc_item`];

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of CallersSchema1764000400000.up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of CallersSchema1764000400000.down) await runner.query(statement);
  }
}
