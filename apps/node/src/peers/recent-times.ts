/** How long the last answers took: enough for a median and a 95th percentile, and no more than that is kept. */
export class RecentTimes {
  private readonly times: number[] = [];
  private next = 0;

  constructor(private readonly kept = 128) {}

  add(ms: number): void {
    this.times[this.next] = ms;
    this.next = (this.next + 1) % this.kept;
  }

  /** Milliseconds; undefined before the first answer. */
  figures(): { median: number; p95: number } | undefined {
    const sorted = this.times.toSorted((a, b) => a - b);
    const at = (share: number): number | undefined => sorted[Math.ceil(share * sorted.length) - 1];
    const [median, p95] = [at(0.5), at(0.95)];
    return median === undefined || p95 === undefined ? undefined : { median, p95 };
  }
}
