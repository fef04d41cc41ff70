import { z } from 'zod';
import { isEntityId } from '../entity-id.js';
import { revocationReasonSchema } from '../historical-keys.js';
import { jwksSchema } from '../jwks.js';
import { constraintsSchema, metadataPolicySchema, metadataSchema } from '../statement-claims.js';

const entityId = z.string().refine(isEntityId, 'not an entity identifier');
const seconds = z.number().int().nonnegative();
const names = z.array(z.string().min(1));

/** One federation key of an authority through its life; all instants in seconds. */
export const authorityKeySchema = z.strictObject({
  kid: z.string().min(1),
  publicJwk: z.looseObject({ kty: z.string().min(1), kid: z.string().min(1) }),
  /** Published from here on; it signs only from `signsFrom` on. */
  createdAt: seconds,
  signsFrom: seconds,
  /** A successor signs from here on. */
  signsUntil: seconds.optional(),
  /** From here on it is a historical key. */
  publishedUntil: seconds.optional(),
  revoked: z.strictObject({ at: seconds, reason: revocationReasonSchema }).optional(),
});
export type AuthorityKey = z.infer<typeof authorityKeySchema>;

export const subordinateSchema = z.strictObject({
  sub: entityId,
  /** Federation keys of the subordinate, as it proved to hold one of them. */
  jwks: jwksSchema,
  entityTypes: names,
  intermediate: z.boolean(),
  metadata: metadataSchema.optional(),
  metadataPolicy: metadataPolicySchema.optional(),
  constraints: constraintsSchema.optional(),
  /** Types of the marks that this authority issues to it. */
  trustMarks: names,
  enrolledAt: seconds,
});
export type Subordinate = z.infer<typeof subordinateSchema>;

export const issuedMarkSchema = z.strictObject({
  type: z.string().min(1),
  sub: entityId,
  token: z.string().min(1),
  exp: seconds,
  revokedAt: seconds.optional(),
});
export type IssuedMark = z.infer<typeof issuedMarkSchema>;

/** Everything that an authority knows, without its private keys. */
export const authorityStateSchema = z.strictObject({
  version: z.literal(1),
  entityId,
  organizationName: z.string().min(1),
  /** Empty for a trust anchor. */
  superiors: z.array(entityId),
  /** Lifetime of statements and marks. */
  validitySeconds: seconds.min(60),
  /** How long the old and the new key of a rotation stand side by side, before and again after the change. */
  overlapSeconds: seconds,
  keys: z.array(authorityKeySchema).min(1),
  /** For an anchor: whose marks of a type count (`trust_mark_issuers`). */
  trustMarkIssuers: z.record(z.string().min(1), z.array(entityId)),
  /** By whom documents may be trusted (libs/pki reads what it says); `edition` grows with every change. */
  trustList: z.looseObject({ edition: z.number().int().min(1) }).optional(),
  /** The entity with an online key that answers `resolve` for this authority. */
  resolver: z.strictObject({ entityId, endpoint: z.url({ protocol: /^https$/ }) }).optional(),
  subordinates: z.array(subordinateSchema),
  revoked: z.array(z.strictObject({ sub: entityId, at: seconds, reason: z.string() })),
  marks: z.array(issuedMarkSchema),
});
export type AuthorityState = z.infer<typeof authorityStateSchema>;
