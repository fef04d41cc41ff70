export interface BreakerOptions {
  /** Failures in a row that open it. */
  failures: number;
  /** First time of refusing, milliseconds; doubles with each failed trial up to `maxOpenMs`. */
  openMs: number;
  maxOpenMs: number;
}

export type CircuitState = 'closed' | 'open' | 'half-open';

/**
 * Spares a failing peer and its callers: after several failures in a row nothing is sent for a while, then one
 * call tries. Only the transport's failures count; a peer that denies is well.
 */
export class CircuitBreaker {
  private failuresInRow = 0;
  private opens = 0;
  private openUntil = 0;
  private trial: symbol | undefined;
  private since: number;

  constructor(
    private readonly options: BreakerOptions,
    private readonly clock: () => number,
  ) {
    this.since = clock();
  }

  state(): CircuitState {
    if (this.failuresInRow < this.options.failures) return 'closed';
    return this.trial || this.clock() >= this.openUntil ? 'half-open' : 'open';
  }

  /**
   * Asks for leave to call. Undefined: refused. Otherwise a permit that must be given back to exactly one of
   * `succeeded`, `failed` and `released`.
   */
  admit(): symbol | undefined {
    const state = this.state();
    if (state === 'closed') return Symbol('call');
    if (state === 'open' || this.trial) return undefined;
    this.trial = Symbol('trial');
    return this.trial;
  }

  /** The peer answered, whatever it said. */
  succeeded(permit: symbol): void {
    if (this.state() !== 'closed') {
      // A straggler that was sent before the circuit opened proves nothing about now.
      if (permit !== this.trial) return;
      this.since = this.clock();
    }
    this.trial = undefined;
    this.failuresInRow = 0;
    this.opens = 0;
  }

  failed(permit: symbol): void {
    const wasClosed = this.state() === 'closed';
    if (!wasClosed && permit !== this.trial) return;
    this.trial = undefined;
    this.failuresInRow += 1;
    if (this.failuresInRow < this.options.failures) return;
    const wait = Math.min(this.options.openMs * 2 ** Math.min(this.opens, 30), this.options.maxOpenMs);
    this.opens += 1;
    this.openUntil = this.clock() + wait;
    if (wasClosed) this.since = this.clock();
  }

  /** The call ended without telling anything about the peer. */
  released(permit: symbol): void {
    if (permit === this.trial) this.trial = undefined;
  }

  snapshot() {
    return {
      state: this.state(),
      /** Instant of the last change between working and not, milliseconds. */
      since: this.since,
      failuresInRow: this.failuresInRow,
      /** Milliseconds until a trial is allowed; 0 when one is. */
      retryAfterMs: this.state() === 'open' ? this.openUntil - this.clock() : 0,
    };
  }
}
