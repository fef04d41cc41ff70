import { useState } from 'react';
import { RefusedError } from '../api.js';

export interface Act {
  isBusy: boolean;
  error: RefusedError | undefined;
  /** Does something at the node; a refusal is kept to be shown. @returns whether it was done */
  run(work: () => Promise<unknown>): Promise<boolean>;
  forget(): void;
}

/** One act of a person at a time, and what the node said to it. */
export function useAct(): Act {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<RefusedError>();
  return {
    isBusy,
    error,
    forget: () => setError(undefined),
    async run(work) {
      setBusy(true);
      setError(undefined);
      try {
        await work();
        return true;
      } catch (thrown) {
        if (!(thrown instanceof RefusedError)) throw thrown;
        setError(thrown);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
