import { z } from 'zod';

/** Keys of the `verdicts` section of a region's configuration file. */
export const verdictsConfig = z
  .strictObject({
    waitMs: z
      .int()
      .min(0)
      .max(30_000)
      .default(3000)
      .describe(
        'How long a lookup that asks for a verdict waits for it, in milliseconds, and never beyond half of its remaining time. Afterwards the verdict is NOT_CHECKED, and the verification goes on for whoever asks next. / 查询等待文件核验结论的最长时间（毫秒）。',
      ),
    ttlSeconds: z
      .int()
      .min(0)
      .max(86_400)
      .default(600)
      .describe(
        'How long a verdict is told again before the document is verified anew: revocations made meanwhile are not seen. / 核验结论的缓存时间（秒）。',
      ),
    cached: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe('Verdicts that are kept at most. / 最多缓存的核验结论数。'),
    concurrent: z
      .int()
      .min(1)
      .max(64)
      .default(4)
      .describe('Documents that are read and verified at the same time. / 同时核验的文件数。'),
    waiting: z
      .int()
      .min(1)
      .max(10_000)
      .default(500)
      .describe(
        'Documents that may wait for their turn; those beyond are NOT_CHECKED at once. / 等待核验的文件数上限。',
      ),
  })
  .describe('Verdicts on licence documents / 证照文件核验结论');

export type VerdictsConfig = z.infer<typeof verdictsConfig>;
