import { z } from 'zod';

const path = z.string().min(1);

/** Keys of the `issuing` section of a region's configuration file. */
export const issuingConfig = z
  .strictObject({
    recipes: path
      .optional()
      .describe(
        'File that says, by matter, who is named on notices and how a licence is made of a case (config/issuing.yaml). Without it the node issues neither. / 文书与证照签发规则文件；未设置则不签发。',
      ),
    fontFile: path
      .optional()
      .describe(
        'TrueType font for documents, better than the one that comes with the node, which has the 6,763 characters of GB 2312; others are written by their code points. / 文书字体文件（TrueType）；自带字体仅含 GB 2312 汉字。',
      ),
    contact: z
      .string()
      .max(200)
      .optional()
      .describe('Where applicants ask about a notice; stands on it. / 文书上的咨询方式。'),
  })
  .describe('Notices on cases, and licences as their result / 文书与证照签发');

export type IssuingConfig = z.infer<typeof issuingConfig>;
