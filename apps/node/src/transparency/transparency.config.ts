import { z } from 'zod';
import { isLogUrl } from '#libs/federation';

/** How the audit log is published, watched and kept. No setting turns it off. */
export const transparencyConfig = z.strictObject({
  intervalMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(1_000)
    .describe(
      'Pause between two integrations, in milliseconds; each that finds entries signs one checkpoint.',
    ),
  chunk: z
    .int()
    .min(256)
    .max(8_192)
    .default(1_024)
    .describe('Entries that one transaction of the integrator takes at most.'),
  lagAlertSeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(30)
    .describe('Entries that stay without a checkpoint longer, in seconds, are an alert.'),
  lagStopSeconds: z
    .int()
    .min(5)
    .max(86_400)
    .default(300)
    .describe(
      'Entries that stay without a checkpoint longer, in seconds, stop the exchange (LOG_UNINTEGRATED).',
    ),
  publicUrl: z
    .string()
    .max(512)
    .refine(isLogUrl, 'https (http on a loopback address), no query, no slash at the end')
    .optional()
    .describe(
      'Where anybody reads the log, as the node says in the federation. Without it: the origin of `callers.audience`, followed by /log.',
    ),
  stateFile: z
    .string()
    .default('${dataDir}/log-state.json')
    .describe('Remembers the newest checkpoint and its database, so that a restored backup is noticed.'),
  archiveDir: z
    .string()
    .default('${dataDir}/archive')
    .describe(
      'Folder of archived months; a static log that any tlog client and `tongban audit fsck --archive` read.',
    ),
  retentionMonths: z
    .int()
    .min(6)
    .max(1_200)
    .default(36)
    .describe('Whole months that entries stay in the database after their own; never under the legal six.'),
});

export type TransparencyConfig = z.infer<typeof transparencyConfig>;
