import { z } from 'zod';
import { entityIdSchema } from '#libs/exchange';
import { requestRoleSchema } from './parties.js';
import { instantSchema, prose } from './text.js';

/** Who acts: for which node, in which role. Persons stand in the audit log, never here. */
export const actorSchema = z.strictObject({
  node: entityIdSchema,
  role: requestRoleSchema,
  side: z.enum(['requester', 'provider']),
});
export type Actor = z.infer<typeof actorSchema>;

/** One step of a matter as both sides keep it. */
export const eventSchema = <const Actions extends readonly [string, ...string[]]>(actions: Actions) =>
  z.strictObject({
    /** Place in the history, from 1. */
    n: z.int().min(1).max(100_000),
    action: z.enum(actions),
    actor: actorSchema,
    /** By the provider's clock, milliseconds since 1970: the clocks of the law run by it. */
    at: instantSchema,
    text: prose(2000).optional(),
  });
