import type { ClientBase, Pool } from 'pg';

/** A name that PostgreSQL keeps as it is without quotes. */
const PLAIN = /^[a-z_][a-z0-9_]*$/;
const MAX_IDENTIFIER_BYTES = 63;

/**
 * The schema of the queue library, beside that of the node: several nodes may share a database.
 * @throws Error where the node's schema has a name too long to add to
 */
export async function jobsSchema(database: Pick<ClientBase | Pool, 'query'>): Promise<string> {
  const { rows } = await database.query<{ schema: string }>(`SELECT current_schema() || '_jobs' AS schema`);
  const schema = rows[0]?.schema ?? '';
  if (Buffer.byteLength(schema) > MAX_IDENTIFIER_BYTES)
    throw new Error(`the name of the schema is too long: ${schema}`);
  return PLAIN.test(schema) ? schema : `"${schema.replaceAll('"', '""')}"`;
}
