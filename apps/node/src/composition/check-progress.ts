import type { Checks } from '../checks/index.js';
import type { ReadCheck } from '../feed/index.js';

/** How a check stands, for whoever may read it; of what its sources said no more than whether they did. */
export const readCheckProgress =
  (reading: Checks['reading']): ReadCheck =>
  async (id, caller) => {
    const { caseId, state, editions, sources } = await reading.one(id, caller);
    return {
      check: id,
      caseId: caseId ?? null,
      state,
      editions: editions.length,
      sources: sources.map(({ key, region, dataset, state: how, reply }) => ({
        key,
        region,
        dataset,
        state: how,
        outcome: reply?.outcome ?? null,
        until:
          reply?.outcome === 'not-available' && reply.until !== undefined
            ? new Date(reply.until).toISOString()
            : null,
      })),
    };
  };
