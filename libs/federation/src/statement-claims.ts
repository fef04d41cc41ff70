import { z } from 'zod';
import { isEntityId } from './entity-id.js';
import { jwksSchema } from './jwks.js';

const entityId = z.string().refine(isEntityId, 'not an entity identifier');
const numericDate = z.number().int().nonnegative().max(32_503_680_000); // until the year 3000
const jsonObject = z.record(z.string(), z.unknown());
const names = z.array(z.string().min(1)).min(1).max(64);

/** §5: top-level members of an entity type's metadata may be anything but null. */
export const metadataSchema = z.record(
  z.string().min(1),
  jsonObject.refine(
    (members) => Object.values(members).every((value) => value !== null),
    'null is not a metadata value',
  ),
);
export type Metadata = z.infer<typeof metadataSchema>;

/** §6.1.2: entity type, parameter, operators. What the operators mean is checked by the policy itself. */
export const metadataPolicySchema = z.record(z.string().min(1), z.record(z.string().min(1), jsonObject));
export type MetadataPolicy = z.infer<typeof metadataPolicySchema>;

/** §6.2. Further constraint parameters are allowed and ignored. */
export const constraintsSchema = z.looseObject({
  max_path_length: z.number().int().nonnegative().optional(),
  naming_constraints: z
    .strictObject({
      permitted: z.array(z.string().min(1)).max(256).optional(),
      excluded: z.array(z.string().min(1)).max(256).optional(),
    })
    .optional(),
  allowed_entity_types: z
    .array(z.string().min(1))
    .max(64)
    .refine((types) => !types.includes('federation_entity'), 'federation_entity is always allowed (§6.2.3)')
    .optional(),
});
export type Constraints = z.infer<typeof constraintsSchema>;

const trustMarkReference = z.looseObject({
  trust_mark_type: z.string().min(1),
  trust_mark: z.string().min(1),
});
export type TrustMarkReference = z.infer<typeof trustMarkReference>;

const common = {
  iss: entityId,
  sub: entityId,
  iat: numericDate,
  exp: numericDate,
  jwks: jwksSchema,
  metadata: metadataSchema.optional(),
  crit: names.optional(),
};

/** Claims of a self-signed entity configuration (§3.1.1, §3.1.2). Unknown claims are kept and ignored. */
export const entityConfigurationSchema = z.looseObject({
  ...common,
  authority_hints: z.array(entityId).min(1).max(64).optional(),
  trust_anchor_hints: z.array(entityId).min(1).max(64).optional(),
  trust_marks: z.array(trustMarkReference).max(64).optional(),
  trust_mark_issuers: z.record(z.string().min(1), z.array(entityId)).optional(),
  trust_mark_owners: z
    .record(z.string().min(1), z.looseObject({ sub: entityId, jwks: jwksSchema }))
    .optional(),
});
export type EntityConfigurationClaims = z.infer<typeof entityConfigurationSchema>;

/** Claims of a superior's statement about a subordinate (§3.1.1, §3.1.3). */
export const subordinateStatementSchema = z.looseObject({
  ...common,
  metadata_policy: metadataPolicySchema.optional(),
  metadata_policy_crit: names.optional(),
  constraints: constraintsSchema.optional(),
  source_endpoint: z.url({ protocol: /^https$/ }).optional(),
});
export type SubordinateStatementClaims = z.infer<typeof subordinateStatementSchema>;

/** Claims that may stand only in the other kind of statement (§3.1.2, §3.1.3, validation steps 14 to 23). */
export const MISPLACED_IN_CONFIGURATION = [
  'metadata_policy',
  'metadata_policy_crit',
  'constraints',
  'source_endpoint',
  'trust_anchor',
];
export const MISPLACED_IN_SUBORDINATE = [
  'authority_hints',
  'trust_anchor_hints',
  'trust_marks',
  'trust_mark_issuers',
  'trust_mark_owners',
  'trust_anchor',
];

/** Every claim that the specification defines: none of them may be named in `crit` (§3.1.1). */
export const DEFINED_CLAIMS = new Set([
  ...['iss', 'sub', 'iat', 'exp', 'jwks', 'metadata', 'crit', 'aud', 'trust_anchor'],
  ...MISPLACED_IN_CONFIGURATION,
  ...MISPLACED_IN_SUBORDINATE,
]);
