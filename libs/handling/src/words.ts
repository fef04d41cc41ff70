import { z } from 'zod';

const plain = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters');

/** A text for people, Chinese first. */
export const bilingualSchema = z.strictObject({ zh: plain(400), en: plain(600) });
export type Bilingual = z.infer<typeof bilingualSchema>;

export const textSchema = plain;

/** A name inside one definition: materials, departments, items. */
export const keySchema = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'small letters, digits and hyphens');

/**
 * Where a statement comes from. What no public source says is `assumed`, with a note that says what was assumed and why;
 * `sample` marks a code that was invented and must be replaced.
 */
export const provenance = {
  assumed: z.literal(true).optional().describe('No public source says so; `note` tells what was assumed.'),
  sample: z.literal(true).optional().describe('An invented code, to be replaced by the real one.'),
  note: plain(600).optional(),
};
