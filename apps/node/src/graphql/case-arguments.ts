import { Refusal } from '#libs/errors';
import type { ClientCaller, HolderIdentity } from '../callers/index.js';
import type { DelegateInput, Receiving, StepInput } from '../cases/index.js';
import { asRegion, holderOf } from './arguments.js';
import type { OperationContext } from './operation-context.js';
import type {
  CaseDelegateInput,
  CaseMissingInput,
  CaseStepInput,
  ReceiveCaseInput,
} from './types/case-inputs.js';
import type { HolderInput } from './types/inputs.js';

/** Somebody of this region. @throws Refusal ROLE_NOT_ALLOWED */
export function caseCallerOf({ caller }: OperationContext): ClientCaller {
  if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
  return caller;
}

/** @throws Refusal with the code of the rule that the number breaks */
export function personOf(input: HolderInput): HolderIdentity {
  const { type, code } = holderOf(input);
  return { type: type as HolderIdentity['type'], code };
}

const delegateOf = ({ person, capacity, proof, until }: CaseDelegateInput): DelegateInput => ({
  person: personOf(person),
  // Checked with the event that it becomes part of.
  capacity: capacity as DelegateInput['capacity'],
  proof,
  ...(until ? { until } : {}),
});

export function receivingOf(
  { model, modes, decision, form, materials, items, delegate }: ReceiveCaseInput,
  key: string | undefined | null,
): Receiving {
  return {
    model,
    modes,
    decision: asRegion(decision),
    form,
    materials: materials ?? [],
    items: (items ?? []).map(({ id, region }) => ({ id, ...(region ? { region: asRegion(region) } : {}) })),
    ...(delegate ? { delegate: delegateOf(delegate) } : {}),
    ...(key ? { key } : {}),
  };
}

/** What was given, without nulls: a member that is null was left out. */
export function stepInputOf(input: CaseStepInput | undefined | null): StepInput {
  const { delegate, person, until, missing, ...plain } = input ?? {};
  return {
    ...withoutNulls(plain),
    ...(missing ? { missing: missing.map(missingOf) } : {}),
    ...(delegate ? { delegate: delegateOf(delegate) } : {}),
    ...(person ? { person: personOf(person) } : {}),
    ...(until ? { until: Date.parse(until) } : {}),
  };
}

const missingOf = ({ material, field, text }: CaseMissingInput) => ({
  text,
  ...(material ? { material } : {}),
  ...(field ? { field } : {}),
});

const withoutNulls = (object: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null && value !== undefined));
