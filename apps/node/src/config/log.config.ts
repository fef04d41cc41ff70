import { z } from 'zod';

/** The operator's log (JSON lines on standard output). It never holds personal data; the audit log is elsewhere. */
export const logConfig = z.strictObject({
  level: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least severe level that is written.'),
});

export type LogConfig = z.infer<typeof logConfig>;
