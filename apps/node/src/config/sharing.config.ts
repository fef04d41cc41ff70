import { z } from 'zod';
import { agreementsSchema } from '#libs/sharing';

/** What this region tells to whom. Without an agreement nothing is told. */
export const sharingConfig = z.strictObject({
  agreements: agreementsSchema
    .default([])
    .describe(
      'The data-sharing responsibility list (数据共享责任清单): each entry releases some fields of some licence types to one partner for named purposes.',
    ),
});

export type SharingConfig = z.infer<typeof sharingConfig>;
