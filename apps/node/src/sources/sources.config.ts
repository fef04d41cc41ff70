import { z } from 'zod';

/** Keys of the `sources` section of a region's configuration file. */
export const sourcesConfig = z
  .strictObject({
    files: z
      .array(z.string().min(1))
      .max(100)
      .default([])
      .describe(
        "Mapping files of departments' sources (see apps/node/src/sources/README.md); read and checked at the start, against the datasets of `catalogue.files`. / 部门数据源映射文件，启动时读取，并与目录核对。",
      ),
  })
  .describe("Departments' sources / 部门数据源");

export type SourcesConfig = z.infer<typeof sourcesConfig>;
