import { useEffect, useRef } from 'react';

/** Acts when a value has changed; not for the first one. */
export function useChange(value: string, act: () => void): void {
  const known = useRef(value);
  useEffect(() => {
    if (known.current === value) return;
    known.current = value;
    act();
  }, [value, act]);
}
