const FREE = 5;
const LOCK_MS = 15 * 60_000;
const MOST = 10_000;

/** Slows guessing down: after five failures an account rests for a quarter of an hour, unknown names as known ones. */
export class Attempts {
  private readonly failures = new Map<string, { count: number; since: number }>();

  constructor(private readonly clock: () => number) {}

  /** Counts before anything is looked at, so that parallel guesses count each; false where the account rests. */
  begin(username: string): boolean {
    const now = this.clock();
    const known = this.failures.get(username);
    const counted = known && now - known.since < LOCK_MS ? known : { count: 0, since: now };
    if (counted.count >= FREE) return false;
    this.failures.delete(username);
    this.failures.set(username, { count: counted.count + 1, since: now });
    const oldest = this.failures.keys().next();
    if (this.failures.size > MOST && !oldest.done) this.failures.delete(oldest.value);
    return true;
  }

  succeeded(username: string): void {
    this.failures.delete(username);
  }
}
