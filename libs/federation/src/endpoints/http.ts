import { asRefusal, type ErrorCode, type Refusal } from '#libs/errors';

/** A request to a federation endpoint, whatever server took it in. */
export interface FederationRequest {
  /** Of the URL. */
  query: URLSearchParams;
  /** Of a POST body in `application/x-www-form-urlencoded`. */
  form?: URLSearchParams;
}

export interface FederationResponse {
  status: number;
  contentType: string;
  body: string;
}

export interface FederationRoute {
  method: 'GET' | 'POST';
  /** Path on the server, e.g. `/.well-known/openid-federation`. */
  path: string;
  /** Never throws: what goes wrong becomes an answer in the form of §8.9. */
  handler(request: FederationRequest): Promise<FederationResponse>;
}

/** Errors of §8.9 that this project answers with. */
export type FederationError =
  | 'invalid_request'
  | 'invalid_trust_anchor'
  | 'invalid_trust_chain'
  | 'invalid_metadata'
  | 'not_found'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'unsupported_parameter';

const STATUS: Record<FederationError, number> = {
  invalid_request: 400,
  invalid_trust_anchor: 404,
  invalid_trust_chain: 400,
  invalid_metadata: 400,
  not_found: 404,
  server_error: 500,
  temporarily_unavailable: 503,
  unsupported_parameter: 400,
};

export function failure(error: FederationError, description: string): FederationResponse {
  return {
    status: STATUS[error],
    contentType: 'application/json',
    body: JSON.stringify({ error, error_description: description }),
  };
}

export function token(contentType: string, body: string): FederationResponse {
  return { status: 200, contentType, body };
}

export function json(value: unknown): FederationResponse {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(value) };
}

/** Makes a route whose handler may throw. */
export function route(
  method: FederationRoute['method'],
  path: string,
  handler: (request: FederationRequest) => FederationResponse | Promise<FederationResponse>,
  onError: (refusal: Refusal) => void = () => undefined,
): FederationRoute {
  return {
    method,
    path,
    handler: async (request) => {
      try {
        return await handler(request);
      } catch (thrown) {
        const refusal = asRefusal(thrown);
        onError(refusal);
        return failure(errorOf(refusal.code), refusal.toPublic().message);
      }
    },
  };
}

const ERRORS: Partial<Record<ErrorCode, FederationError>> = {
  ENTITY_ID_INVALID: 'invalid_request',
  ENTITY_UNKNOWN: 'not_found',
  ENTITY_REVOKED: 'not_found',
  FEDERATION_UNREACHABLE: 'temporarily_unavailable',
  METADATA_INVALID: 'invalid_metadata',
  METADATA_POLICY_CONFLICT: 'invalid_metadata',
  METADATA_POLICY_MALFORMED: 'invalid_metadata',
  METADATA_POLICY_VIOLATED: 'invalid_metadata',
  METADATA_POLICY_CRITICAL_UNKNOWN: 'invalid_metadata',
  AUTHORITY_KEY_MISSING: 'server_error',
  INTERNAL: 'server_error',
};

function errorOf(code: ErrorCode): FederationError {
  return ERRORS[code] ?? 'invalid_trust_chain';
}
