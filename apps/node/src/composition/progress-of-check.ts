import type { Checks } from '../checks/index.js';
import type { ReadCheck } from '../feed/ports.js';

/** A check as its followers are told: how its sources stand, and nothing of what they said. */
export const progressOfCheck =
  (checks: () => Pick<Checks, 'reading'>): ReadCheck =>
  async (id, caller) => {
    const check = await checks().reading.one(id, caller);
    return {
      check: check.id,
      caseId: check.caseId ?? null,
      state: check.state,
      editions: check.editions.length,
      sources: check.sources.map(({ key, region, dataset, state, reply }) => ({
        key,
        region,
        dataset,
        state,
        outcome: reply?.outcome ?? null,
        until:
          reply?.outcome === 'not-available' && reply.until !== undefined
            ? new Date(reply.until).toISOString()
            : null,
      })),
    };
  };
