import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { CliFailure, ExitCode } from '../exit.js';
import { end, identify, isAlive, type ProcessIdentity } from './processes.js';

const identity = z.object({ pid: z.int().positive(), started: z.string() });
const stateSchema = z.object({
  supervisor: identity,
  children: z.array(identity.extend({ name: z.string() })),
});
type State = z.infer<typeof stateSchema>;

/** Time for a leftover child to end by itself, in milliseconds. */
const LEFTOVER_GRACE_MS = 5_000;

/**
 * Which processes belong to a run, on disk, so that the next run can tell its own leftovers from somebody else's
 * programs after a crash.
 */
export class RunState {
  private readonly children: State['children'] = [];

  private constructor(private readonly file: string) {}

  /**
   * Claims the data directory for this process and ends what a crashed run left behind.
   * @returns the names of the leftovers that were ended.
   * @throws CliFailure (environment) where a living `up` already has the directory.
   */
  static async claim(file: string): Promise<{ state: RunState; ended: string[] }> {
    const previous = read(file);
    if (previous && previous.supervisor.pid !== process.pid && isAlive(previous.supervisor)) {
      const { pid } = previous.supervisor;
      throw new CliFailure(
        ExitCode.environment,
        `Tongban already runs here as process ${String(pid)} (${file}). Stop it there with Ctrl-C, or: kill ${String(pid)}`,
        { pid },
      );
    }
    const left = previous?.children.filter(isAlive) ?? [];
    await Promise.all(left.map((child) => end(child, LEFTOVER_GRACE_MS)));
    const state = new RunState(file);
    state.write();
    return { state, ended: left.map(({ name, pid }) => `${name} (${String(pid)})`) };
  }

  add(name: string, pid: number): void {
    const found = identify(pid);
    if (!found) return; // has ended already; whoever started it will say so
    this.children.push({ name, ...found });
    this.write();
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }

  private write(): void {
    const supervisor = identify(process.pid) ?? ({ pid: process.pid, started: '' } satisfies ProcessIdentity);
    mkdirSync(dirname(this.file), { recursive: true });
    const unfinished = `${this.file}.${String(process.pid)}`;
    writeFileSync(unfinished, JSON.stringify({ supervisor, children: this.children } satisfies State));
    renameSync(unfinished, this.file);
  }
}

function read(file: string): State | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // absent, or cut short: then there is nothing to know
  }
}
