import { Refusal } from '#libs/errors';

/** Callers that are told apart in one minute; whoever comes beyond has to wait, so that the memory stays small. */
const MOST_CALLERS = 100_000;

/** How often one caller may come in a minute. Forgets everybody with the minute. */
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
    if (count === 1 && this.calls.size >= MOST_CALLERS) throw new Refusal('CREDENTIALS_THROTTLED');
    this.calls.set(caller, count);
    if (count > this.perMinute) throw new Refusal('CREDENTIALS_THROTTLED');
  }
}
