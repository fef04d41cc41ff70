import { z } from 'zod';
import { agreementsSchema } from '#libs/sharing';

/** Which licences and fields leave this node, for whom and for what. Nothing leaves without an agreement that names it. */
export const sharingConfig = z.strictObject({
  agreements: agreementsSchema
    .default([])
    .describe('Sharing agreements; deny by default. See libs/sharing/README.md for each key.'),
});

export type SharingConfig = z.infer<typeof sharingConfig>;
