import type { ErrorCode } from '#libs/errors';
import type { CircuitState } from '../../peers/index.js';
import type { DepartmentSource } from '../ports.js';

/** How much a source is asked at most, as its mapping has it. */
export interface SourceLimits {
  deadlineMs: number;
  concurrency: number;
  queue: number;
  maxRecords: number;
  breaker: { failures: number; openMs: number; maxOpenMs: number };
  /** Of deliveries: how old data may be. */
  maxAgeHours?: number;
}

/** How a source is doing; for operators. Holds nothing about anybody. */
export interface SourceHealth {
  id: string;
  kind: 'postgresql' | 'mysql' | 'http' | 'csv';
  dataset: string;
  department: DepartmentSource['department'];
  state: CircuitState | 'stopped';
  /** Instant of the last change between working and not, milliseconds. */
  since: number;
  /** Failures of the department, none of them an asker's fault. */
  failuresInRow: number;
  /** The department asked to be left alone until then. */
  heldUntil?: number;
  inside: number;
  waiting: number;
  /** Questions since the start, by outcome: `answered`, `nothing-found`, `refused`, `judged`, or a code. */
  outcomes: Readonly<Record<string, number>>;
  /** Of the last answers, milliseconds, waiting included; absent before the first. */
  tookMs?: { median: number; p95: number };
  lastAnswerAt?: number;
  lastFault?: ErrorCode;
  lastFaultAt?: number;
  limits: SourceLimits;
  /** State of delivered data. */
  asOf?: number;
}

const REMEMBERED = 200;

export class SourceFigures {
  private readonly outcomes = new Map<string, number>();
  private readonly took: number[] = [];
  private next = 0;
  private lastAnswerAt: number | undefined;
  private lastFault: { lastFault: ErrorCode; lastFaultAt: number } | undefined;

  answered(outcome: string, ms: number, at: number): void {
    this.count(outcome);
    this.lastAnswerAt = at;
    this.took[this.next] = ms;
    this.next = (this.next + 1) % REMEMBERED;
  }

  failed(code: ErrorCode, at: number): void {
    this.count(code);
    this.lastFault = { lastFault: code, lastFaultAt: at };
  }

  snapshot(): Pick<SourceHealth, 'outcomes' | 'tookMs' | 'lastAnswerAt' | 'lastFault' | 'lastFaultAt'> {
    const sorted = this.took.toSorted((a, b) => a - b);
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return {
      outcomes: Object.fromEntries(this.outcomes),
      ...(sorted.length > 0 ? { tookMs: { median: at(0.5), p95: at(0.95) } } : {}),
      ...(this.lastAnswerAt === undefined ? {} : { lastAnswerAt: this.lastAnswerAt }),
      ...this.lastFault,
    };
  }

  private count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}
