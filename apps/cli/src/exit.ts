import { Refusal } from '#libs/errors';

/** What the shell gets to know. Scripts may rely on these; they are documented in apps/cli/README.md. */
export const ExitCode = {
  ok: 0,
  /** A clear "no": a refused lookup, a failed verification, an import with rejected lines. */
  refused: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** A configuration file is missing or wrong. */
  configuration: 3,
  /** Something outside is missing: a port in use, no database, an unreachable node. */
  environment: 4,
  /** A verification that is neither passed nor failed (INDETERMINATE of EN 319 102-1). */
  indeterminate: 5,
  /** A defect of this program (BSD's EX_SOFTWARE). */
  defect: 70,
  /** Ended by Ctrl-C (128 + SIGINT), only where the command was not meant to be ended so. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** An expected end of a command that is not success; its message is for the person at the terminal. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly details: Record<string, unknown> = {},
    options: ErrorOptions = {},
  ) {
    super(message, options);
  }
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EADDRINUSE',
  'EACCES',
  'EPERM',
  'ENOSPC',
  'EROFS',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** SQLSTATE of PostgreSQL: connection, login, missing database, exhausted, shut down, not permitted. */
const DATABASE_SIDE = /^(?:(?:08|28|3D|53|57)[0-9A-Z]{3}|42501)$/;

/** The system's or the database's error code anywhere in the chain of causes, AggregateError included. */
export function systemCodeOf(thrown: unknown, depth = 5): string | undefined {
  if (!(thrown instanceof Error) || depth === 0) return undefined;
  const { code } = thrown as { code?: unknown };
  if (typeof code === 'string' && (UNREACHABLE.has(code) || DATABASE_SIDE.test(code))) return code;
  if (thrown instanceof AggregateError) {
    for (const inner of thrown.errors) {
      const found = systemCodeOf(inner, depth - 1);
      if (found) return found;
    }
  }
  return systemCodeOf(thrown.cause, depth - 1);
}

/** Which exit code belongs to whatever ended a command. */
export function exitCodeOf(thrown: unknown): ExitCode {
  if (thrown instanceof CliFailure) return thrown.exitCode;
  if (thrown instanceof Refusal) {
    if (thrown.code === 'CONFIG_INVALID') return ExitCode.configuration;
    if (thrown.code === 'INTERNAL') return systemCodeOf(thrown) ? ExitCode.environment : ExitCode.defect;
    if (thrown.code === 'STORE_UNAVAILABLE') return ExitCode.environment;
    return ExitCode.refused;
  }
  if (isCommanderError(thrown)) return thrown.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  return systemCodeOf(thrown) ? ExitCode.environment : ExitCode.defect;
}

export function isCommanderError(thrown: unknown): thrown is Error & { code: string; exitCode: number } {
  if (!(thrown instanceof Error)) return false;
  const { code, exitCode } = thrown as { code?: unknown; exitCode?: unknown };
  return typeof code === 'string' && code.startsWith('commander.') && typeof exitCode === 'number';
}
