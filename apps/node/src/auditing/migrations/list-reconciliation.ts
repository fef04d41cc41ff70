import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One list to work on: what comparing logs has found stands among the auditors' findings from the moment it is opened, in
 * the same transaction. The proofs stay where they are, under the same id. That it was opened is an entry of the log already.
 */
export class ListReconciliation1795501500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LIST);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TRIGGER reconciliation_finding_listed ON reconciliation_finding;
       DROP FUNCTION auditing_list_reconciliation();
       DELETE FROM auditing_finding WHERE rule LIKE 'reconciliation.%'`,
    );
  }
}

const COLUMNS = `id, rule, state, opened_at, changed_at, entries, last_index, occurrences, detail, logged`;
const VALUES = (row: string): string => `
  SELECT ${row}.id, 'reconciliation.' || ${row}.class, 'open', ${row}.opened_at, ${row}.opened_at,
    ARRAY[coalesce(${row}.proofs #>> '{ours,entry}', ${row}.entry::text)::uuid], 0, 1,
    jsonb_strip_nulls(jsonb_build_object('peer', ${row}.peer, 'request', nullif(${row}.request_digest, ''),
      'from', to_char(${row}.from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'to', to_char(${row}.to_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))), true`;

const LIST = `
CREATE FUNCTION auditing_list_reconciliation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO auditing_finding (${COLUMNS}) ${VALUES('NEW')}
  ON CONFLICT (id) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER reconciliation_finding_listed AFTER INSERT ON reconciliation_finding
  FOR EACH ROW EXECUTE FUNCTION auditing_list_reconciliation();
INSERT INTO auditing_finding (${COLUMNS}) ${VALUES('r')} FROM reconciliation_finding r ON CONFLICT (id) DO NOTHING;
`;
