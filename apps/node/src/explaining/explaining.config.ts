import { z } from 'zod';

export const explainingConfig = z.strictObject({
  keepDays: z
    .int()
    .min(1)
    .max(365)
    .default(30)
    .describe('How long a failed request of an own integrator can be explained, in days.'),
});

export type ExplainingConfig = z.infer<typeof explainingConfig>;
