import { assertAllowed, DUTIES, type Caller, type ClientCaller } from '../callers/index.js';
import { Refusal } from '#libs/errors';
import type { KeptCheck } from './check-store.js';

/** Somebody of the own region who may begin checks. @throws Refusal ROLE_NOT_ALLOWED */
export function starterOf(caller: Caller): ClientCaller & { role: 'integrator' | 'windowClerk' } {
  assertAllowed(caller, DUTIES.checks);
  if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
  return caller as ClientCaller & { role: 'integrator' | 'windowClerk' };
}

/**
 * Whether a check without a case is this caller's to see: the own organisation began it. What belongs to a case is shown by
 * whoever may see the case.
 */
export const isOwn = (caller: ClientCaller, check: KeptCheck): boolean =>
  (DUTIES.checks as readonly string[]).includes(caller.role) &&
  check.organisation === caller.organisation.code;
