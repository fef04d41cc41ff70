import { z } from 'zod';

/** Keys of the `matters` section of a region's configuration file. */
export const mattersConfig = z
  .strictObject({
    directory: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Folder whose *.yaml are definitions of matters (libs/handling). Read and checked at the start; none: the node receives no cases. / 事项定义所在目录；启动时读取并校验，未设置则本节点不办件。',
      ),
    departments: z
      .array(z.string().min(1))
      .max(10)
      .default([])
      .describe(
        "Files that say which bodies stand for the departments of the definitions, one a region; the own region's is needed where there are definitions. / 各地区部门对应表，本地区的必备。",
      ),
    pollMs: z
      .int()
      .min(100)
      .max(60_000)
      .default(2_000)
      .describe('How often a replica looks for versions that another one made, in milliseconds.'),
  })
  .describe('Matters / 事项');

export type MattersConfig = z.infer<typeof mattersConfig>;
