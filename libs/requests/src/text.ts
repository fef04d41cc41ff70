import { z } from 'zod';

/** Text for people: 1 to `max` characters, lines allowed, no other control characters, nothing that reorders text. */
export const prose = (max: number) =>
  z
    .string()
    .regex(
      new RegExp(
        String.raw`^(?=[\s\S]*\S)(?:\n|[^\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]){1,${max}}$`,
        'u',
      ),
    );

export const instantSchema = z.int().min(0).max(253_402_300_799_999);
export const dateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => {
    const at = Date.parse(`${text}T00:00:00Z`);
    return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
  });
