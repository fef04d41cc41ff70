import type { Pool } from 'pg';
import { Refusal } from '#libs/errors';
import { logPlace, type LogPlace } from './log-place.js';
import type { LogHealth, LogHealthCode, LogWatch, WitnessLag } from './ports.js';
import type { GuardVerdict } from './restore-guard.js';
import type { TransparencyConfig } from './transparency.config.js';

export interface LogMonitorOptions {
  pool: Pool;
  config: Pick<TransparencyConfig, 'lagAlertSeconds' | 'lagStopSeconds'>;
  verdict: () => GuardVerdict;
  /** The refusal that ended this process's signing. */
  halted: () => Refusal | undefined;
  /** Milliseconds that never step back. */
  monotonic: () => number;
}

/**
 * How far publication is behind. Ages are measured by this process's own monotonic clock from the moment at which it
 * first saw the entry pending: neither a clock that steps nor the time that a node was off counts.
 */
export class LogMonitor implements LogWatch {
  private place: Pick<LogPlace, 'size' | 'published'> = { size: 0n, published: 0n };
  private pendingSince: number | undefined;
  private sampledAt: number;
  private witnessLag: () => WitnessLag = () => ({ unwitnessedMs: 0, state: 'ok' });

  constructor(private readonly options: LogMonitorOptions) {
    this.sampledAt = options.monotonic();
  }

  useWitnessLag(lag: () => WitnessLag): void {
    this.witnessLag = lag;
  }

  /** @throws what the database throws; ages then go on growing */
  async sample(): Promise<LogPlace> {
    const place = await logPlace(this.options.pool);
    const now = this.options.monotonic();
    if (place.size === place.published) this.pendingSince = undefined;
    else if (this.pendingSince === undefined || place.published > this.place.published)
      this.pendingSince = now;
    this.place = place;
    this.sampledAt = now;
    return place;
  }

  health(): LogHealth {
    const { unwitnessedMs } = this.witnessLag();
    const figures = {
      unintegrated: this.place.size - this.place.published,
      oldestPendingMs: this.pendingMs(),
      unwitnessedMs,
    };
    const stopped = this.stopCode();
    if (stopped) return { state: 'stopped', code: stopped, ...figures };
    const lagging = this.lagCode(figures.oldestPendingMs);
    return lagging ? { state: 'lagging', code: lagging, ...figures } : { state: 'ok', ...figures };
  }

  assertRunning(): void {
    const refusal = this.refusal();
    if (refusal) throw refusal;
  }

  /** What {@link assertRunning} throws. */
  refusal(): Refusal | undefined {
    const code = this.stopCode();
    return code && new Refusal(code);
  }

  /**
   * The refusal to append. What only waits for witnesses still takes the entries of whoever looks into it; lookups are refused
   * before they reach the log.
   */
  appendRefusal(): Refusal | undefined {
    const refusal = this.refusal();
    return refusal?.code === 'LOG_UNWITNESSED' ? undefined : refusal;
  }

  private stopCode(): LogHealthCode | undefined {
    const verdict = this.options.verdict();
    if (verdict.state === 'refused') return verdict.code;
    if (verdict.state === 'unsure') return 'LOG_WITNESSES_UNKNOWN';
    if (this.options.halted()) return 'LOG_TAMPERED';
    const { lagStopSeconds } = this.options.config;
    // A store that nobody could look at for so long may hold anything.
    const unseenMs = this.options.monotonic() - this.sampledAt;
    if (Math.max(this.pendingMs(), unseenMs) >= lagStopSeconds * 1000) return 'LOG_UNINTEGRATED';
    return this.witnessLag().state === 'stopped' ? 'LOG_UNWITNESSED' : undefined;
  }

  private lagCode(pendingMs: number): LogHealthCode | undefined {
    if (this.options.verdict().state === 'waiting') return 'LOG_WITNESSES_UNKNOWN';
    if (pendingMs >= this.options.config.lagAlertSeconds * 1000) return 'LOG_UNINTEGRATED';
    return this.witnessLag().state === 'lagging' ? 'LOG_UNWITNESSED' : undefined;
  }

  private pendingMs(): number {
    return this.pendingSince === undefined ? 0 : this.options.monotonic() - this.pendingSince;
  }
}

/** Health as JSON for `/status/ready`: sizes and ages, which the public log shows as well. */
export function logFigures({ state, code, unintegrated, oldestPendingMs, unwitnessedMs }: LogHealth): object {
  return {
    state,
    ...(code && { code }),
    unintegrated: Number(unintegrated),
    oldestPendingMs: Math.round(oldestPendingMs),
    unwitnessedMs: Math.round(unwitnessedMs),
  };
}
