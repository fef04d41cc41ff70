import type { Caller } from '../callers/index.js';

/** The caller as audit entries name it. */
export type RequestingCaller = Caller;

/** The partner name under which sharing agreements know a caller. */
export const partnerOf = (caller: Caller): string =>
  caller.kind === 'peer' ? caller.entityId : `role:${caller.role}`;
