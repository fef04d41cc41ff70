const ENTRY = `INSERT INTO plain_entry (month, index, appended_at, leaf, body, id, kind, at, caller, organisation, person,
    case_number, item_code, document, licence_types, subjects, outcome, request_digest, terms)
  VALUES (date_trunc('month', now() AT TIME ZONE 'UTC')::date, nextval('plain_index'), clock_timestamp(), $1, $2, $3, $4,
    $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
  RETURNING month, index`;
const PERSONAL = `INSERT INTO plain_personal (month, index, label, salt, value)
  SELECT month, index, label, salt, value FROM e, unnest($17::text[], $18::bytea[], $19::text[]) AS p (label, salt, value)`;
const EVIDENCE = `INSERT INTO plain_evidence (month, index, request_token, answer_token)
  SELECT month, index, $20, $21 FROM e`;

/** Ordinary tables with the columns and indexes of the log's. */
export async function makePlainTables(client) {
  for (const table of ['entry', 'personal', 'evidence'])
    await client.query(
      `CREATE TABLE plain_${table} (LIKE audit_${table} INCLUDING INDEXES INCLUDING STORAGE)`,
    );
  await client.query('CREATE SEQUENCE plain_index MINVALUE 0');
}

/** The rows of one entry, its evidence and its personal values: one statement, one transaction. */
export async function insertPlainly(pool, { prepared, personal, evidence }) {
  const { entry, bytes, receipt } = prepared;
  const [lookup] = entry.lookups;
  await pool.query({
    name: 'plain',
    text: `WITH e AS (${ENTRY}), p AS (${PERSONAL}) ${EVIDENCE}`,
    values: [
      Buffer.from(receipt.leaf, 'base64url'),
      bytes,
      entry.id,
      entry.kind,
      entry.at,
      entry.caller.id,
      entry.caller.organisation.code,
      entry.caller.person,
      entry.context.caseNumber,
      entry.context.itemCode,
      entry.operation.document,
      [lookup.licenceType],
      [lookup.subject],
      entry.outcome,
      entry.request.digest,
      [`i:${lookup.identifiers[0]}`, `j:${entry.request.jti}`],
      personal.map(({ label }) => label),
      personal.map(({ salt }) => salt),
      personal.map(({ value }) => value),
      evidence.requestToken,
      evidence.answerToken,
    ],
  });
}
