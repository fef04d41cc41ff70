import type { ClientCaller } from '../callers/index.js';
import type { Transactions } from '../persistence/index.js';
import type { CheckStore, KeptCheck } from './check-store.js';
import type { ReadChecks } from './read-checks.js';

export interface HurryCheckDeps {
  store: CheckStore;
  reading: Pick<ReadChecks, 'one'>;
  transactions: Transactions;
  kick: (id: string) => void;
  clock: () => number;
}

/** A source that was asked just now is left in peace, milliseconds. */
const PEACE_MS = 30_000;

/** Asks late sources before their time, for somebody who waits. */
export class HurryCheck {
  constructor(private readonly deps: HurryCheckDeps) {}

  /** @throws Refusal CHECK_UNKNOWN */
  async now(id: string, caller: ClientCaller): Promise<KeptCheck> {
    const { store, reading, transactions, kick, clock } = this.deps;
    const check = await reading.one(id, caller);
    const now = clock();
    const count = await transactions.run((transaction) =>
      store.hurry(transaction, id, { now, askedBefore: now - PEACE_MS }),
    );
    if (count > 0) kick(id);
    return check;
  }
}
