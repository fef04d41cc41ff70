import { z } from 'zod';

/** The node's PostgreSQL (15 or newer). The connection string is a secret: `TONGBAN_DATABASE_URL`, or a file. */
export const databaseConfig = z.strictObject({
  urlFile: z
    .string()
    .optional()
    .describe(
      'File that holds the connection string. Without it the environment variable TONGBAN_DATABASE_URL is read.',
    ),
  poolSize: z
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe('Connections for reading and ordinary writing. The audit log has one of its own beside them.'),
  connectTimeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(5_000)
    .describe('Patience for a connection, in milliseconds, before a request is refused.'),
  statementTimeoutMs: z
    .int()
    .min(100)
    .max(600_000)
    .default(10_000)
    .describe('A statement that takes longer, in milliseconds, is cancelled by the database.'),
  migrateAtStart: z
    .boolean()
    .default(true)
    .describe(
      'Bring the tables up to date at start, under a lock that replicas share. Off where the login may not do so.',
    ),
});

export type DatabaseConfig = z.infer<typeof databaseConfig>;
