import { Refusal } from '#libs/errors';

/**
 * Events between who makes them and who reads them. It never grows beyond its bound: a reader that is too slow is told so
 * and gets nothing more, because a gap that nobody sees would be worse.
 */
export class EventQueue<T> implements AsyncIterableIterator<T> {
  private readonly events: T[] = [];
  private waiting: ((result: IteratorResult<T>) => void) | undefined;
  private fail: ((error: Error) => void) | undefined;
  private error: Error | undefined;
  private ended = false;

  constructor(
    private readonly bound: number,
    /** Called once, when nobody will read any more. */
    private readonly onEnd: () => void,
  ) {}

  push(event: T): void {
    if (this.ended) return;
    if (this.waiting) {
      this.waiting({ done: false, value: event });
      this.forget();
    } else if (this.events.length >= this.bound) this.end(new Refusal('STREAM_TOO_SLOW'));
    else this.events.push(event);
  }

  /** What is queued is still read; then it ends, with the error where there is one. */
  end(error?: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    if (this.waiting) {
      const { waiting, fail } = this;
      this.forget();
      if (error === undefined) waiting({ done: true, value: undefined });
      else {
        this.error = undefined;
        fail?.(error);
      }
    }
    this.onEnd();
  }

  next(): Promise<IteratorResult<T>> {
    const event = this.events.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.ended) {
      const { error } = this;
      this.error = undefined;
      return error === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.waiting = resolve;
      this.fail = reject;
    });
  }

  return(): Promise<IteratorResult<T>> {
    this.events.length = 0;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private forget(): void {
    this.waiting = undefined;
    this.fail = undefined;
  }
}
