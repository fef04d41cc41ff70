import { z } from 'zod';
import { agreementsSchema, responsibilityListSchema } from '#libs/sharing';

/** Which licences and fields leave this node, for whom and for what. Nothing leaves without an agreement that names it. */
export const sharingConfig = z.strictObject({
  responsibilityList: responsibilityListSchema
    .default([])
    .describe(
      'The data-sharing responsibility list (数据共享责任清单): what is offered at all. What no entry offers no agreement opens.',
    ),
  agreements: agreementsSchema
    .default([])
    .describe('Sharing agreements; deny by default. See libs/sharing/README.md for each key.'),
});

export type SharingConfig = z.infer<typeof sharingConfig>;
