import { useCallback, useEffect, useState } from 'react';
import { ask, RefusedError } from '../api.js';
import type { TrustedOperation } from '../operation.js';

export interface Answered<Result> {
  result: Result | undefined;
  error: RefusedError | undefined;
  /** True until the answer to what is asked now has come; an older result stays visible meanwhile. */
  isAsking: boolean;
  again(): void;
}

/** Asks whenever the question changes; the answer to an older question never overtakes a newer one. */
export function useAnswer<Variables, Result>(
  operation: TrustedOperation<Variables, Result>,
  variables: Variables | undefined,
): Answered<Result> {
  const key = variables === undefined ? undefined : JSON.stringify(variables);
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Omit<Answered<Result>, 'again'>>({
    result: undefined,
    error: undefined,
    isAsking: key !== undefined,
  });
  useEffect(() => {
    if (key === undefined) return;
    const controller = new AbortController();
    setState((before) => ({ ...before, isAsking: true }));
    ask(operation, JSON.parse(key) as Variables, controller.signal).then(
      (result) => setState({ result, error: undefined, isAsking: false }),
      (error: unknown) => {
        if (controller.signal.aborted) return;
        if (error instanceof RefusedError) setState({ result: undefined, error, isAsking: false });
        else throw error;
      },
    );
    return () => controller.abort();
  }, [operation, key, turn]);
  return { ...state, again: useCallback(() => setTurn((before) => before + 1), []) };
}
