import { z } from 'zod';

const path = z.string().min(1).max(500);

/** Where a department's database is, and how the node identifies itself there. */
export const databaseConnection = z
  .strictObject({
    urlFile: path
      .optional()
      .describe('File with `postgres://user:password@host:port/database` (or mysql://) and nothing else.'),
    host: z.string().min(1).max(255).optional(),
    port: z.int().min(1).max(65_535).optional(),
    database: z.string().min(1).max(64).optional(),
    user: z.string().min(1).max(64).optional(),
    passwordFile: path.optional(),
    tls: z
      .strictObject({
        caFile: path.optional().describe('Certificate authorities that count; the usual ones without it.'),
        certFile: path.optional().describe("The node's own certificate, with `keyFile`."),
        keyFile: path.optional(),
        servername: z.string().max(255).optional().describe('The name in its certificate, where it differs.'),
      })
      .optional()
      .describe('Without it only a database on the loopback interface is spoken to.'),
    connectTimeoutMs: z.int().min(100).max(60_000).default(3_000),
  })
  .refine(
    ({ urlFile, host, database, user }) =>
      urlFile === undefined
        ? host !== undefined && database !== undefined && user !== undefined
        : host === undefined && database === undefined && user === undefined,
    'either `urlFile`, or `host`, `database` and `user`',
  )
  .refine(
    ({ tls }) => (tls?.certFile === undefined) === (tls?.keyFile === undefined),
    'certFile and keyFile go together',
  );
export type DatabaseConnection = z.infer<typeof databaseConnection>;
