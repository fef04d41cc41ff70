import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { actorSchema, requestRoleSchema } from '#libs/requests';
import type { MatterKindName } from './matter.js';

/** Bodies of the messages about matters (README.md, "On the wire"). Content and events are checked by their kind's rules. */
const id = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const action = z
  .string()
  .regex(/^[a-z]+(?:-[a-z]+)*$/)
  .max(32);
const text = z.string().max(2000);

/** The requester proposes a step; the first one brings the content. */
export const proposalSchema = z.strictObject({
  v: z.literal(1),
  id,
  action,
  text: text.optional(),
  role: requestRoleSchema,
  content: z.record(z.string(), z.unknown()).optional(),
});
/** The provider tells what has happened. */
export const toldEventSchema = z.strictObject({
  v: z.literal(1),
  id,
  event: z.strictObject({
    n: z.int().min(1).max(100_000),
    action,
    actor: actorSchema,
    at: z.int().min(0).max(253_402_300_799_999),
    text: text.optional(),
  }),
});
/** The provider declines a proposal: its rules do not allow it any more. */
export const declinedSchema = z.strictObject({
  v: z.literal(1),
  id,
  action,
  code: z.string().regex(/^[A-Z][A-Z0-9_]{2,63}$/),
});

/** Kinds of messages of a kind of matter. */
export const messageKinds = (kind: MatterKindName) =>
  ({
    proposal: `sharing-${kind}.proposal`,
    event: `sharing-${kind}.event`,
    declined: `sharing-${kind}.declined`,
  }) as const;

/** All messages about one matter are applied in order. */
export const subjectOf = (kind: MatterKindName, id: string): string => `sharing-${kind}:${id}`;

/** @throws Refusal `MESSAGE_BODY_INVALID` with the member at fault */
export function readBody<T extends { id: string }>(
  schema: z.ZodType<T>,
  body: unknown,
  kind: MatterKindName,
  subject: string,
): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success)
    throw new Refusal('MESSAGE_BODY_INVALID', { hint: parsed.error.issues[0]?.path.join('.') ?? '' });
  if (subject !== subjectOf(kind, parsed.data.id)) throw new Refusal('MESSAGE_BODY_INVALID', { hint: 'id' });
  return parsed.data;
}
