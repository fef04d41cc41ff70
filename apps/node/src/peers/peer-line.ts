import type { Pool } from 'undici';
import { asRefusal, Refusal, type ErrorCode } from '#libs/errors';
import type { PeerAnswer } from './answer.js';
import { CircuitBreaker, type CircuitState } from './circuit-breaker.js';
import { ConcurrencyGate } from './concurrency-gate.js';
import type { ExchangeOutcome } from './http-exchange.js';
import type { PeersConfig } from './peers.config.js';
import { RecentTimes } from './recent-times.js';

/** Plain counters since start; read them, do not write. */
export interface PeerMetrics {
  calls: number;
  answers: number;
  retries: number;
  answerBytes: number;
  /** Calls that ended without an answer, by error code; those that this side never sent included. */
  failures: Partial<Record<ErrorCode, number>>;
}

export interface PeerHealth {
  entityId: string;
  origin: string;
  circuit: CircuitState;
  /** Instant since which the peer works, or does not; milliseconds. */
  since: number;
  failuresInRow: number;
  retryAfterMs: number;
  inFlight: number;
  waiting: number;
  lastAnswerAt?: number;
  lastFailure?: { at: number; code: ErrorCode };
  /** How long the last answers took, milliseconds. */
  tookMs?: { median: number; p95: number };
}

/** Says nothing about the peer: the caller left, or this side is full. */
const BLAMELESS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PEER_CALL_ABANDONED',
  'PEER_BUSY',
  'SHUTTING_DOWN',
]);
/** The peer works and said no, even if not in the form that is due. */
const DENIALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['PEER_DOES_NOT_KNOW_US', 'PEER_THROTTLES_US']);

/** Everything this node keeps about the way to one peer. */
export class PeerLine {
  readonly metrics: PeerMetrics;
  private readonly breaker: CircuitBreaker;
  private readonly gate: ConcurrencyGate;
  private readonly times = new RecentTimes();
  private lastAnswerAt: number | undefined;
  private lastFailure: { at: number; code: ErrorCode } | undefined;

  constructor(
    readonly entityId: string,
    readonly origin: string,
    /** Replaced when the TLS files change. */
    public pool: Pool,
    private readonly config: PeersConfig,
    private readonly clock: () => number,
    metrics?: PeerMetrics,
  ) {
    this.metrics = metrics ?? { calls: 0, answers: 0, retries: 0, answerBytes: 0, failures: {} };
    this.breaker = new CircuitBreaker(config.breaker, clock);
    this.gate = new ConcurrencyGate(config.concurrency, config.queue);
  }

  /** Runs one exchange when circuit and gate allow it, and learns from the outcome. */
  async call(signal: AbortSignal, exchange: () => Promise<ExchangeOutcome>): Promise<PeerAnswer> {
    this.metrics.calls += 1;
    try {
      if (this.breaker.state() === 'open') throw this.circuitOpen();
      await this.gate.enter(signal);
      try {
        return await this.admitted(exchange);
      } finally {
        this.gate.leave();
      }
    } catch (thrown) {
      const { code } = asRefusal(thrown);
      this.metrics.failures[code] = (this.metrics.failures[code] ?? 0) + 1;
      throw thrown;
    }
  }

  health(): PeerHealth {
    const { state, since, failuresInRow, retryAfterMs } = this.breaker.snapshot();
    const { inside, waiting } = this.gate.snapshot();
    const tookMs = this.times.figures();
    return {
      entityId: this.entityId,
      origin: this.origin,
      circuit: state,
      since,
      failuresInRow,
      retryAfterMs,
      inFlight: inside,
      waiting,
      ...(this.lastAnswerAt === undefined ? {} : { lastAnswerAt: this.lastAnswerAt }),
      ...(this.lastFailure ? { lastFailure: this.lastFailure } : {}),
      ...(tookMs ? { tookMs } : {}),
    };
  }

  private circuitOpen(): Refusal {
    const { retryAfterMs } = this.breaker.snapshot();
    return new Refusal('PEER_CIRCUIT_OPEN', { details: { entityId: this.entityId, retryAfterMs } });
  }

  private async admitted(exchange: () => Promise<ExchangeOutcome>): Promise<PeerAnswer> {
    // Asked again here: the circuit may have opened while this call waited for its turn.
    const permit = this.breaker.admit();
    if (!permit) throw this.circuitOpen();
    const began = this.clock();
    const { answer, failure, received } = await exchange();
    const now = this.clock();
    this.metrics.answerBytes += received;
    if (answer) {
      this.metrics.answers += 1;
      this.lastAnswerAt = now;
      this.times.add(now - began);
      // A signed 5xx is a true answer of a node in trouble: the caller gets it, the circuit counts it.
      if (answer.status >= 500) this.breaker.failed(permit);
      else this.breaker.succeeded(permit);
      return answer;
    }
    const refusal = failure ?? new Refusal('INTERNAL');
    this.lastFailure = { at: now, code: refusal.code };
    if (DENIALS.has(refusal.code)) this.breaker.succeeded(permit);
    else if (BLAMELESS.has(refusal.code) || this.wasHasty(refusal.code, now - began))
      this.breaker.released(permit);
    else this.breaker.failed(permit);
    throw refusal;
  }

  // Callers choose deadlines; one who always leaves a few milliseconds must not shut a peer off for all others.
  private wasHasty(code: ErrorCode, tookMs: number): boolean {
    return code === 'PEER_TIMEOUT' && tookMs < this.config.breaker.slowMs;
  }
}
