import { InvalidArgumentError } from 'commander';
import type { Constraints } from '#libs/federation';

export interface ConstraintOptions {
  maxPathLength?: number;
  permit?: string[];
  exclude?: string[];
  allowType?: string[];
}

/** Constraints of a statement from options; undefined where none was given. */
export function constraintsOf({
  maxPathLength,
  permit,
  exclude,
  allowType,
}: ConstraintOptions): Constraints | undefined {
  const constraints: Constraints = {
    ...(maxPathLength === undefined ? {} : { max_path_length: maxPathLength }),
    ...(permit === undefined && exclude === undefined
      ? {}
      : {
          naming_constraints: {
            ...(permit === undefined ? {} : { permitted: permit }),
            ...(exclude === undefined ? {} : { excluded: exclude }),
          },
        }),
    ...(allowType === undefined ? {} : { allowed_entity_types: allowType }),
  };
  return Object.keys(constraints).length === 0 ? undefined : constraints;
}

/** `type=issuer` pairs as the `trust_mark_issuers` of an anchor. */
export function issuers(pairs: readonly string[]): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const pair of pairs) {
    const at = pair.lastIndexOf('=');
    if (at <= 0) throw new InvalidArgumentError('--accept-marks takes type=issuer');
    (result[pair.slice(0, at)] ??= []).push(pair.slice(at + 1));
  }
  return result;
}

export function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('a number above zero');
}

export function count(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a whole number, 0 or more');
}

export function instant(text: string): number {
  const value = Date.parse(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError('an ISO 8601 instant');
}
