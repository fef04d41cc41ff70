import { fork } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../root.js';
import { identify } from './processes.js';
import type { RunState } from './state.js';

const KEEPER = join(ROOT, 'dist/apps/cli/src/up/postgres-keeper.js');

/**
 * Sees to it that the server does not outlive us by more than a moment, however we die. Recorded with the run, so that
 * the next one ends the keeper before it takes the server over.
 * @returns a function that dismisses the keeper
 */
export function keepPostgres(pid: number, state: RunState): () => void {
  const server = identify(pid);
  if (!server) return () => undefined;
  const keeper = fork(KEEPER, [String(server.pid), server.started], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  });
  keeper.on('error', () => undefined); // without a keeper a crash leaves a server, which the next start takes over
  keeper.unref();
  keeper.channel?.unref();
  if (keeper.pid !== undefined) state.add('postgres-keeper', keeper.pid);
  return () => keeper.kill('SIGTERM');
}
