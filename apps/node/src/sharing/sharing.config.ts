import { z } from 'zod';
import { agreementsSchema, responsibilityListSchema } from '#libs/sharing';

/**
 * Which licences and fields leave this node, for whom and for what. Nothing leaves without an agreement that names it and
 * an entry of the responsibility list that offers it.
 */
export const sharingConfig = z.strictObject({
  responsibilityList: responsibilityListSchema
    .default([])
    .describe(
      'The data-sharing responsibility list (数据共享责任清单): what is offered at all. What no entry offers no agreement opens. Read at the first start only; afterwards the database leads.',
    ),
  agreements: agreementsSchema
    .default([])
    .describe(
      'Sharing agreements; deny by default. See libs/sharing/README.md for each key. Read at the first start only; afterwards the database leads.',
    ),
  pollMs: z
    .int()
    .min(50)
    .max(60_000)
    .default(500)
    .describe(
      'How often a replica looks for a new version, in milliseconds, beside being told of it by the database.',
    ),
});

export type SharingConfig = z.infer<typeof sharingConfig>;
