import { Refusal, type ErrorCode } from '#libs/errors';
import type { Metadata, MetadataPolicy } from '../statement-claims.js';
import {
  combinationProblem,
  isStandardOperator,
  OPERATORS,
  ORDER,
  type Applied,
  type ParameterPolicy,
} from './operators.js';

/** What one subordinate statement says about policy. */
export interface PolicySource {
  metadata_policy?: MetadataPolicy | undefined;
  metadata_policy_crit?: readonly string[] | undefined;
}

/**
 * Merges the policies of a chain, the most superior statement first (§6.1.4.1).
 * @throws Refusal `METADATA_POLICY_MALFORMED`, `METADATA_POLICY_CONFLICT`, `METADATA_POLICY_CRITICAL_UNKNOWN`
 */
export function resolvePolicy(fromSuperior: readonly PolicySource[]): MetadataPolicy {
  refuseCritical(fromSuperior.flatMap((source) => source.metadata_policy_crit ?? []));
  let current: MetadataPolicy = {};
  for (const { metadata_policy: next } of fromSuperior) {
    if (next === undefined) continue;
    forEachParameter(next, (policy, where) => {
      checkParameter(policy, where);
    });
    current = mergePolicies(current, next);
  }
  return current;
}

/** Applies a resolved policy to metadata to which the superior's own `metadata` was applied already (§6.1.4.2). */
export function applyPolicy(metadata: Metadata, policy: MetadataPolicy): Metadata {
  return Object.fromEntries(
    Object.entries(metadata).map(([type, members]) => [
      type,
      Object.entries(own(policy, type) ?? {}).reduce(
        (result, [parameter, operators]) =>
          applyParameter(result, parameter, operators, `${type}.${parameter}`),
        members,
      ),
    ]),
  );
}

/**
 * The immediate superior's `metadata` takes the place of the subject's, parameter by parameter (§3.1.1). A type that
 * the subject does not claim is not made by its superior.
 */
export function overrideMetadata(metadata: Metadata, bySuperior: Metadata | undefined): Metadata {
  return Object.fromEntries(
    Object.entries(metadata).map(([type, members]) => [type, { ...members, ...own(bySuperior, type) }]),
  );
}

/** §6.1.3.2: an operator that is not understood may be ignored, unless any statement of the chain calls it critical. */
function refuseCritical(names: readonly string[]): void {
  for (const name of names) {
    if (isStandardOperator(name)) {
      throw policyRefusal(
        'METADATA_POLICY_MALFORMED',
        'metadata_policy_crit',
        `${name} is a standard operator`,
      );
    }
    throw policyRefusal('METADATA_POLICY_CRITICAL_UNKNOWN', 'metadata_policy_crit', name);
  }
}

function checkParameter(policy: ParameterPolicy, where: string): void {
  for (const [name, configured] of Object.entries(policy)) {
    const problem = isStandardOperator(name) ? OPERATORS[name].problem(configured) : undefined;
    if (problem !== undefined) {
      throw policyRefusal('METADATA_POLICY_MALFORMED', `${where}.${name}`, problem);
    }
  }
  const problem = combinationProblem(policy);
  if (problem !== undefined) throw policyRefusal('METADATA_POLICY_MALFORMED', where, problem);
}

function mergePolicies(superior: MetadataPolicy, subordinate: MetadataPolicy): MetadataPolicy {
  const merged: MetadataPolicy = { ...superior };
  forEachParameter(subordinate, (policy, where, type, parameter) => {
    const before = own(own(merged, type), parameter);
    const after = before === undefined ? policy : mergeParameters(before, policy, where);
    merged[type] = { ...own(merged, type), [parameter]: after };
  });
  return merged;
}

function mergeParameters(
  superior: ParameterPolicy,
  subordinate: ParameterPolicy,
  where: string,
): ParameterPolicy {
  const merged: ParameterPolicy = { ...superior };
  for (const [name, configured] of Object.entries(subordinate)) {
    if (!Object.hasOwn(merged, name)) {
      merged[name] = configured;
    } else if (isStandardOperator(name)) {
      const result = OPERATORS[name].merge(merged[name], configured);
      if (result === undefined) {
        throw policyRefusal('METADATA_POLICY_CONFLICT', `${where}.${name}`, 'the values exclude each other');
      }
      merged[name] = result.merged;
    }
  }
  const problem = combinationProblem(merged);
  if (problem !== undefined) throw policyRefusal('METADATA_POLICY_CONFLICT', where, problem);
  return merged;
}

type Members = Record<string, unknown>;

function applyParameter(
  members: Members,
  parameter: string,
  policy: ParameterPolicy,
  where: string,
): Members {
  // §6.1.3.1.8: `scope` is a list written as a string.
  const asScope = parameter === 'scope';
  let present = own(members, parameter);
  if (asScope && typeof present === 'string') present = present.split(' ').filter((part) => part !== '');
  for (const name of ORDER) {
    if (!Object.hasOwn(policy, name)) continue;
    const configured = policy[name];
    const operand = asScope && typeof configured === 'string' ? configured.split(' ') : configured;
    present = outcome(OPERATORS[name].apply(operand, present), `${where}.${name}`);
  }
  const { [parameter]: _before, ...others } = members;
  if (present === undefined) return others;
  return { ...others, [parameter]: asScope && Array.isArray(present) ? present.join(' ') : present };
}

function outcome(applied: Applied, where: string): unknown {
  if ('violated' in applied) throw policyRefusal('METADATA_POLICY_VIOLATED', where, applied.violated);
  return 'set' in applied ? applied.set : undefined;
}

function forEachParameter(
  policy: MetadataPolicy,
  visit: (policy: ParameterPolicy, where: string, type: string, parameter: string) => void,
): void {
  for (const [type, parameters] of Object.entries(policy)) {
    for (const [parameter, operators] of Object.entries(parameters)) {
      visit(operators, `${type}.${parameter}`, type, parameter);
    }
  }
}

/** A member of the object itself: names come from outside and may be `constructor`. */
function own<Value>(members: Record<string, Value> | undefined, name: string): Value | undefined {
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
}

function policyRefusal(code: ErrorCode, where: string, reason: string): Refusal {
  return new Refusal(code, { hint: where, details: { reason } });
}
