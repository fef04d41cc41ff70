import type { Command } from 'commander';
import { languageOf, type Language } from './language.js';

/** A bar on the terminal; a line at the start and the end where standard error is not one. */
export interface Progress {
  /** `done` of the total (or a plain count where the total is not known). */
  update(done: number, total?: number): void;
  end(text?: string): void;
}

/**
 * How every command speaks. Results go to standard output, everything else to standard error, so that
 * `tongban ... --json | jq` always works.
 */
export interface Io {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly language: Language;
  /** The result: `value` as one JSON document under `--json`, otherwise the text for a person. */
  out(value: unknown, human: string | (() => string)): void;
  /** A remark on the way; silent under `--quiet`. */
  note(text: string): void;
  /** A warning that `--quiet` does not silence. */
  warn(text: string): void;
  progress(label: string, total?: number): Progress;
  /** The text in the caller's language. */
  say(texts: { zh: string; en: string }): string;
}

interface Streams {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean; columns?: number };
}

export interface IoOptions {
  json?: boolean;
  quiet?: boolean;
  language?: Language;
}

const BAR_WIDTH = 28;
const REDRAW_MS = 80;

export function createIo(options: IoOptions, streams: Streams = process): Io {
  const json = options.json ?? false;
  const quiet = options.quiet ?? false;
  const language = options.language ?? 'en';
  const line = (text: string): void => void streams.stderr.write(text.endsWith('\n') ? text : `${text}\n`);

  return {
    json,
    quiet,
    language,
    out(value, human) {
      const text = json
        ? JSON.stringify(value, bigintAsString, 2)
        : typeof human === 'string'
          ? human
          : human();
      if (text !== '') streams.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    note(text) {
      if (!quiet) line(text);
    },
    warn: line,
    progress: (label, total) => (quiet ? silent : bar(label, total, streams.stderr)),
    say: (texts) => texts[language],
  };
}

/** The helper for a command's action, from its own and the program's global options. */
export function ioOf(command: Command): Io {
  const options = command.optsWithGlobals<{ json?: boolean; quiet?: boolean; lang?: string }>();
  return createIo({
    json: options.json ?? false,
    quiet: options.quiet ?? false,
    language: languageOf(options.lang, process.env),
  });
}

const silent: Progress = { update: () => undefined, end: () => undefined };

function bar(label: string, initialTotal: number | undefined, stream: Streams['stderr']): Progress {
  const live = stream.isTTY === true;
  let total = initialTotal;
  let done = 0;
  let drawn = 0;
  const text = (): string => {
    if (!total) return `${label} ${String(done)}`;
    const share = Math.min(1, done / total);
    const filled = Math.round(share * BAR_WIDTH);
    return `${label} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${String(Math.floor(share * 100))}% ${String(done)}/${String(total)}`;
  };
  return {
    update(now, newTotal) {
      done = now;
      total = newTotal ?? total;
      const at = performance.now();
      if (!live || at - drawn < REDRAW_MS) return;
      drawn = at;
      stream.write(`\r\u001b[K${text()}`);
    },
    end(final) {
      stream.write(`${live ? '\r\u001b[K' : ''}${final ?? text()}\n`);
    },
  };
}

/** bigint as string, as everywhere in this project. */
function bigintAsString(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
