import { useEffect, useEffectEvent } from 'react';

/** A key of the whole page, wherever the focus is; a dialog that is open keeps its keys to itself. */
export function useKey(isIt: (event: KeyboardEvent) => boolean, act: () => void): void {
  const heard = useEffectEvent((event: KeyboardEvent): void => {
    if (!isIt(event) || document.querySelector('[role=dialog]')) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => heard(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}
