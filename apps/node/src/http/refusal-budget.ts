/**
 * How many refusals a peer may have signed and logged in a minute. A broken or hostile peer must not be able to grow
 * the log, or to keep the signer busy, faster than this.
 */
export class RefusalBudget {
  private readonly spent = new Map<string, { minute: number; count: number }>();

  constructor(
    private readonly perMinute: number,
    private readonly clock: () => number,
  ) {}

  /** Takes one; false where the peer has none left in this minute. */
  take(entityId: string): boolean {
    const minute = Math.floor(this.clock() / 60_000);
    const entry = this.spent.get(entityId);
    if (!entry || entry.minute !== minute) {
      this.spent.set(entityId, { minute, count: 1 });
      return true;
    }
    entry.count++;
    return entry.count <= this.perMinute;
  }
}
