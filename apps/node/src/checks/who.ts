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
 * Whether a check is this caller's to see: it was begun by the own organisation. What belongs to a case is shown by whoever
 * may see the case.
 */
export const isOwn = (caller: ClientCaller, check: KeptCheck): boolean =>
  check.organisation === caller.organisation.code;
