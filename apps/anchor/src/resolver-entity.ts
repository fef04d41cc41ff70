import { readFile } from 'node:fs/promises';
import type { ConfigurationContent, EntityId } from '#libs/federation';
import { parseStrictJson, signingKeyFromJwk, type SigningKey } from '#libs/jws';

/** The resolver is an entity of its own, below the authority, because `resolve` answers must be signed online. */
export function resolverId(authority: EntityId): EntityId {
  return `${authority.replace(/\/$/, '')}/resolver`;
}

export const RESOLVE_PATH = '/federation/resolve';

export function resolverContent(authority: EntityId, key: SigningKey): ConfigurationContent {
  const entityId = resolverId(authority);
  return {
    entityId,
    key,
    authorityHints: [authority],
    metadata: {
      federation_entity: {
        organization_name: 'Resolver',
        federation_resolve_endpoint: `${entityId}${RESOLVE_PATH}`,
      },
    },
    trustMarks: [],
  };
}

export async function readSigningKey(file: string): Promise<SigningKey> {
  return signingKeyFromJwk(parseStrictJson(await readFile(file), { maxBytes: 16_384, maxDepth: 4 }));
}
