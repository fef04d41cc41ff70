import { z } from 'zod';

/**
 * A folder into which a department puts whole states of its data: `<prefix>-<YYYYMMDD[THHMM]>.csv`, and beside it, when
 * it is complete, the same name with `.sha256` (as sha256sum writes it). The instant is the as-of date, Beijing time.
 */
export const csvMapping = z.strictObject({
  folder: z
    .string()
    .min(1)
    .max(500)
    .describe('The node takes files from it by renaming: it must be writable.'),
  prefix: z.string().regex(/^[A-Za-z0-9_]{1,40}$/),
  encoding: z.enum(['utf-8', 'gb18030']).default('utf-8'),
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  pollSeconds: z.int().min(1).max(86_400).default(60).describe('How often the folder is looked at.'),
  maxBytes: z.int().min(1_000).max(10_000_000_000).default(1_000_000_000).describe('Of one file.'),
  maxRows: z.int().min(1).max(50_000_000).default(10_000_000).describe('Of one file.'),
  maxRowBytes: z.int().min(100).max(1_000_000).default(65_536).describe('Of one row.'),
  maxErrorShare: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe('Share of faulty rows with which a file is still taken, without those rows. 0: none.'),
  maxAgeHours: z
    .int()
    .min(1)
    .max(87_600)
    .default(24 * 7)
    .describe('How old a state may become before it is not used any more, in hours.'),
  keepVersions: z
    .int()
    .min(1)
    .max(20)
    .default(2)
    .describe('States kept in the database, the one in use included.'),
});
export type CsvMapping = z.infer<typeof csvMapping>;
