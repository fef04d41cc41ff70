import { AuditReader, type StoredEntry } from '../../apps/node/src/audit/index.js';
import type { TestNode } from './cluster.js';

/** Kinds that an exchange writes before it answers; findings and reconciliation come beside them, at their own time. */
const KINDS = ['answer', 'home', 'intent', 'outcome', 'refusal'] as const;
const BESIDE = 200;

/** The newest entries of the exchange itself, newest first. */
export async function newestOfExchange(node: TestNode, count: number): Promise<StoredEntry[]> {
  return newestOfKind(node, KINDS, count);
}

/** The newest entries of some kinds, newest first, whatever came beside them. */
export async function newestOfKind(
  node: TestNode,
  kinds: readonly StoredEntry['entry']['kind'][],
  count = 1,
): Promise<StoredEntry[]> {
  const entries = await new AuditReader(node.running.database.auditorPool).newest(count + BESIDE);
  return entries.filter(({ entry }) => kinds.includes(entry.kind)).slice(0, count);
}

/** How many entries the exchange itself has written. */
export async function sizeOfExchange(node: TestNode): Promise<bigint> {
  const { rows } = await node.running.database.auditorPool.query<{ count: string }>(
    'SELECT count(*) FROM audit_entry WHERE kind = ANY($1)',
    [KINDS],
  );
  return BigInt(rows[0]?.count ?? 0);
}
