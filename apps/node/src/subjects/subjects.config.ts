import { z } from 'zod';

/** One class of lookups of which the person concerned is told later, and the law that allows it. */
const delay = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
      .describe('Name of the class, in the configuration only.'),
    purposes: z
      .array(
        z.string().regex(/^(?:basic:[0-9A-Z]{12}|[0-9A-Z]{31}|[0-9A-Z]{33}|[0-9A-Z]{18}\*)$/, {
          error: 'must be an item code, `basic:` and 12 characters, or a social credit code and `*`',
        }),
      )
      .default([])
      .describe('Matters: item codes, `basic:` and 12 characters, or all items of an authority (`<USCC>*`).'),
    legalBases: z
      .array(z.string().min(2).max(200))
      .default([])
      .describe('Texts; a lookup belongs to the class where its legal basis contains one of them.'),
    days: z.int().min(1).max(3_650).describe('Days after the lookup until it is shown.'),
    law: z.string().min(2).max(200).describe('The provision that allows the delay; shown to everybody.'),
  })
  .refine(({ purposes, legalBases }) => purposes.length + legalBases.length > 0, {
    error: 'names neither a matter nor a legal basis',
  });

/** What persons and firms may see of who looked at their data. */
export const subjectsConfig = z.strictObject({
  delays: z
    .array(delay)
    .max(100)
    .default([])
    .describe('Classes with lawful delay (依法延迟告知). Without any, every lookup is shown at once.'),
  showClerk: z
    .boolean()
    .default(false)
    .describe('Show the name of the acting clerk too, not only the organisation.'),
  readsPerMinute: z
    .int()
    .min(1)
    .max(10_000)
    .default(30)
    .describe('Pages that one person or firm may read in a minute, at one replica.'),
  cursorKeyFile: z
    .string()
    .default('${dataDir}/keys/subjects.key')
    .describe('Key that seals cursors (32 bytes, mode 0600), the same for all replicas; made when absent.'),
});

export type SubjectsConfig = z.infer<typeof subjectsConfig>;
export type DelayClass = SubjectsConfig['delays'][number];
