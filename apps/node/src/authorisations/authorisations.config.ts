import { z } from 'zod';
import { isEntityId } from '#libs/federation';

const seconds = z.int().positive();

/** Authorisations by holders: whose count, and where this node's counters ask for them. */
export const authorisationsConfig = z.strictObject({
  requiredTrustMarks: z
    .array(z.string().min(1))
    .default([])
    .describe('Types of trust marks (信任标志) without which no identity platform counts.'),
  refreshSeconds: seconds
    .default(60)
    .describe(
      "How often a platform's trust chain is looked at again: the longest time until a revocation counts.",
    ),
  statusMaxSeconds: seconds
    .max(3600)
    .default(300)
    .describe('Longest time that a status list is kept, whatever the platform allows.'),
  timeoutMs: z.int().min(100).max(30_000).default(3_000).describe('Longest wait for a platform.'),
  platform: z
    .string()
    .refine(isEntityId)
    .optional()
    .describe('Entity identifier of the identity platform that counters of this region send holders to.'),
  uses: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('How often an authorisation that a counter asks for may be used.'),
  validHours: z
    .int()
    .min(1)
    .max(4_416)
    .default(24)
    .describe('How long an authorisation that a counter asks for holds.'),
  previewsPerMinute: z
    .int()
    .min(1)
    .default(600)
    .describe('Previews that one platform may ask for within a minute.'),
});
export type AuthorisationsConfig = z.infer<typeof authorisationsConfig>;
