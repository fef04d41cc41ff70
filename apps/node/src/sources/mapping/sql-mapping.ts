import { z } from 'zod';
import { databaseConnection } from './connection-mapping.js';

/**
 * The name of a schema, table or column, in whatever script; longer ones a server would cut off in silence. It is
 * quoted as well wherever it is used.
 */
const identifier = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_$]*$/u, 'letters, digits, _ and $ only')
  .refine((name) => Buffer.byteLength(name) <= 63, 'longer than 63 bytes');

export const sqlMapping = z.strictObject({
  connection: databaseConnection,
  schema: identifier.optional().describe('Schema (PostgreSQL); the database itself (MySQL).'),
  table: identifier.describe('Table or view with one row a record.'),
  where: z
    .array(z.strictObject({ column: identifier, equals: z.string().max(200) }))
    .max(10)
    .default([])
    .describe('Rows that count, for instance those in force.'),
  order: z
    .array(z.strictObject({ column: identifier, descending: z.boolean().default(false) }))
    .max(5)
    .default([]),
  asOf: identifier
    .optional()
    .describe(
      'Column with the instant of a record (times without a zone are Beijing time). Without it: now.',
    ),
});
export type SqlMapping = z.infer<typeof sqlMapping>;

/** Of names that the mapping takes from elsewhere (items, holders). */
export const isIdentifier = (name: string): boolean => identifier.safeParse(name).success;
