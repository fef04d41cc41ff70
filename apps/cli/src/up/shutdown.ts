/** Presses of Ctrl-C closer together than this are one: npm passes the terminal's signal on a second time. */
const SAME_PRESS_MS = 400;
const PARENT_POLL_MS = 1_000;

export interface Shutdown {
  /** Settles with the reason as soon as the run is asked to end. */
  readonly requested: Promise<string>;
  readonly isRequested: boolean;
  /** Ends the run from within, for example because a node has died. */
  request(reason: string): void;
  /** Stops listening. */
  release(): void;
}

/**
 * The first Ctrl-C (or SIGTERM, or SIGHUP, or the death of the npm that started us) asks for an orderly end; the next
 * one calls `kill` at once.
 */
export function listenForShutdown(kill: () => void): Shutdown {
  let settle: (reason: string) => void = () => undefined;
  const requested = new Promise<string>((resolve) => (settle = resolve));
  let since: number | undefined;
  const request = (reason: string): void => {
    since ??= performance.now();
    settle(reason);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (since !== undefined && performance.now() - since > SAME_PRESS_MS) kill();
    request(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  const parent = process.ppid;
  const watch = setInterval(() => {
    // A shell between npm and us does not pass SIGTERM on: without this, `kill <npm>` would leave everything running.
    if (process.env.npm_lifecycle_event && process.ppid !== parent) request('the starting process has ended');
  }, PARENT_POLL_MS);
  watch.unref();
  return {
    requested,
    get isRequested() {
      return since !== undefined;
    },
    request,
    release() {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
