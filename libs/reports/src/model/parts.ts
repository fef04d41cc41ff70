import { z } from 'zod';
import { regionCodes } from '#libs/codes';
import { Refusal } from '#libs/errors';

/** Text of any origin: departments write what they write. What cannot be drawn is shown as such, see `draw/`. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cs}]*$/u, 'no lone surrogates');
export const filled = (max: number) => text(max).regex(/\S/u, 'not empty');
export const both = (max: number) => z.strictObject({ zh: filled(max), en: filled(max) });
export const digest = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .describe('SHA-256, base64url.');
export const instant = z.int().min(0).max(8_640_000_000_000).describe('Milliseconds since 1970.');
export const label = both(120);

export const issuerSchema = z.strictObject({
  code: filled(40),
  name: filled(200),
  region: z.enum(regionCodes),
});

export const verificationSchema = z
  .strictObject({
    code: z.string().regex(/^[0-9A-Za-z-]{16,40}$/),
    url: z.url({ protocol: /^https?$/ }).max(300),
  })
  .describe('By which anybody can see that the document is genuine, and whether it is the newest edition.');

export const sampleSchema = z.literal(true).optional().describe('Invented data: it says so on every page.');

/**
 * Reads a model.
 * @throws Refusal REPORT_INVALID with the first member at fault; no value is named
 */
export function readModel<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal('REPORT_INVALID', {
    hint: `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? ''}`.slice(0, 300),
    cause: parsed.error,
  });
}
