import { canonicalJson } from '#libs/audit-log';
import type { Matter } from './matter.js';

export interface MatterChange {
  /** Members by name, elements of lists by their id: `materials.ruling.trust`. */
  path: string;
  kind: 'added' | 'removed' | 'changed';
  before?: unknown;
  after?: unknown;
}

/** What changed between two versions of a definition; empty where they are equal. Order of lists of ids does not count. */
export function diffMatters(before: Matter, after: Matter): MatterChange[] {
  return compare(before, after, '');
}

function compare(before: unknown, after: unknown, path: string): MatterChange[] {
  if (before === undefined) return [{ path, kind: 'added', after }];
  if (after === undefined) return [{ path, kind: 'removed', before }];
  const [one, other] = [membersOf(before), membersOf(after)];
  if (!one || !other)
    return canonicalJson(before) === canonicalJson(after) ? [] : [{ path, kind: 'changed', before, after }];
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((name) =>
    compare(one.get(name), other.get(name), path === '' ? name : `${path}.${name}`),
  );
}

/** The members of an object, or the elements of a list that have ids or are plain texts; undefined for anything else. */
function membersOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value))
    return new Map(Object.entries(value).filter(([, member]) => member !== undefined));
  const keys = value.map(keyOf);
  const distinct = new Set(keys);
  return distinct.has(undefined) || distinct.size !== keys.length
    ? undefined
    : new Map(value.map((element: unknown, index) => [keys[index] ?? '', element]));
}

function keyOf(element: unknown): string | undefined {
  if (typeof element === 'string') return element;
  if (typeof element !== 'object' || element === null) return undefined;
  const { id, key, document } = element as { id?: unknown; key?: unknown; document?: unknown };
  return [id, key, document].find((name): name is string => typeof name === 'string');
}
