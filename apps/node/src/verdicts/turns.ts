/** At most `places` at a time, first come first served. Whoever may come at all is decided by the caller. */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private free: number;

  constructor(places: number) {
    this.free = places;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place passes on without being free.
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}
