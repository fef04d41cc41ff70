import { z } from 'zod';

/** Checking that what peers gave receipts for is in the logs that they publish. No setting turns it off. */
export const receiptsConfig = z.strictObject({
  pollSeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(120)
    .describe("How often the peers' published logs are followed, in seconds."),
  delaySeconds: z
    .int()
    .min(60)
    .max(86_400)
    .default(900)
    .describe(
      'An entry that a receipt promises and that is not in a checkpoint so long after, in seconds, is a finding. Not less than the `lagStopSeconds` of the peers.',
    ),
  maxLeaves: z
    .int()
    .min(256)
    .max(10_000_000)
    .default(65_536)
    .describe('Leaf hashes of one peer that one round reads at most (32 bytes each); the next one goes on.'),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe('Longest time for one file of a log, in milliseconds.'),
  keepDays: z
    .int()
    .min(1)
    .max(366)
    .default(31)
    .describe(
      'Receipts of a peer whose log cannot be read are waited for so long, in days; a finding has said so.',
    ),
});

export type ReceiptsConfig = z.infer<typeof receiptsConfig>;
