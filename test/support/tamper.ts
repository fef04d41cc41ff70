import pg from 'pg';
import type { TestNode } from './cluster.js';

/** What only the superuser of a region can do: change the log's tables behind its triggers. */
export async function tamper(node: TestNode, text: string, values: unknown[] = []): Promise<number> {
  const client = new pg.Client({ connectionString: node.database.url });
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    return (await client.query(text, values)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
