/**
 * A process of its own that outlives `up`: should `up` die without having stopped PostgreSQL (kill -9), this one stops
 * it once the nodes have had time to finish. `postgres-keeper.js PID STARTED`
 */
import { setTimeout as pause } from 'node:timers/promises';
import { stopPostmaster } from '../postgres/postmaster.js';
import { isAlive } from './processes.js';

/** The nodes' own leash gives them as long. */
const NODES_GRACE_MS = 16_000;

const [pid, started] = process.argv.slice(2);
const server = { pid: Number(pid), started: started ?? '' };

// Ended in good order, `up` has stopped the server itself and ends us.
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => void afterDeath());
// The channel to the parent keeps this process alive until then.
process.channel?.ref();

async function afterDeath(): Promise<void> {
  await pause(NODES_GRACE_MS);
  if (isAlive(server)) await stopPostmaster(server.pid);
  process.exit(0);
}
