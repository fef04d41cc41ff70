import { parseFilter, type AuditFilter, type TriageState } from '../auditing/index.js';
import type { ClientCaller } from '../callers/index.js';
import { Refusal } from '#libs/errors';
import { pageOf } from './arguments.js';
import type { OperationContext } from './operation-context.js';
import type { AuditFilterInput } from './types/audit-inputs.js';
import { FindingStateEnum } from './types/audit-work.type.js';

/**
 * The auditor who asks. The role was checked before; only somebody of this region holds it.
 * @throws Refusal ROLE_NOT_ALLOWED
 */
export function auditorOf({ caller }: OperationContext): ClientCaller {
  if (caller.kind !== 'client' || caller.role !== 'auditor') throw new Refusal('ROLE_NOT_ALLOWED');
  return caller;
}

/** @throws Refusal AUDIT_FILTER_INVALID */
export const filterOf = (input: AuditFilterInput | undefined | null): AuditFilter => parseFilter(input);

/** @throws Refusal AUDIT_FILTER_INVALID | PAGE_SIZE_INVALID | CURSOR_INVALID */
export function searchOf(
  input: AuditFilterInput | undefined | null,
  first: number,
  after: string | undefined | null,
): { filter: AuditFilter; first: number; after?: string } {
  return { filter: filterOf(input), ...pageOf(first, after) };
}

/** @throws Refusal FINDING_STATE: nothing goes back to open */
export function triageStateOf(state: FindingStateEnum): TriageState {
  if (state === FindingStateEnum.OPEN) throw new Refusal('FINDING_STATE');
  return state;
}
