import { Refusal } from '#libs/errors';
import { CliFailure, ExitCode, exitCodeOf, isCommanderError } from './exit.js';
import { languageOf, type Language } from './language.js';
import { createProgram } from './program.js';

/** Runs one command line and returns the exit code; never throws. */
export async function run(args: readonly string[]): Promise<number> {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(ExitCode.ok);
  });
  const program = await createProgram(args);
  try {
    await program.parseAsync(args, { from: 'user' });
    return process.exitCode === undefined ? ExitCode.ok : Number(process.exitCode);
  } catch (error) {
    const options = program.opts<{ json?: boolean; lang?: string }>();
    report(error, options.json ?? false, languageOf(options.lang, process.env));
    return exitCodeOf(error);
  }
}

/** Says what went wrong on standard error: for a person in words, under `--json` as one JSON object. */
function report(thrown: unknown, json: boolean, language: Language): void {
  if (isCommanderError(thrown)) return; // commander has written it
  if (json) {
    process.stderr.write(`${JSON.stringify({ error: describe(thrown) })}\n`);
    return;
  }
  process.stderr.write(`${text(thrown, language)}\n`);
  if (exitCodeOf(thrown) === ExitCode.defect && thrown instanceof Error) {
    process.stderr.write(`${thrown.stack ?? thrown.message}\n`);
  }
}

function describe(thrown: unknown): Record<string, unknown> {
  if (thrown instanceof Refusal) return { ...thrown.toPublic(), ...thrown.details };
  if (thrown instanceof CliFailure) return { message: thrown.message, ...thrown.details };
  return { message: thrown instanceof Error ? thrown.message : String(thrown) };
}

function text(thrown: unknown, language: Language): string {
  if (thrown instanceof Refusal) {
    const { code, message, messageZh, advice, adviceZh } = thrown.toPublic();
    const words = language === 'zh' ? `${messageZh} ${adviceZh}` : `${message} ${advice}`;
    const listed =
      thrown.code === 'CONFIG_INVALID' && thrown.cause instanceof Error ? `\n${thrown.cause.message}` : '';
    return `${code}: ${words}${listed}`;
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}
