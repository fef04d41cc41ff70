import { Refusal } from '#libs/errors';
import { caseStates } from '#libs/handling';
import type { CasesRoom, StoredCase } from '../cases/index.js';
import type { CasesOfMaterials } from '../materials/index.js';

/** What of the cases the room of their files needs. */
export function factsOfCases(room: CasesRoom): CasesOfMaterials {
  const { cases, access } = room;
  const find = async (id: string): Promise<StoredCase | undefined> => {
    try {
      return await cases.one(id);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'CASE_UNKNOWN') return undefined;
      throw error;
    }
  };
  return {
    access,
    contentsOf: (id) => room.contentsOf(id),
    async partiesOf(id) {
      const parties = (await find(id))?.view.parties;
      return parties && [parties.receipt, parties.decision, ...parties.supporting];
    },
    async standing(id) {
      const stored = await find(id);
      if (!stored) return { phase: (await room.isDraft(id)) ? 'draft' : 'unknown' };
      const { state, history } = stored.view;
      // A refusal may still be contested and rated; its time begins with the last event all the same.
      const rests =
        state !== undefined && (caseStates[state].final || state === 'refused' || state === 'delivered');
      return rests ? { phase: 'closed', changedAt: history.at(-1)?.at ?? 0 } : { phase: 'open' };
    },
  };
}
