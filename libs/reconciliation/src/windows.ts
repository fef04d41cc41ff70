/** A stretch of time, from inclusive to exclusive, milliseconds since the epoch. */
export interface Window {
  from: number;
  to: number;
}

/** The beginning of the window in which an instant lies; windows begin at multiples of their length. */
export const windowStart = (at: number, lengthMs: number): number => Math.floor(at / lengthMs) * lengthMs;

/**
 * The windows that are over and settled, the oldest first, from `since` on: after downtime that is every one that was
 * slept through.
 * @param settleMs how long after its end a window is left alone, so that both sides have written what belongs to it
 * @param most bound of the list
 */
export function settledWindows(
  since: number,
  now: number,
  lengthMs: number,
  settleMs: number,
  most: number,
): Window[] {
  const windows: Window[] = [];
  for (let from = windowStart(since, lengthMs); windows.length < most; from += lengthMs) {
    const to = from + lengthMs;
    if (to + settleMs > now) break;
    windows.push({ from, to });
  }
  return windows;
}

/** Milliseconds until another try: doubled each time from `firstMs` up to `mostMs`. */
export const retryAfter = (attempts: number, firstMs: number, mostMs: number): number =>
  Math.min(mostMs, firstMs * 2 ** Math.min(Math.max(attempts - 1, 0), 30));
