import { useEffect } from 'react';

/** Asks again a while after each answer, as long as something is under way and somebody looks. */
export function usePoll(again: () => void, isAsking: boolean, everyMs: number | undefined): void {
  useEffect(() => {
    if (everyMs === undefined || isAsking) return;
    const timer = setTimeout(() => {
      if (!document.hidden) again();
    }, everyMs);
    return () => clearTimeout(timer);
  }, [again, isAsking, everyMs]);
}
