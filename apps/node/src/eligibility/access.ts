import { Refusal } from '#libs/errors';
import { assertAllowed, DUTIES, type ClientCaller } from '../callers/index.js';
import type { EligibilityRun } from './run.js';
import type { RunStore } from './run-store.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A run as far as its organisation may see it. Another organisation's and one that does not exist are told alike.
 * @throws Refusal ROLE_NOT_ALLOWED, ELIGIBILITY_RUN_UNKNOWN
 */
export async function ownRun(runs: RunStore, id: string, caller: ClientCaller): Promise<EligibilityRun> {
  assertAllowed(caller, DUTIES.eligibility);
  const run = UUID.test(id) ? await runs.byId(id) : undefined;
  if (run?.organisation !== caller.organisation.code) throw new Refusal('ELIGIBILITY_RUN_UNKNOWN');
  return run;
}
