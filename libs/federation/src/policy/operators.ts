import { equal, includes, intersection, isSubset, union } from './values.js';

/** Operators of one metadata parameter (§6.1.2, third level); standard ones are typed, others kept as they came. */
export type ParameterPolicy = Record<string, unknown>;

export type StandardOperator =
  'value' | 'add' | 'default' | 'one_of' | 'subset_of' | 'superset_of' | 'essential';

/** What an operator does with its parameter: a new value, no value, or a complaint. */
export type Applied = { set: unknown } | { remove: true } | { violated: string };

export interface Operator {
  /** Undefined where the configured value has a form that the operator knows (§6.1.3). */
  problem(configured: unknown): string | undefined;
  /** Two superiors' values made one; undefined is a conflict. */
  merge(superior: unknown, subordinate: unknown): { merged: unknown } | undefined;
  /** `present` is the parameter, or undefined where it is absent. */
  apply(configured: unknown, present: unknown): Applied;
}

const list = (value: unknown): unknown[] => value as unknown[];
const wantsList = (configured: unknown) => (Array.isArray(configured) ? undefined : 'a list is due');
const unchanged = (present: unknown): Applied =>
  present === undefined ? { remove: true } : { set: present };
const onlyEqual = (a: unknown, b: unknown) => (equal(a, b) ? { merged: a } : undefined);
const notAList: Applied = { violated: 'the parameter is not a list' };

/** §6.1.3.1. The order of the members is the order of application. */
export const OPERATORS: Readonly<Record<StandardOperator, Operator>> = {
  value: {
    problem: () => undefined,
    merge: onlyEqual,
    apply: (configured) => (configured === null ? { remove: true } : { set: configured }),
  },
  add: {
    problem: wantsList,
    merge: (a, b) => ({ merged: union(list(a), list(b)) }),
    apply: (configured, present) => {
      if (present === undefined) return { set: union(list(configured), []) };
      return Array.isArray(present) ? { set: union(present, list(configured)) } : notAList;
    },
  },
  default: {
    problem: (configured) => (configured === null ? 'null is not a default' : undefined),
    merge: onlyEqual,
    apply: (configured, present) => ({ set: present ?? configured }),
  },
  one_of: {
    problem: wantsList,
    merge: (a, b) => {
      const merged = intersection(list(a), list(b));
      return merged.length === 0 ? undefined : { merged };
    },
    apply: (configured, present) =>
      present === undefined || includes(list(configured), present)
        ? unchanged(present)
        : { violated: 'the value is not one of the allowed ones' },
  },
  subset_of: {
    problem: wantsList,
    merge: (a, b) => ({ merged: intersection(list(a), list(b)) }),
    apply: (configured, present) => {
      if (present === undefined) return { remove: true };
      return Array.isArray(present) ? { set: intersection(present, list(configured)) } : notAList;
    },
  },
  superset_of: {
    problem: wantsList,
    merge: (a, b) => ({ merged: union(list(a), list(b)) }),
    apply: (configured, present) => {
      if (present === undefined) return { remove: true };
      if (!Array.isArray(present)) return notAList;
      return isSubset(list(configured), present)
        ? { set: present }
        : { violated: 'a required value is missing' };
    },
  },
  essential: {
    problem: (configured) => (typeof configured === 'boolean' ? undefined : 'true or false is due'),
    merge: (a, b) => ({ merged: a === true || b === true }),
    apply: (configured, present) =>
      configured === true && present === undefined
        ? { violated: 'the parameter is missing' }
        : unchanged(present),
  },
};

export const ORDER = Object.keys(OPERATORS) as StandardOperator[];

export function isStandardOperator(name: string): name is StandardOperator {
  return Object.hasOwn(OPERATORS, name);
}

/** Why the operators of one parameter may not stand together (§6.1.3.1.1 to .7), or undefined. */
export function combinationProblem(policy: ParameterPolicy): string | undefined {
  const has = (name: StandardOperator) => Object.hasOwn(policy, name);
  const { value, add, one_of: oneOf, subset_of: subsetOf, superset_of: supersetOf } = policy;
  if (has('one_of') && (has('add') || has('subset_of') || has('superset_of'))) {
    return 'one_of stands with value, default and essential only';
  }
  if (has('value')) {
    if (value === null && has('default')) return 'value null excludes default';
    if (value === null && policy['essential'] === true) return 'value null excludes essential';
    const values = Array.isArray(value) ? (value as unknown[]) : undefined;
    if (has('add') && !(values && isSubset(list(add), values))) return 'add must be a subset of value';
    if (has('one_of') && !includes(list(oneOf), value)) return 'value must be among one_of';
    if (has('subset_of') && !(values && isSubset(values, list(subsetOf))))
      return 'value must be a subset of subset_of';
    if (has('superset_of') && !(values && isSubset(list(supersetOf), values)))
      return 'value must be a superset of superset_of';
  }
  if (has('add') && has('subset_of') && !isSubset(list(add), list(subsetOf)))
    return 'add must be a subset of subset_of';
  if (has('subset_of') && has('superset_of') && !isSubset(list(supersetOf), list(subsetOf)))
    return 'subset_of must be a superset of superset_of';
  return undefined;
}
