import type { ErrorCode, Refusal } from '#libs/errors';

/** The protocols' own names for what went wrong; our code stands in the description. */
const CREDENTIAL_ERRORS: Partial<Record<ErrorCode, string>> = {
  ISSUANCE_CONFIGURATION_UNKNOWN: 'unknown_credential_configuration',
  ISSUANCE_NONCE_INVALID: 'invalid_nonce',
  ISSUANCE_ENCRYPTION_UNSUPPORTED: 'invalid_encryption_parameters',
  CREDENTIAL_LICENCE_NOT_VALID: 'credential_request_denied',
  ISSUANCE_TOKEN_UNKNOWN: 'invalid_token',
  ISSUANCE_GRANT_UNSUPPORTED: 'unsupported_grant_type',
  ISSUANCE_CODE_INVALID: 'invalid_grant',
  ISSUANCE_TOKEN_REQUEST_MALFORMED: 'invalid_request',
  ISSUANCE_REQUEST_MALFORMED: 'invalid_credential_request',
  ISSUANCE_BATCH_TOO_LARGE: 'invalid_credential_request',
  CREDENTIALS_THROTTLED: 'temporarily_unavailable',
  STORE_UNAVAILABLE: 'temporarily_unavailable',
  INTERNAL: 'server_error',
};

export interface OAuthError {
  status: number;
  headers: Record<string, string>;
  body: { error: string; error_description: string };
}

/**
 * A refusal in the form of RFC 6749, section 5.2, OpenID4VCI 1.0, section 8.3.1 and OpenID4VP 1.0, section 8.5. What
 * goes wrong with a key proof is an `invalid_proof` at the credential endpoint.
 */
export function oauthError(refusal: Refusal, at: 'credential' | 'other'): OAuthError {
  const { code } = refusal;
  const named = CREDENTIAL_ERRORS[code];
  const proof = at === 'credential' && /^(ISSUANCE_PROOF_|JWS_|JWK_|JSON_)/.test(code);
  const plain = refusal.status >= 500 || [404, 410, 429].includes(refusal.status);
  // Only a bearer token that is missing is a 401 (RFC 6750, section 3); the others are faults of the request.
  const status = plain ? refusal.status : code === 'ISSUANCE_TOKEN_UNKNOWN' ? 401 : 400;
  return {
    status,
    headers: {
      ...(code === 'ISSUANCE_TOKEN_UNKNOWN' ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}),
      ...(status === 429 ? { 'retry-after': '60' } : {}),
    },
    body: {
      error: named ?? (proof ? 'invalid_proof' : 'invalid_request'),
      // %x20-21 / %x23-5B / %x5D-7E
      error_description: `${code}: ${refusal.message}`.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'"),
    },
  };
}
