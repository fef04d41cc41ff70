import { Refusal } from '#libs/errors';

/** How often one caller may come in a minute. Forgets everybody with the minute, so that it stays small. */
export class CallBudget {
  private minute = 0;
  private calls = new Map<string, number>();

  constructor(
    private readonly perMinute: number,
    private readonly clock: () => number,
  ) {}

  /** @throws Refusal CREDENTIALS_THROTTLED */
  take(caller: string): void {
    const minute = Math.floor(this.clock() / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.calls = new Map();
    }
    const count = (this.calls.get(caller) ?? 0) + 1;
    this.calls.set(caller, count);
    if (count > this.perMinute) throw new Refusal('CREDENTIALS_THROTTLED');
  }
}
