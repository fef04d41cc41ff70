import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { Refusal } from '#libs/errors';

export type { Logger };

/**
 * One JSON object a line. Nothing personal: no headers, bodies, variables or query strings are ever given to it,
 * and an error is written as its kind, code and stack, never with the values that it carries.
 */
export function createLogger(
  options: { level: string; node: string },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.level,
    base: { node: options.node },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
  };
  // Requests do not wait for their line; it is written a moment later, and at the latest when the process ends.
  return pino(settings, destination ?? pino.destination({ dest: 1, sync: false }));
}

/** What may be written of an error. Database messages can hold values, so a foreign error shows its type and place only. */
export function describeError(error: unknown): Record<string, unknown> {
  if (error instanceof Refusal)
    return {
      code: error.code,
      details: error.details,
      ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
    };
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  return {
    type: error.constructor.name,
    ...(typeof code === 'string' ? { code } : {}),
    at: (error.stack ?? '')
      .split('\n')
      .filter((line) => line.trimStart().startsWith('at '))
      .slice(0, 8)
      .map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** Nest's own messages, on the same log. */
export function nestLogger(logger: Logger): LoggerService {
  const write = (level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal') => (message: unknown) =>
    logger[level](
      message instanceof Error ? { err: message } : { source: 'nest' },
      typeof message === 'string' ? message : '',
    );
  return {
    log: write('debug'),
    error: write('error'),
    warn: write('warn'),
    debug: write('debug'),
    verbose: write('trace'),
    fatal: write('fatal'),
  };
}
