import { z } from 'zod';

const MIB = 1024 * 1024;

/** Keys of the `licences` section of a region's configuration file. */
export const licencesConfig = z
  .strictObject({
    documentsDir: z
      .string()
      .min(1)
      .default('${dataDir}/documents')
      .describe(
        'Folder of the licence documents (PDF, OFD, PNG, JPEG), each kept under its SHA-256. / 证照文件存放目录，按 SHA-256 命名。',
      ),
    maxDocumentBytes: z
      .int()
      .min(1024)
      .max(256 * MIB)
      .default(20 * MIB)
      .describe('Largest document that is taken in, in bytes. / 单个证照文件的最大字节数。'),
    maxPageSize: z
      .int()
      .min(1)
      .max(500)
      .default(100)
      .describe("Most licences on one page of a holder's licences. / 按持证主体查询时每页的最大条数。"),
    importChunkRows: z
      .int()
      .min(100)
      .max(50_000)
      .default(5_000)
      .describe(
        'Rows that a bulk import stages and commits together; an interrupted import resumes at a chunk. / 批量导入每批提交的行数，中断后从批次边界继续。',
      ),
    importMaxRecordBytes: z
      .int()
      .min(4096)
      .max(4 * MIB)
      .default(256 * 1024)
      .describe(
        'Longest line of an import file, in bytes; longer ones are rejected. / 导入文件单条记录的最大字节数。',
      ),
  })
  .describe('Licence store, documents and bulk import / 证照库、证照文件与批量导入');

export type LicencesConfig = z.infer<typeof licencesConfig>;
