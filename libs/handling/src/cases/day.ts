const BEIJING_MS = 8 * 3_600_000;

/** The day that a calendar in China shows at an instant, `YYYY-MM-DD` (UTC+8, no summer time). */
export const dayOf = (at: number): string => new Date(at + BEIJING_MS).toISOString().slice(0, 10);
