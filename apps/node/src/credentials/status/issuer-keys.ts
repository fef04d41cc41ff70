import { usableKeys, jwksSchema, type Metadata } from '#libs/federation';
import { Refusal } from '#libs/errors';
import { verificationKeyFromJwk, type PublicJwk, type VerificationKey } from '#libs/jws';

/** Entity types of OpenID Federation for wallets: who issues credentials, and who asks for them to be shown. */
export const ISSUER_ENTITY_TYPE = 'openid_credential_issuer';
export const VERIFIER_ENTITY_TYPE = 'openid_credential_verifier';

/** An issuer that the federation vouches for now. */
export interface TrustedIssuer {
  entityId: string;
  keys: readonly VerificationKey[];
  /** GB/T 2260 code of the first division that it answers for. */
  region: string;
  name?: { zh: string; en: string };
}

export interface IssuerDirectory {
  /** @throws Refusal CREDENTIAL_ISSUER_UNTRUSTED, or of the federation where nobody can say */
  resolve(entityId: string): Promise<TrustedIssuer>;
}

/** Keys that an entity's resolved metadata gives under one of the two types; none where it has no such role. */
export function keysOfRole(metadata: Metadata, type: string): VerificationKey[] {
  const parsed = jwksSchema.safeParse(metadata[type]?.['jwks']);
  return parsed.success ? usableKeys(parsed.data) : [];
}

/** What this room needs of a peer of the federation. */
export interface FederatedPeer {
  entityId: string;
  jurisdictions: readonly string[];
  metadata: { name?: { zh: string; en: string } | undefined };
  chain: { metadata: Metadata };
}

/** Issuers by trust chain; the node itself by its own keys. A node that is not listed is never asked anything. */
export function issuersOf(parts: {
  self: {
    entityId: string;
    region: string;
    name: { zh: string; en: string };
    keys: () => readonly PublicJwk[];
  };
  resolve: (entityId: string) => Promise<FederatedPeer>;
}): IssuerDirectory {
  const { self } = parts;
  return {
    async resolve(entityId) {
      if (entityId === self.entityId)
        return {
          entityId,
          region: self.region,
          name: self.name,
          keys: self.keys().map((jwk) => verificationKeyFromJwk(jwk)),
        };
      const peer = await parts.resolve(entityId).catch((error: unknown) => {
        if (error instanceof Refusal && error.code === 'ENTITY_UNKNOWN')
          throw new Refusal('CREDENTIAL_ISSUER_UNTRUSTED', { cause: error });
        throw error;
      });
      const { name } = peer.metadata;
      return {
        entityId,
        region: peer.jurisdictions[0] ?? '',
        keys: keysOfRole(peer.chain.metadata, ISSUER_ENTITY_TYPE),
        ...(name ? { name } : {}),
      };
    },
  };
}
