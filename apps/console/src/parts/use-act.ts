import { useState } from 'react';
import { ask, RefusedError } from '../api.js';
import type { TrustedOperation } from '../operation.js';

export interface Act {
  isBusy: boolean;
  error: RefusedError | undefined;
  /** @returns whether it was done; where not, `error` says why */
  run<Variables, Result>(
    operation: TrustedOperation<Variables, Result>,
    variables: Variables,
    onDone?: (result: Result) => void,
  ): Promise<boolean>;
}

/** One act of a person at a time, and what the node said to it. */
export function useAct(): Act {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<RefusedError>();
  return {
    isBusy,
    error,
    async run(operation, variables, onDone) {
      setBusy(true);
      setError(undefined);
      try {
        const result = await ask(operation, variables);
        onDone?.(result);
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
