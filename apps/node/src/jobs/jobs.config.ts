import { z } from 'zod';

/** Work of this node that outlives a process. No setting turns it off. */
export const jobsConfig = z.strictObject({
  pollSeconds: z
    .number()
    .min(0.5)
    .max(60)
    .default(2)
    .describe('How often a process looks for jobs that are due, in seconds; own new ones are taken at once.'),
  superviseSeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(15)
    .describe('How often jobs of processes that died are looked for, in seconds.'),
  keepDays: z
    .int()
    .min(1)
    .max(366)
    .default(7)
    .describe('Days for which finished jobs stay to be seen. Those that failed for good stay until dropped.'),
});

export type JobsConfig = z.infer<typeof jobsConfig>;
