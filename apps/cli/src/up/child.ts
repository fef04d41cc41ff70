import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { CliFailure, ExitCode } from '../exit.js';
import { ROOT } from '../root.js';

const LEASH = pathToFileURL(join(ROOT, 'dist/apps/cli/src/up/leash.js')).href;
/** A lookup allocates some 100 KB that is garbage at once; with room for it a node answers a fifth more (test/bench). */
const YOUNG_GENERATION = '--max-semi-space-size=64';
const POLL_MS = 40;
const TAIL_LINES = 15;

export interface ChildOptions {
  name: string;
  /** Compiled entry point. */
  main: string;
  args: readonly string[];
  env: Record<string, string>;
  logFile: string;
}

/** One process of the demo: started, watched until ready, ended; its output goes to a file of its own. */
export class ManagedChild {
  private constructor(
    readonly name: string,
    readonly logFile: string,
    private readonly process: ChildProcess,
    /** Settles with a short description of how the process ended. */
    readonly exited: Promise<string>,
  ) {}

  static start({ name, main, args, env, logFile }: ChildOptions): ManagedChild {
    mkdirSync(dirname(logFile), { recursive: true });
    if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
    const log = openSync(logFile, 'a', 0o640);
    const flags = ['--no-warnings', YOUNG_GENERATION, '--import', LEASH];
    const child = spawn(process.execPath, [...flags, main, ...args], {
      cwd: ROOT,
      env: { ...inherited(), ...env },
      stdio: ['ignore', log, log, 'ipc'],
      // A session of its own: Ctrl-C reaches it only through us, after those that depend on it.
      detached: true,
    });
    closeSync(log);
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) =>
        resolve(signal ? `ended by ${signal}` : `exit code ${String(code)}`),
      );
    });
    return new ManagedChild(name, logFile, child, exited);
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  get isRunning(): boolean {
    return (
      this.process.exitCode === null && this.process.signalCode === null && this.process.pid !== undefined
    );
  }

  /**
   * Waits until `probe` says yes.
   * @throws CliFailure with the last lines of the log where the process ends or the time is over.
   */
  async ready(probe: () => Promise<boolean>, withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while (performance.now() < until) {
      if (!this.isRunning) throw this.failed(await this.exited);
      if (await probe()) return;
      await pause(POLL_MS);
    }
    throw this.failed(`not ready after ${String(Math.round(withinMs / 1000))} s`);
  }

  /** Asks it to finish what it has begun and end; kills it after the grace. */
  async stop(graceMs: number): Promise<void> {
    if (!this.isRunning) return;
    this.process.kill('SIGTERM');
    const ended = await Promise.race([this.exited.then(() => true), pause(graceMs, false, { ref: false })]);
    if (!ended) {
      this.kill();
      await this.exited;
    }
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }

  private failed(how: string): CliFailure {
    const isConfiguration = this.process.exitCode === ExitCode.configuration;
    const code = isConfiguration ? ExitCode.configuration : ExitCode.environment;
    return new CliFailure(code, this.failure(how), { process: this.name, log: this.logFile });
  }

  /** The last lines of its log: what a person wants to see when it failed. */
  failure(how: string): string {
    const lines = existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8').trimEnd().split('\n') : [];
    const tail = lines.slice(-TAIL_LINES).map((line) => `  | ${line.slice(0, 1_000)}`);
    return [`${this.name}: ${how}. ${this.logFile}:`, ...tail].join('\n');
  }
}

/** The environment without what would point a node at another run's database or change how Node itself works. */
function inherited(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(TONGBAN_|DATABASE_URL$|NODE_OPTIONS$|PG)/.test(key),
  );
  return { ...Object.fromEntries(kept), NODE_ENV: process.env.NODE_ENV ?? 'production' };
}
