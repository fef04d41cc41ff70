import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Stops the run's PostgreSQL, if a test file started one. Plain JavaScript: jest loads it outside its transforms. */
export default async function teardown() {
  const place = join(tmpdir(), `tongban-test-${process.env.TONGBAN_TEST_RUN ?? process.pid}`);
  const pidFile = join(place, 'postgres', 'data', 'postmaster.pid');
  if (existsSync(pidFile)) {
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    // "Immediate": the data directory is deleted next, so there is nothing to write.
    if (pid > 1) process.kill(pid, 'SIGQUIT');
    for (let waits = 0; existsSync(pidFile) && waits < 250; waits += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  rmSync(place, { recursive: true, force: true });
}
