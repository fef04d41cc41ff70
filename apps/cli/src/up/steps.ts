import type { Io } from '../io.js';
import type { Shutdown } from './shutdown.js';

/** Thrown out of a start that was asked to end before it was ready. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Runs one step of the start, says how long it took, and gives up waiting for it as soon as an end is asked for. What
 * the step has begun by then is for the caller to clean up.
 */
export async function step<T>(io: Io, shutdown: Shutdown, label: string, work: () => Promise<T>): Promise<T> {
  if (shutdown.isRequested) throw new Interrupted();
  const started = performance.now();
  const working = work();
  const ended = shutdown.requested.then(() => {
    throw new Interrupted();
  });
  working.catch(() => undefined); // seen through the race, or not wanted any more
  ended.catch(() => undefined);
  const result = await Promise.race([working, ended]);
  io.note(`✓ ${label}  ${seconds(performance.now() - started)} s`);
  return result;
}

export const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);
