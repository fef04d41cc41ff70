import type { ClientBase, QueryConfig } from 'pg';
import type { AppendDraft } from './draft.js';

const TEXT = `SELECT audit_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS indexes`;
const SALT_BYTES = 32;

/**
 * Appends a batch by one call of `audit_append` (migrations/append-function.ts), which is a transaction by itself.
 * @returns for each draft its index, or null where its replay key was there before.
 */
export async function appendBatch(
  client: ClientBase,
  drafts: readonly AppendDraft[],
  timeoutMs: number,
): Promise<(bigint | null)[]> {
  const personal = drafts.flatMap((draft, at) =>
    (draft.personal ?? []).map((value) => ({ ...value, entry: at + 1 })),
  );
  // The database has a limit of its own; `query_timeout` is for a connection that has gone silent.
  const query: QueryConfig & { query_timeout: number } = {
    name: 'audit-append',
    text: TEXT,
    values: [
      Buffer.concat(drafts.map(({ prepared }) => prepared.bytes)),
      drafts.map(({ prepared }) => prepared.bytes.length),
      drafts.map(({ replayKey }) => replayKey?.iss ?? null),
      drafts.map(({ replayKey }) => replayKey?.jti ?? null),
      drafts.map(({ replayKey }) => replayKey?.expiresAt ?? null),
      drafts.map(({ evidence }) => evidence?.requestToken ?? null),
      drafts.map(({ evidence }) => evidence?.answerToken ?? null),
      personal.map(({ entry }) => entry),
      personal.map(({ label }) => label),
      Buffer.concat(
        personal.map(({ salt }) => salt),
        personal.length * SALT_BYTES,
      ),
      personal.map(({ value }) => value),
    ],
    query_timeout: timeoutMs,
  };
  const result = await client.query<{ indexes: (string | null)[] }>(query);
  const indexes = result.rows[0]?.indexes;
  if (indexes?.length !== drafts.length) throw new Error('audit_append answered for another batch');
  return indexes.map((index) => (index === null ? null : BigInt(index)));
}
