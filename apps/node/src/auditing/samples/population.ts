import { Refusal } from '#libs/errors';
import { conditionsOf, Parameters } from '../search/conditions.js';
import type { AuditFilter } from '../search/filter.js';
import type { LogReader } from '../search/log-reader.js';

/**
 * Indexes of the entries that a filter finds among the first `treeSize`, ascending.
 * @throws Refusal `AUDIT_SAMPLE_INVALID` where there are more than `most`
 */
export async function readPopulation(
  reader: LogReader,
  filter: AuditFilter,
  treeSize: bigint,
  most: number,
): Promise<bigint[]> {
  const toIndex =
    filter.toIndex !== undefined && BigInt(filter.toIndex) < treeSize ? filter.toIndex : String(treeSize);
  const parameters = new Parameters();
  const { from, where } = conditionsOf({ ...filter, toIndex }, parameters, { oldestFirst: true });
  const limit = parameters.add(most + 1);
  const rows = await reader.query<{ index: string }>(
    `SELECT e.index FROM ${from} WHERE ${where} ORDER BY e.index LIMIT ${limit}`,
    parameters.values,
  );
  if (rows.length > most) throw new Refusal('AUDIT_SAMPLE_INVALID', { hint: `more than ${most}` });
  return rows.map(({ index }) => BigInt(index));
}
