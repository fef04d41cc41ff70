import { Refusal } from '#libs/errors';

interface Waiting {
  enter: () => void;
}

/** At most `limit` at a time, at most `queue` waiting, first come first served. */
export class ConcurrencyGate {
  private readonly waiting = new Set<Waiting>();
  private inside = 0;

  constructor(
    private readonly limit: number,
    private readonly queue: number,
  ) {}

  /**
   * Resolves when inside; the caller must `leave()` once.
   * @param signal ends the wait; its reason is thrown.
   * @throws Refusal PEER_BUSY at once when the queue is full
   */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.inside < this.limit) {
      this.inside += 1;
      return;
    }
    if (this.waiting.size >= this.queue) {
      throw new Refusal('PEER_BUSY', { details: { inside: this.inside, waiting: this.waiting.size } });
    }
    await new Promise<void>((resolve, reject) => {
      const abandon = () => {
        this.waiting.delete(entry);
        reject(signal.reason as Error);
      };
      const entry: Waiting = {
        enter: () => {
          signal.removeEventListener('abort', abandon);
          resolve();
        },
      };
      signal.addEventListener('abort', abandon, { once: true });
      this.waiting.add(entry);
    });
  }

  leave(): void {
    // A Set keeps insertion order: its first member has waited longest. The place passes on without being free.
    for (const next of this.waiting) {
      this.waiting.delete(next);
      next.enter();
      return;
    }
    this.inside -= 1;
  }

  snapshot() {
    return { inside: this.inside, waiting: this.waiting.size };
  }
}
