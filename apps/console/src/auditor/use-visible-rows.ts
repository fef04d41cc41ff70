import { useEffect, useRef, useState, type RefObject } from 'react';

/** Height of a row in pixels; held by auditor.css. */
export const ROW_HEIGHT = 37;
/** The range moves in steps, so that scrolling does not draw anew with every pixel. */
const STEP = 10;
const MARGIN = 12;

/** As many as a window shows, wherever the table begins in it. */
const least = (): number => Math.ceil(innerHeight / ROW_HEIGHT / STEP) * STEP;

export interface VisibleRows {
  /** Goes around the table. */
  place: RefObject<HTMLDivElement | null>;
  first: number;
  /** Beyond the last. */
  end: number;
}

/** Which rows of a long table the window shows. The table keeps its full height, and is a table: only the others are left out. */
export function useVisibleRows(count: number): VisibleRows {
  const place = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState(() => ({ first: 0, end: least() }));
  useEffect(() => {
    const measure = (): void => {
      const body = place.current?.querySelector('tbody');
      if (!body) return;
      const above = -body.getBoundingClientRect().top / ROW_HEIGHT;
      const first = Math.max(0, Math.floor((above - MARGIN) / STEP) * STEP);
      const end = Math.max(least(), Math.ceil((above + innerHeight / ROW_HEIGHT + MARGIN) / STEP) * STEP);
      setRange((before) => (before.first === first && before.end === end ? before : { first, end }));
    };
    measure();
    addEventListener('scroll', measure, { passive: true });
    addEventListener('resize', measure);
    return () => {
      removeEventListener('scroll', measure);
      removeEventListener('resize', measure);
    };
  }, [count]);
  // A shorter list may have come before the next scrolling.
  const first = Math.min(range.first, Math.max(0, count - STEP));
  return { place, first, end: Math.min(count, Math.max(range.end, first + STEP)) };
}
