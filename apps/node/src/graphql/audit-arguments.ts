import { parseFilter, type AuditFilter } from '../auditing/index.js';
import type { ClientCaller } from '../callers/index.js';
import { Refusal } from '#libs/errors';
import { pageOf } from './arguments.js';
import type { OperationContext } from './operation-context.js';
import type { AuditFilterInput } from './types/audit-inputs.js';

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
