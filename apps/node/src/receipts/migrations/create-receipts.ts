import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Receipts that wait to be seen in the logs of the peers that gave them, and how far these logs were read. */
export class CreateReceipts1795501500002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE receipt_position (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  next_index bigint NOT NULL DEFAULT 0
);
CREATE TABLE receipt_wanted (
  peer text NOT NULL,
  leaf text NOT NULL,
  request text NOT NULL,
  entry uuid NOT NULL,
  index bigint NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (peer, leaf)
);
CREATE INDEX ON receipt_wanted (peer, at);
COMMENT ON TABLE receipt_wanted IS 'Receipts not seen in their log yet; a row goes when it was seen, or when a finding names it.';
CREATE TABLE receipt_log (
  peer text PRIMARY KEY,
  frontier bytea,
  note text,
  pending_note text,
  pending_at timestamptz,
  failing_since timestamptz
);
COMMENT ON TABLE receipt_log IS 'Compact range of all leaves that were read of a peer''s log, and the checkpoint that they were checked against.';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE receipt_log, receipt_wanted, receipt_position');
  }
}
