import { Refusal } from '#libs/errors';
import type { ClientCaller } from '../callers/index.js';

/** How many streams are open, by caller and in all. */
export class StreamSeats {
  private readonly taken = new Map<string, number>();
  private total = 0;

  constructor(private readonly limits: { perCaller: number; total: number }) {}

  /** @returns gives the seat back; @throws Refusal STREAM_TOO_MANY */
  take({ id, person }: ClientCaller): () => void {
    const key = JSON.stringify([id, person?.id]);
    const own = this.taken.get(key) ?? 0;
    if (own >= this.limits.perCaller || this.total >= this.limits.total) throw new Refusal('STREAM_TOO_MANY');
    this.taken.set(key, own + 1);
    this.total += 1;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.total -= 1;
      const left = (this.taken.get(key) ?? 1) - 1;
      if (left === 0) this.taken.delete(key);
      else this.taken.set(key, left);
    };
  }
}
