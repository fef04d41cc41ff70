import { z } from 'zod';

/** Keys of the `catalogue` section of a region's configuration file. */
export const catalogueConfig = z
  .strictObject({
    files: z
      .array(z.string().min(1))
      .max(100)
      .default([])
      .describe(
        'Files of the catalogue of one edition: datasets, who provides what, equivalences, requirements, vertical systems. Read and checked at the start; none: the node answers no question about evidence. / 证明材料目录文件，同一版次；启动时读取并校验。',
      ),
  })
  .describe('Catalogue of evidence / 证明材料目录');

export type CatalogueConfig = z.infer<typeof catalogueConfig>;
