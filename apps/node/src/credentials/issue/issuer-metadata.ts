import { PROOF_ALGORITHMS, SD_JWT_VC_FORMAT } from '#libs/credentials';
import type { PublicJwk } from '#libs/jws';
import { findField, type Catalogue, type LicenceType } from '#libs/licences';
import type { Addresses } from '../addresses.js';
import { shownFieldsOf, vctOf } from './licence-content.js';
import { PRE_AUTHORIZED } from './start-offer.js';

interface Texts {
  zh: string;
  en: string;
}

/** `/.well-known/openid-credential-issuer` (OpenID4VCI 1.0, section 12.2). */
export function issuerMetadata(
  addresses: Addresses,
  parts: { catalogue: Catalogue; name: Texts; batchSize: number },
): object {
  return {
    credential_issuer: addresses.issuer,
    credential_endpoint: addresses.credential,
    nonce_endpoint: addresses.nonce,
    batch_credential_issuance: { batch_size: parts.batchSize },
    display: displayOf(parts.name),
    credential_configurations_supported: Object.fromEntries(
      parts.catalogue.types.map((type) => [vctOf(type.code), configurationOf(type)]),
    ),
  };
}

function configurationOf(type: LicenceType): object {
  return {
    format: SD_JWT_VC_FORMAT,
    vct: vctOf(type.code),
    scope: vctOf(type.code),
    credential_signing_alg_values_supported: ['ES256'],
    cryptographic_binding_methods_supported: ['jwk'],
    proof_types_supported: { jwt: { proof_signing_alg_values_supported: [...PROOF_ALGORITHMS] } },
    credential_metadata: {
      display: displayOf(type),
      claims: shownFieldsOf(type).map((name) => {
        const field = findField(type, name);
        return {
          path: name.split('.'),
          ...(field?.required ? { mandatory: true } : {}),
          ...(field ? { display: displayOf(field) } : {}),
        };
      }),
    },
  };
}

/** `/.well-known/oauth-authorization-server` (RFC 8414): the issuer is its own authorization server for offers. */
export function authorizationServerMetadata(addresses: Addresses): object {
  return {
    issuer: addresses.issuer,
    token_endpoint: addresses.token,
    token_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: [PRE_AUTHORIZED],
    // RFC 8414 wants the member; there is no authorization endpoint, and so none to list.
    response_types_supported: [],
    'pre-authorized_grant_anonymous_access_supported': true,
  };
}

/** `/.well-known/jwt-vc-issuer` (SD-JWT VC, section 4). */
export const jwtVcIssuerMetadata = ({ entityId }: Addresses, keys: readonly PublicJwk[]): object => ({
  issuer: entityId,
  jwks: { keys },
});

const displayOf = ({ zh, en }: Texts): object[] => [
  { name: zh, locale: 'zh-CN' },
  { name: en, locale: 'en' },
];
