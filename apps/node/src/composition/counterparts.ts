import type { CounterpartState, CounterpartStates } from '../auditing/index.js';
import type {
  CounterpartOf,
  CounterpartState as Reconciled,
  CounterpartStateName,
} from '../reconciliation/index.js';

const STATES: Record<CounterpartStateName, CounterpartState> = {
  matched: 'reconciled',
  pending: 'not-due',
  open: 'not-due',
  unanswered: 'not-due',
  'missing-here': 'missing',
  'missing-there': 'missing',
  altered: 'altered',
};

/** How the other side of entries stands, from what reconciliation found; entries without a peer have no other side. */
export function counterpartStates(reconciled: () => Pick<Reconciled, 'of'>): CounterpartStates {
  return {
    async of(rows) {
      const digests = rows.flatMap(({ entry }) => entry?.request?.digest ?? []);
      const states = digests.length > 0 ? await reconciled().of(digests) : new Map<string, CounterpartOf>();
      return rows.map(({ entry }) => {
        const state = entry?.request && states.get(entry.request.digest);
        return state ? STATES[state.state] : 'none';
      });
    },
  };
}
