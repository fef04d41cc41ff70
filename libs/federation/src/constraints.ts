import { Refusal } from '#libs/errors';
import type { Constraints, Metadata } from './statement-claims.js';

/** One subordinate statement's constraints with the place of its issuer: how many intermediates stand below it. */
export interface PlacedConstraints {
  iss: string;
  constraints: Constraints | undefined;
  /** Entities between the issuer and the subject of the chain. */
  intermediatesBelow: number;
  /** Entities subordinate to the issuer on this chain, the subject included. */
  subordinates: readonly string[];
}

/**
 * Path length and naming (§6.2.1, §6.2.2); each statement's constraints stand for themselves.
 * @throws Refusal `CONSTRAINT_PATH_LENGTH`, `CONSTRAINT_NAMING`
 */
export function checkConstraints(placed: readonly PlacedConstraints[]): void {
  for (const { iss, constraints, intermediatesBelow, subordinates } of placed) {
    const max = constraints?.max_path_length;
    if (max !== undefined && intermediatesBelow > max) {
      throw new Refusal('CONSTRAINT_PATH_LENGTH', { details: { iss, max, intermediatesBelow } });
    }
    const outside = subordinates.find((entity) => !isNameAllowed(entity, constraints?.naming_constraints));
    if (outside !== undefined) throw new Refusal('CONSTRAINT_NAMING', { details: { iss, entity: outside } });
  }
}

/** §6.2.3: types that no superior forbids; `federation_entity` always stays. */
export function allowedTypes(metadata: Metadata, placed: readonly PlacedConstraints[]): Metadata {
  return Object.fromEntries(
    Object.entries(metadata).filter(
      ([type]) =>
        type === 'federation_entity' ||
        placed.every(({ constraints }) => constraints?.allowed_entity_types?.includes(type) ?? true),
    ),
  );
}

function isNameAllowed(entity: string, naming: Constraints['naming_constraints']): boolean {
  const host = new URL(entity).hostname;
  if (naming?.excluded?.some((name) => matches(host, name))) return false;
  return naming?.permitted?.some((name) => matches(host, name)) ?? true;
}

/** RFC 5280 §4.2.1.10 for URIs: a leading dot means one or more labels before it, none means this very host. */
function matches(host: string, constraint: string): boolean {
  const name = constraint.toLowerCase();
  return name.startsWith('.') ? host.endsWith(name) && host.length > name.length : host === name;
}
