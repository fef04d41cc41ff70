/** How often each subject may read in a minute, at this replica; what was counted in earlier minutes is forgotten. */
export class ReadBudget {
  private spent = new Map<string, number>();
  private minute = 0;

  constructor(
    private readonly perMinute: number,
    private readonly clock: () => number,
  ) {}

  /** Takes one; false where there is none left in this minute. */
  take(subject: string): boolean {
    const minute = Math.floor(this.clock() / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.spent = new Map();
    }
    const count = (this.spent.get(subject) ?? 0) + 1;
    this.spent.set(subject, count);
    return count <= this.perMinute;
  }
}
