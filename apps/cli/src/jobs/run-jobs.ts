import { dropJob, retryJob, waitingJobs, type JobState } from '../../../node/src/jobs/index.js';
import { withKeeper, type KeeperOptions } from '../audit/keeper.js';
import type { Io } from '../io.js';

export interface ListJobsOptions extends KeeperOptions {
  state?: JobState['state'];
}

export interface JobRepairOptions extends KeeperOptions {
  reason: string;
}

/** `tongban jobs list`. */
export async function listCommand(options: ListJobsOptions, io: Io): Promise<void> {
  const jobs = await withKeeper(options, ({ client }) => waitingJobs(client, options.state));
  io.out(jobs, () =>
    jobs.length === 0
      ? io.say({ zh: '没有未完成的任务。', en: 'Nothing waits.' })
      : jobs
          .map(({ id, state, name, attempts, startAfter, code }) =>
            [id, state, name, attempts, startAfter, code ?? ''].join('  '),
          )
          .join('\n'),
  );
}

/** `tongban jobs retry | drop`: written to the log before it is done. */
export async function repairCommand(
  what: 'retry' | 'drop',
  id: string,
  options: JobRepairOptions,
  io: Io,
): Promise<void> {
  await withKeeper(options, async ({ client, journal, operator }) => {
    await client.query('BEGIN');
    try {
      await (what === 'retry' ? retryJob : dropJob)(client, id, Date.now);
      await journal.record({
        kind: 'administration',
        caller: { kind: 'operator', id: operator },
        governance: { action: 'configure', note: `job ${id} ${what}: ${options.reason.slice(0, 500)}` },
        outcome: 'granted',
      });
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  });
  io.out({ id, done: what }, () =>
    what === 'retry'
      ? io.say({ zh: `将重新执行：${id}`, en: `will be tried again: ${id}` })
      : io.say({ zh: `已丢弃：${id}`, en: `dropped: ${id}` }),
  );
}
