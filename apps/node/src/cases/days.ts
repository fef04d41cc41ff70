const BEIJING_AHEAD_MS = 8 * 3_600_000;

/** The day in Beijing at an instant, `YYYY-MM-DD`. */
export const dayInBeijing = (at: number): string =>
  new Date(at + BEIJING_AHEAD_MS).toISOString().slice(0, 10);
