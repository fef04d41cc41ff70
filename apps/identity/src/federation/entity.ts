import {
  IDENTITY_PLATFORM_ENTITY_TYPE,
  identityPlatformMetadataSchema,
  type ConfigurationContent,
  type TrustMarkReference,
} from '#libs/federation';
import type { SigningKey } from '#libs/jws';
import type { IdentityConfig } from '../config.js';

export const REQUESTS_PATH = '/authorisation-requests';
/** Pages for holders stand below it; short, because it stands in a picture that a telephone reads. */
export const HOLDER_PATH = '/a/';

/** What the platform says of itself in the federation. */
export function platformContent(
  config: Pick<IdentityConfig, 'entityId' | 'name' | 'federation'>,
  keys: { federation: SigningKey; signing: SigningKey },
  trustMarks: readonly TrustMarkReference[],
): ConfigurationContent {
  const { entityId, name, federation } = config;
  return {
    entityId,
    key: keys.federation,
    authorityHints: federation.authorityHints,
    metadata: {
      federation_entity: { organization_name: name.zh },
      [IDENTITY_PLATFORM_ENTITY_TYPE]: identityPlatformMetadataSchema.parse({
        authorisation_request_endpoint: `${entityId}${REQUESTS_PATH}`,
        holder_page: `${entityId}${HOLDER_PATH}`,
        jwks: { keys: [keys.signing.publicJwk] },
        name,
      }),
    },
    trustMarks,
  };
}
