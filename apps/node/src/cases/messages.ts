import { z } from 'zod';
import { canonicalBytes } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { CASE_EVENT_LIMITS, caseIdSchema } from '#libs/handling';
import { holderSchema } from '../callers/index.js';

export const CASE_EVENT_MESSAGE = 'case.event';

/** All messages about one case are applied in order. */
export const subjectOf = (id: string): string => `case:${id}`;

/** Bytes of canonical JSON: with the event it must fit into one message (PROFILE.md, annex B). */
export const MAX_CONTENT_BYTES = 65_536;

const key = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** One event of a case, with what it names and the other region may see. */
const toldSchema = z.strictObject({
  v: z.literal(1),
  id: caseIdSchema,
  token: z.string().min(1).max(CASE_EVENT_LIMITS.maxBytes),
  /** A form, or the words of a rating: what the event names by digest. */
  content: z.unknown().optional(),
  /** With the event that opens the case: whom it is about, and the key of its references. */
  opening: z.strictObject({ applicant: holderSchema, key }).optional(),
});
export type ToldEvent = z.infer<typeof toldSchema>;

/** @throws Refusal MESSAGE_BODY_INVALID with the member at fault */
export function readTold(body: unknown, subject: string): ToldEvent {
  const parsed = toldSchema.safeParse(body);
  if (!parsed.success)
    throw new Refusal('MESSAGE_BODY_INVALID', { hint: parsed.error.issues[0]?.path.join('.') ?? '' });
  if (subject !== subjectOf(parsed.data.id)) throw new Refusal('MESSAGE_BODY_INVALID', { hint: 'id' });
  return parsed.data;
}

/** @throws Refusal CASE_INPUT_INVALID */
export function assertContentSize(content: unknown): void {
  if (canonicalBytes(content).length > MAX_CONTENT_BYTES)
    throw new Refusal('CASE_INPUT_INVALID', { hint: `form: at most ${String(MAX_CONTENT_BYTES)} bytes` });
}
