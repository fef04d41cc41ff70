import { catalogue, type ErrorCode } from './catalogue.js';
import type { ErrorEntry } from './entry.js';

export interface RefusalOptions {
  /** Facts for the operator's log. Never sent to a caller, never personal data. */
  details?: Record<string, unknown>;
  /** A short, harmless addition to the message that may be told to the caller (a member's name, a limit). */
  hint?: string;
  cause?: unknown;
}

/**
 * The one exception of this project: an expected "no" with a code from the catalogue.
 * Whatever else is thrown is a defect and reaches a caller as `INTERNAL` only.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly details: Record<string, unknown>;
  readonly hint: string | undefined;

  constructor(
    readonly code: ErrorCode,
    options: RefusalOptions = {},
  ) {
    const entry = catalogue[code];
    super(options.hint ? `${entry.en.message} (${options.hint})` : entry.en.message, {
      cause: options.cause,
    });
    this.details = options.details ?? {};
    this.hint = options.hint;
  }

  get entry(): ErrorEntry {
    return catalogue[this.code];
  }

  get status(): number {
    return this.entry.status;
  }

  /** What a caller may see. */
  toPublic(): PublicError {
    const { en, zh, retryable } = this.entry;
    return {
      code: this.code,
      message: this.message,
      advice: en.advice,
      messageZh: this.hint ? `${zh.message}（${this.hint}）` : zh.message,
      adviceZh: zh.advice,
      retryable: retryable ?? false,
    };
  }
}

/** The shape in which every refusal reaches a caller, over GraphQL (`extensions`) and plain HTTP alike. */
export interface PublicError {
  code: ErrorCode;
  message: string;
  advice: string;
  messageZh: string;
  adviceZh: string;
  retryable: boolean;
}

/** Turns anything thrown into a refusal; what is not one becomes `INTERNAL`, its cause kept for the log. */
export function asRefusal(thrown: unknown): Refusal {
  return thrown instanceof Refusal ? thrown : new Refusal('INTERNAL', { cause: thrown });
}
