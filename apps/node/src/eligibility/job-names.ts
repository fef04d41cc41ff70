import { z } from 'zod';

export const JUDGE_JOB = 'eligibility.judge';
export const OPEN_JOB = 'eligibility.open';
export const FORGET_JOB = 'eligibility.forget';
/** Takes holders of licences in as candidates. */
export const COLLECT_JOB = 'eligibility.collect';

export const runJob = z.strictObject({ run: z.uuid() });
