import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { jwksSchema } from './jwks.js';
import type { Metadata } from './statement-claims.js';

/** §5.1.1: endpoints are https URLs without a fragment. */
const endpoint = z.url({ protocol: /^https$/ }).refine((url) => !url.includes('#'), 'no fragment (§5.1.1)');

/** Metadata of the entity type `federation_entity` (§5.1.1, §5.2.2), as far as this project reads it. */
export const federationEntitySchema = z.looseObject({
  organization_name: z.string().min(1).max(256).optional(),
  federation_fetch_endpoint: endpoint.optional(),
  federation_list_endpoint: endpoint.optional(),
  federation_resolve_endpoint: endpoint.optional(),
  federation_trust_mark_status_endpoint: endpoint.optional(),
  federation_trust_mark_list_endpoint: endpoint.optional(),
  federation_trust_mark_endpoint: endpoint.optional(),
  federation_historical_keys_endpoint: endpoint.optional(),
  /** Where an authority publishes whom documents may be trusted by; of this project, not of the standard. */
  tongban_trust_list_endpoint: endpoint.optional(),
});
export type FederationEntity = z.infer<typeof federationEntitySchema>;

/** The one spelling of the address of a published log; plain HTTP only where it does not leave the machine. */
export function isLogUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isLocal = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  return (
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)) &&
    url.href.replace(/\/$/, '') === text &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '' &&
    url.password === ''
  );
}

/** The entity type of an exchange node. */
export const NODE_ENTITY_TYPE = 'tongban_node';

/**
 * Metadata of an exchange node (交换节点). A superior bounds `jurisdictions` and `suites` by its policy, so that no node
 * can name a region that is not its own.
 */
export const nodeMetadataSchema = z.looseObject({
  /** Where peers send signed lookups. */
  endpoint,
  /** GB/T 2260 codes of the divisions that the node answers for. */
  jurisdictions: z
    .array(z.string().regex(/^[1-9]\d{5}$/, 'a GB/T 2260 code has six digits'))
    .min(1)
    .max(512),
  /** Keys that sign requests and answers; never the federation keys. */
  jwks: jwksSchema,
  /** Signature suites that the node verifies, the preferred one first. */
  suites: z.array(z.string().min(1).max(32)).min(1).max(8),
  /** The audit log that receipts of this node point to. */
  log: z.strictObject({
    origin: z.string().min(1).max(256),
    verifier_key: z.string().min(1).max(512),
    /** Where anybody reads it (C2SP tlog-tiles): `<url>/checkpoint`, `<url>/tile/...`. */
    url: z
      .string()
      .max(512)
      .refine(isLogUrl, 'https (http on a loopback address), no query, no slash at the end')
      .optional(),
  }),
  /**
   * The key with which the node cosigns checkpoints of others (C2SP tlog-cosignature); absent where it does not witness.
   * Submissions go to `<entity id>/witness/add-checkpoint`.
   */
  witness: z
    .strictObject({
      name: z
        .string()
        .min(1)
        .max(256)
        .regex(/^[^\s+]+$/u, 'no white space, no plus sign (C2SP signed-note)'),
      verifier_key: z.string().min(1).max(512),
    })
    .refine(({ name, verifier_key }) => verifier_key.startsWith(`${name}+`), 'the key has the name')
    .optional(),
  name: z.strictObject({ zh: z.string().min(1).max(128), en: z.string().min(1).max(128) }).optional(),
});
export type NodeMetadata = z.infer<typeof nodeMetadataSchema>;

/**
 * Reads the resolved metadata of one entity type.
 * @throws Refusal `METADATA_INVALID` where the type is absent (`hint` names it) or its content is wrong
 */
export function readMetadata<Schema extends z.ZodType>(
  metadata: Metadata,
  entityType: string,
  schema: Schema,
): z.infer<Schema> {
  const members = metadata[entityType];
  if (members === undefined) throw new Refusal('METADATA_INVALID', { hint: `${entityType} is absent` });
  const parsed = schema.safeParse(members);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refusal('METADATA_INVALID', {
    hint: [entityType, ...(issue?.path ?? [])].join('.'),
    details: { issue: issue?.message },
  });
}

export function nodeMetadata(metadata: Metadata): NodeMetadata {
  return readMetadata(metadata, NODE_ENTITY_TYPE, nodeMetadataSchema);
}

/** The entity type of an identity platform, which issues holders' authorisations (身份认证平台). */
export const IDENTITY_PLATFORM_ENTITY_TYPE = 'tongban_identity_platform';

export const identityPlatformMetadataSchema = z.looseObject({
  /** Where nodes send signed requests for an authorisation. */
  authorisation_request_endpoint: endpoint,
  /** Below it stand the pages that holders open; the picture at a counter may lead nowhere else. */
  holder_page: endpoint,
  /** Keys that sign authorisations and status lists; never the federation keys. */
  jwks: jwksSchema,
  name: z.strictObject({ zh: z.string().min(1).max(128), en: z.string().min(1).max(128) }).optional(),
});
export type IdentityPlatformMetadata = z.infer<typeof identityPlatformMetadataSchema>;

export function identityPlatformMetadata(metadata: Metadata): IdentityPlatformMetadata {
  return readMetadata(metadata, IDENTITY_PLATFORM_ENTITY_TYPE, identityPlatformMetadataSchema);
}
