/** What the SDK needs from its surroundings; all have defaults, tests and other runtimes give their own. */
export interface Ports {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since epoch. */
  clock: () => number;
  /** Waits; rejects when the signal fires. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A number in [0, 1), for jitter. */
  random: () => number;
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** The edge of the library: here alone it touches the runtime that it stands in. */
export function withDefaults(given: Partial<Ports> = {}): Ports {
  return {
    fetch: given.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    // eslint-disable-next-line no-restricted-properties -- the default of the port itself
    clock: given.clock ?? Date.now,
    sleep: given.sleep ?? sleep,
    random: given.random ?? (() => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32),
  };
}
