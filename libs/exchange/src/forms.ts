import { z } from 'zod';

/**
 * URIs that have one spelling only, so that comparing characters compares URIs: https, lower-case host, a port only
 * where it is not 443, path of unreserved characters without dot segments, no query, no fragment, no user.
 */
const HOST = String.raw`(?:[a-z0-9]+(?:[.-][a-z0-9]+)*|\[[0-9a-f:]+\])`;
const PORT = String.raw`(?::(?!443(?:\/|$))[1-9][0-9]{0,4})?`;
const SEGMENT = String.raw`(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+`;

/** Entity id of a node: origin, perhaps with a path, no trailing slash. */
export const ENTITY_ID = new RegExp(`^https://${HOST}${PORT}(?:/${SEGMENT})*$`);
/** Target URI of a request. */
export const TARGET_URI = new RegExp(`^https://${HOST}${PORT}(?:/${SEGMENT})+$`);

export const entityIdSchema = z.string().max(256).regex(ENTITY_ID);
export const targetUriSchema = z.string().max(512).regex(TARGET_URI);

/** 128 bits at least, base64url. */
export const jtiSchema = z.string().regex(/^[A-Za-z0-9_-]{22,64}$/);

/** 32 bytes in canonical base64url: the last character carries four bits only. */
export const digestSchema = z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/);

/** Seconds since 1970-01-01T00:00:00Z, whole. */
export const secondsSchema = z.int().min(0).max(253_402_300_799);

/** HTTP method in upper case; the profile sends POST, and any other one fails to match. */
export const methodSchema = z.string().regex(/^[A-Z]{1,16}$/);

/** A content type exactly as its header field holds it. */
export const contentTypeSchema = z.string().regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/);

/**
 * Text for people: 1 to `max` code points, no control characters, no line breaks, no characters that reorder text
 * (a name must look in a log as it looks on the counter), not only blanks.
 */
export function textSchema(max: number): z.ZodString {
  return z
    .string()
    .regex(
      new RegExp(
        String.raw`^(?=.*\S)[^\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,${max}}$`,
        'u',
      ),
    );
}
