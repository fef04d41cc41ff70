import { z } from 'zod';

const MIB = 1 << 20;

/** Files of cases: what people bring, what was fetched, what was decided. */
export const materialsConfig = z.strictObject({
  filesDir: z
    .string()
    .min(1)
    .default('${dataDir}/case-files')
    .describe(
      'Folder of the files of cases, encrypted; replicas share it. / 办件材料文件目录（加密存放，多副本共用）。',
    ),
  keyFile: z
    .string()
    .default('${dataDir}/keys/materials.key')
    .describe(
      'Key that the files are encrypted with (32 bytes, mode 0600), made when absent. Without it no file of a case can be read. / 办件材料加密密钥文件。',
    ),
  maxFileBytes: z
    .int()
    .min(1024)
    .max(100 * MIB)
    .default(20 * MIB)
    .describe('Largest file of a case, in bytes. / 单个材料文件的最大字节数。'),
  maxFiles: z
    .int()
    .min(1)
    .max(1000)
    .default(200)
    .describe('Files that one case may have. / 每个办件的文件数上限。'),
  maxCaseBytes: z
    .int()
    .min(1024)
    .max(1024 * MIB)
    .default(200 * MIB)
    .describe('Bytes that the files of one case may have together. / 每个办件的文件总字节数上限。'),
  maxIncomingBytes: z
    .int()
    .min(1024)
    .max(16_384 * MIB)
    .default(512 * MIB)
    .describe('Bytes of unfinished files that one peer may leave here. / 每个对端未收全文件的字节数上限。'),
  uploads: z
    .strictObject({
      concurrent: z.int().min(1).max(1000).default(16).describe('At once, of all callers.'),
      concurrentOfCaller: z.int().min(1).max(1000).default(4).describe('At once, of one caller.'),
      perMinuteOfCaller: z.int().min(1).max(100_000).default(120).describe('In a minute, of one caller.'),
    })
    .prefault({})
    .describe('Files sent to POST /cases/{id}/materials.'),
  fetching: z
    .strictObject({
      deadlineSeconds: z
        .int()
        .min(1)
        .max(600)
        .default(30)
        .describe('Patience with one source when materials are fetched, in seconds.'),
      parallel: z.int().min(1).max(32).default(6).describe('Materials of one case that are fetched at once.'),
    })
    .prefault({})
    .describe('How materials are fetched by lookup. / 通过共享获取材料。'),
  archiveBytes: z
    .int()
    .min(MIB)
    .max(1024 * MIB)
    .default(256 * MIB)
    .describe('Largest archive package that is made, in bytes. / 电子档案包的最大字节数。'),
  keeping: z
    .strictObject({
      pollSeconds: z
        .int()
        .min(1)
        .max(86_400)
        .default(3_600)
        .describe('How often this node looks what is over.'),
      unclaimedDays: z
        .int()
        .min(1)
        .max(366)
        .default(35)
        .describe(
          'Days after which files of a case that was never received are erased. / 未收件材料的保留天数。',
        ),
      closedDays: z
        .int()
        .min(30)
        .max(36_500)
        .default(3_650)
        .describe(
          'Days after the last event of a closed case from which on its files are erased; what the case says of them stays. / 办结后材料文件的保留天数。',
        ),
    })
    .prefault({})
    .describe('How long files of cases are kept. / 保留期限。'),
});

export type MaterialsConfig = z.infer<typeof materialsConfig>;
