import { z } from 'zod';
import { copiesConfig } from '../copies/copies.config.js';

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
    cursorKeyFile: z
      .string()
      .default('${dataDir}/keys/cursor.key')
      .describe(
        'Key that seals cursors of lists (32 bytes, mode 0600); made at the first start. / 分页游标密钥文件。',
      ),
    annotateCopies: copiesConfig.prefault({}),
    maxPageSize: z
      .int()
      .min(1)
      .max(500)
      .default(100)
      .describe("Most licences on one page of a holder's licences. / 按持证主体查询时每页的最大条数。"),
  })
  .describe('Licence store and documents / 证照库与证照文件');

export type LicencesConfig = z.infer<typeof licencesConfig>;
