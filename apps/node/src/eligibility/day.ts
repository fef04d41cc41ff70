const CHINA_MS = 8 * 3_600_000;

/** The day in China, `YYYY-MM-DD`; it keeps one time all the year. */
export const dayInChina = (at: number): string => new Date(at + CHINA_MS).toISOString().slice(0, 10);
