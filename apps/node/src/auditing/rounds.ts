/** Something that is done again and again in the background. */
export interface Rounds {
  start(): void;
  /** Returns when the round under way has ended. */
  stop(): Promise<void>;
}

/**
 * Calls `round` every `everyMs`, at once again while it says true (there is more), with growing pauses after failures,
 * up to `slowestMs`.
 */
export function rounds(
  round: () => Promise<boolean>,
  {
    everyMs,
    slowestMs = 60_000,
    onFailure,
  }: { everyMs: number; slowestMs?: number; onFailure: (error: unknown) => void },
): Rounds {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = true;
  let failures = 0;
  const run = async (): Promise<void> => {
    let more = false;
    try {
      more = await round();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === 1) onFailure(error);
    }
    if (stopped) return;
    const pause =
      failures > 0 ? Math.min(slowestMs, everyMs * 2 ** Math.min(failures, 16)) : more ? 0 : everyMs;
    timer = setTimeout(begin, pause);
    timer.unref();
  };
  const begin = (): void => {
    running = run();
  };
  return {
    start() {
      if (!stopped) return;
      stopped = false;
      begin();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
