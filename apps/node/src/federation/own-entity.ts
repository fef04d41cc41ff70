import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  authorityEndpoints,
  jwksSchema,
  NODE_ENTITY_TYPE,
  nodeMetadataSchema,
  type ConfigurationContent,
  type EntityId,
  type Metadata,
  type NodeMetadata,
  type TrustMarkReference,
} from '#libs/federation';
import type { PublicJwk, SigningKey } from '#libs/jws';

/** What the node says of itself, read anew for every configuration that is signed. */
export interface OwnEntityParts {
  entityId: EntityId;
  organizationName: string;
  authorityHints: readonly EntityId[];
  /** The federation key that signs now, and those of a rotation beside it. */
  federationKey: () => SigningKey;
  federationKeys: () => readonly PublicJwk[];
  node: {
    endpoint: string;
    jurisdictions: readonly string[];
    suites: readonly string[];
    name: { zh: string; en: string };
    log: { origin: string; verifierKey: string; url?: string | undefined };
    /** Key that cosigns the checkpoints of others. */
    witness: { name: string; verifierKey: string };
    /** Public keys that sign requests and answers. */
    exchangeKeys: () => readonly PublicJwk[];
  };
  /** Metadata of further roles of the same entity, by entity type. */
  roles: () => Metadata;
  trustMarks: () => readonly TrustMarkReference[];
  /** Folder of an authority that signs under this entity identifier, where the node is an intermediate. */
  publishedDir?: string | undefined;
}

/** The content of the node's own entity configuration (§3.1) with its `tongban_node` metadata. */
export async function ownEntityContent(parts: OwnEntityParts): Promise<ConfigurationContent> {
  const { node, publishedDir } = parts;
  const metadata: NodeMetadata = nodeMetadataSchema.parse({
    endpoint: node.endpoint,
    jurisdictions: node.jurisdictions,
    jwks: { keys: node.exchangeKeys() },
    suites: node.suites,
    log: {
      origin: node.log.origin,
      verifier_key: node.log.verifierKey,
      ...(node.log.url === undefined ? {} : { url: node.log.url }),
    },
    witness: { name: node.witness.name, verifier_key: node.witness.verifierKey },
    name: node.name,
  });
  return {
    entityId: parts.entityId,
    key: parts.federationKey(),
    furtherKeys: [
      ...parts.federationKeys(),
      ...(publishedDir === undefined ? [] : await authorityKeys(publishedDir)),
    ],
    authorityHints: parts.authorityHints,
    metadata: {
      federation_entity: {
        organization_name: parts.organizationName,
        ...(publishedDir === undefined ? {} : authorityEndpoints(parts.entityId)),
      },
      ...parts.roles(),
      [NODE_ENTITY_TYPE]: metadata,
    },
    trustMarks: parts.trustMarks(),
  };
}

/** Keys of the authority's operator, who signs elsewhere: the public half lies beside what was signed. */
async function authorityKeys(publishedDir: string): Promise<PublicJwk[]> {
  const file = JSON.parse(await readFile(join(publishedDir, 'trust-anchor.json'), 'utf8')) as {
    jwks?: unknown;
  };
  return jwksSchema.parse(file.jwks).keys;
}
