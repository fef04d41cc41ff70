import { z } from 'zod';

/** `licences.annotateCopies` of a region's configuration file. */
export const copiesConfig = z
  .strictObject({
    peers: z
      .boolean()
      .default(true)
      .describe(
        'Documents that another region is given bear a note (加注件): for which matter, to whom, which case, until when; sealed again by this node. / 向其他地区提供的证照文件是否加注。',
      ),
    own: z
      .boolean()
      .default(false)
      .describe('The same for callers of the own region. / 向本地区调用方提供的证照文件是否加注。'),
    validDays: z
      .int()
      .min(1)
      .max(3650)
      .default(30)
      .describe('How long a copy may be used, in days. / 加注件有效天数。'),
    whereImpossible: z
      .enum(['refuse', 'release'])
      .default('refuse')
      .describe(
        'What happens to a document that cannot be annotated or sealed (a picture, an encrypted PDF, no key): it is refused, or released as it is. / 无法加注或签章时：refuse 不予提供，release 提供未加注的原件。',
      ),
  })
  .describe('Annotated copies / 加注件');

export type CopiesConfig = z.infer<typeof copiesConfig>;
