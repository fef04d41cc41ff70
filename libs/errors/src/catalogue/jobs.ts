import { entry, type ErrorEntry } from '../entry.js';

/** Jobs of a node (apps/node/src/jobs). */
export const jobs = {
  JOB_DATA_INVALID: entry(
    500,
    [
      'The data of a job are not those that it was defined with.',
      'Both replicas should run the same version.',
    ],
    ['后台任务的数据不符合其定义。', '请确认各副本版本一致。'],
  ),
  JOB_CLAIM_LOST: {
    ...entry(
      409,
      ['Another process has taken the job over meanwhile.', 'Nothing is to be done: the other one goes on.'],
      ['该任务已由其他进程接手。', '无需处理，由其他进程继续。'],
    ),
    retryable: true,
  },
  JOB_NOT_FOUND: entry(
    404,
    ['No such job waits for an operator.', 'List them by `tongban jobs list --state dead`.'],
    ['没有该待处理任务。', '请以 tongban jobs list --state dead 查看。'],
  ),
} as const satisfies Record<string, ErrorEntry>;
