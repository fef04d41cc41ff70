import type { LogHealth, LogWatch, PublishedLog } from '../transparency/index.js';

/** How far the log's publication is: sizes and times, nothing that it says. */
export interface LogStanding extends LogHealth {
  origin: string;
  /** The newest checkpoint; absent until the first was signed. */
  checkpoint?: { size: bigint; at: number; cosignatures: { witness: string; at: number }[] };
}

export async function readLog(
  log: Pick<PublishedLog, 'origin' | 'latest' | 'cosignatures'>,
  watch: Pick<LogWatch, 'health'>,
): Promise<LogStanding> {
  const latest = await log.latest();
  const standing = { ...watch.health(), origin: log.origin };
  if (!latest) return standing;
  const { size, at } = latest;
  const cosignatures = (await log.cosignatures(size)).map(({ witness, at: when }) => ({ witness, at: when }));
  return { ...standing, checkpoint: { size, at, cosignatures } };
}
