import type { IncomingHttpHeaders } from 'node:http';

/**
 * Milliseconds that the caller will still wait. A span and not an instant, because clocks differ; it is not
 * signed, because it only ever shortens the work.
 */
export const DEADLINE_HEADER = 'tongban-deadline-ms';

/** The instant (milliseconds) until which an answer is of use; never later than `now + maxMs`. */
export function deadlineOf(headers: IncomingHttpHeaders, now: number, maxMs: number): number {
  const value = headers[DEADLINE_HEADER];
  const asked = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : maxMs;
  return now + Math.min(asked, maxMs);
}
