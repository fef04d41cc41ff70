/**
 * Background work in rounds, one at a time. Who asks for a round while one runs gets the next one, because the running
 * one may have passed by what has changed since.
 */
export class Rounds {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly work: () => Promise<void>,
    /** Milliseconds until the next round, asked after each. */
    private readonly dueMs: () => number,
    private readonly onDefect: (thrown: unknown) => void,
  ) {}

  /** A round that begins after this call. */
  now(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (this.running === undefined) {
      this.running = this.work().finally(() => (this.running = undefined));
      return this.running;
    }
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.now();
      });
    return this.next;
  }

  /** Goes on by itself from here. */
  start(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      void this.now()
        .catch(this.onDefect)
        .then(() => {
          this.start();
        });
    }, this.dueMs()).unref();
  }

  /** Ends it and waits for the round under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running?.catch(() => undefined);
  }
}
