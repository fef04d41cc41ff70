import { z } from 'zod';
import { agreementSchema } from '#libs/sharing';

/** Which licences and fields leave this node, for whom and for what. Nothing leaves without an agreement that names it. */
export const sharingConfig = z.strictObject({
  agreements: z
    .array(agreementSchema)
    .default([])
    .describe('Sharing agreements; deny by default. See libs/sharing/README.md for each key.'),
});

export type SharingConfig = z.infer<typeof sharingConfig>;
