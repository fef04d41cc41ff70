import type { Pool } from 'pg';
import type { HolderNames } from './rules/index.js';

/** Names of holders by `type:code`, from the own licence store; holders without a licence here are left out. */
export async function readHolderNames(pool: Pool, subjects: ReadonlySet<string>): Promise<HolderNames> {
  const holders = [...subjects].map((subject) => {
    const colon = subject.indexOf(':');
    return [subject.slice(0, colon), subject.slice(colon + 1)] as const;
  });
  if (holders.length === 0) return new Map();
  const { rows } = await pool.query<{ type: string; code: string; name: string }>(
    `SELECT w.type, w.code, l.holder_name AS name
     FROM unnest($1::text[], $2::text[]) AS w (type, code)
     CROSS JOIN LATERAL (SELECT holder_name FROM licence WHERE holder_type = w.type AND holder_code = w.code LIMIT 1) AS l`,
    [holders.map(([type]) => type), holders.map(([, code]) => code)],
  );
  return new Map(rows.map(({ type, code, name }) => [`${type}:${code}`, name]));
}
