export { jobsConfig, type JobsConfig } from './jobs.config.js';
export { openJobs, type Jobs, type JobsParts } from './open-jobs.js';
export type {
  DefineJobs,
  EnqueueJobs,
  EnqueueOptions,
  JobHandler,
  JobOptions,
  JobRetry,
  RunningJob,
} from './ports.js';
export { dropJob, pageOfJobs, retryJob, waitingJobs, type JobPage, type JobState } from './waiting-jobs.js';
