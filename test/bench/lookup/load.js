import { fork } from 'node:child_process';
import { childrenOf, cpuOf } from '../../support/real-nodes.js';

/** The generator's process, and what was used while it ran: by the servers, by PostgreSQL, by itself. */
export class Load {
  #child = fork(new URL('./generator.js', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  #id = 0;

  prepare(job) {
    return this.#call({ prepare: job });
  }

  /**
   * One timed window.
   * @param {{ port: number, tls?: object, connections: number, seconds: number }} job
   * @param {{ servers: Record<string, number>, postmaster?: number }} processes pids whose time is charged
   */
  async run(job, { servers, postmaster }) {
    const watched = () => ({
      servers: Object.fromEntries(Object.entries(servers).map(([name, pid]) => [name, cpuOf(pid)])),
      postgres:
        postmaster === undefined
          ? new Map()
          : new Map(childrenOf(postmaster).map((pid) => [pid, cpuOf(pid)])),
    });
    const before = watched();
    const result = await this.#call({ run: job });
    const after = watched();
    const per = (milliseconds) => (milliseconds * 1000) / result.requests;
    let postgres = 0;
    for (const [pid, time] of after.postgres) postgres += time - (before.postgres.get(pid) ?? 0);
    return {
      ...result,
      perSecond: result.requests / (result.elapsedMs / 1000),
      /** Microseconds a request. */
      cpu: {
        ...Object.fromEntries(
          Object.entries(after.servers).map(([name, time]) => [name, per(time - before.servers[name])]),
        ),
        postgres: per(postgres),
        generator: per(result.cpuMs),
      },
      failed: Object.entries(result.statuses).reduce(
        (sum, [status, count]) => sum + (status === '200' ? 0 : count),
        0,
      ),
    };
  }

  stop() {
    this.#child.disconnect();
  }

  #call(message) {
    const id = (this.#id += 1);
    return new Promise((resolve, reject) => {
      const onMessage = (answer) => {
        if (answer.id !== id) return;
        this.#child.off('message', onMessage);
        if (answer.error) reject(new Error(answer.error));
        else resolve(answer.value);
      };
      this.#child.on('message', onMessage);
      this.#child.send({ id, ...message });
    });
  }
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** `median (lowest-highest)`. */
export const spread = (values, digits = 0) =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)})`;
