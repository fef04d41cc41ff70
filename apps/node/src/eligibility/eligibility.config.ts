import { z } from 'zod';

/** 免申办: batches of candidates judged by the condition of a matter. */
export const eligibilityConfig = z.strictObject({
  maxCandidates: z.int().min(1).max(20_000_000).default(5_000_000).describe('Most candidates of one batch.'),
  maxUploadBytes: z
    .int()
    .min(1_024)
    .max(4_000_000_000)
    .default(1_000_000_000)
    .describe('Largest file of candidates, in bytes.'),
  window: z
    .int()
    .min(200)
    .max(20_000)
    .default(4_000)
    .describe('Candidates whose verdicts are stored together; so many are judged again after a crash.'),
  batch: z
    .int()
    .min(1)
    .max(200)
    .default(100)
    .describe('Persons or firms that one question to a source is about; each is named in the audit entry.'),
  concurrency: z.int().min(1).max(32).default(4).describe('Questions on their way at a time.'),
  questionSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(30)
    .describe('Patience with one question to a source, in seconds.'),
  patience: z
    .int()
    .min(0)
    .max(20)
    .default(3)
    .describe(
      'How often a batch waits for a source that is away, each time longer, before those whom it would decide are unknown.',
    ),
  requireApproval: z
    .boolean()
    .default(true)
    .describe(
      'Whether a second person approves the list before cases are opened for those who are eligible.',
    ),
  keepDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .describe('Days after the end for which candidates are kept by name; counts stay.'),
  runsAtOnce: z
    .int()
    .min(1)
    .max(1_000)
    .default(20)
    .describe('Batches that one organisation may have unfinished.'),
});

export type EligibilityConfig = z.infer<typeof eligibilityConfig>;
