import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { parseCompact, signCompact, verifyByKey, type SigningKey, type VerificationKey } from '#libs/jws';
import { readDcql, type CredentialQuery, type DcqlQuery } from './dcql.js';

/** RFC 9101, section 10.8; OpenID4VP 1.0, section 5. */
const TYP = 'oauth-authz-req+jwt';
export const REQUEST_OBJECT_TYPE = `application/${TYP}`;
/** Audience of a request to a wallet whose metadata is static (OpenID4VP 1.0, section 5.8). */
const AUDIENCE = 'https://self-issued.me/v2';
/** Client identifier prefix: the verifier is known by its trust chain (OpenID4VP 1.0, section 5.9.3). */
const PREFIX = 'openid_federation:';

const LIMITS = { maxBytes: 32_768, maxDepth: 10 };

export const clientIdOf = (entityId: string): string => `${PREFIX}${entityId}`;

/** @throws Refusal REQUEST_OBJECT_CLIENT for another prefix, which this project's wallet does not know */
export function entityIdOf(clientId: string): string {
  if (!clientId.startsWith(PREFIX)) throw new Refusal('REQUEST_OBJECT_CLIENT');
  return clientId.slice(PREFIX.length);
}

export interface PresentationRequest {
  clientId: string;
  responseUri: string;
  nonce: string;
  state: string;
  query: DcqlQuery;
  /** Milliseconds since 1970. */
  issuedAt: number;
  expiresAt: number;
  /** What the wallet gave with `request_uri_method=post`. */
  walletNonce?: string;
}

/** Signs a request object (RFC 9101) for `response_mode=direct_post`. */
export function signPresentationRequest(request: PresentationRequest, key: SigningKey): Promise<string> {
  const { clientId, walletNonce } = request;
  return signCompact({
    header: { typ: TYP },
    payload: {
      iss: clientId,
      aud: AUDIENCE,
      iat: Math.floor(request.issuedAt / 1000),
      exp: Math.floor(request.expiresAt / 1000),
      client_id: clientId,
      response_type: 'vp_token',
      response_mode: 'direct_post',
      response_uri: request.responseUri,
      nonce: request.nonce,
      state: request.state,
      dcql_query: request.query,
      ...(walletNonce === undefined ? {} : { wallet_nonce: walletNonce }),
    },
    key,
  });
}

const claimsSchema = z.looseObject({
  aud: z.literal(AUDIENCE),
  iat: z.int().optional(),
  exp: z.int(),
  client_id: z.string().max(2048),
  response_type: z.literal('vp_token'),
  response_mode: z.literal('direct_post'),
  response_uri: z.url({ protocol: /^https?$/ }).max(2048),
  // May not stand beside response_uri (OpenID4VP 1.0, section 8.2).
  redirect_uri: z.undefined().optional(),
  nonce: z.string().regex(/^[\w.~-]{8,512}$/),
  state: z.string().min(1).max(512).optional(),
  dcql_query: z.unknown(),
  scope: z.undefined().optional(),
  // A wallet that does not know transaction data must refuse it (section 8.4).
  transaction_data: z.undefined().optional(),
  wallet_nonce: z.string().max(512).optional(),
});

export interface ReadRequest {
  clientId: string;
  responseUri: string;
  nonce: string;
  state?: string;
  query: CredentialQuery;
}

/**
 * What a wallet checks of a request object before it shows anything to anybody. That the verifier may have answers sent
 * to `responseUri` is for whoever knows its metadata.
 * @param options.clientId the one that came with the `request_uri`: both must be the same (section 5.10.1)
 * @throws Refusal REQUEST_OBJECT_*, DCQL_UNSUPPORTED, JWS_*
 */
export async function readPresentationRequest(
  token: string,
  options: {
    clientId: string;
    now: number;
    skewSeconds?: number;
    walletNonce?: string;
    keyOf(kid: string | undefined): VerificationKey | undefined;
  },
): Promise<ReadRequest> {
  const { now, skewSeconds = 60 } = options;
  const parsed = parseCompact(token, LIMITS);
  const key = options.keyOf(parsed.header.kid);
  if (!key) throw new Refusal('JWS_KID_UNKNOWN');
  const { payload } = await verifyByKey(parsed, { typ: TYP, key });
  const read = claimsSchema.safeParse(payload);
  if (!read.success)
    throw new Refusal('REQUEST_OBJECT_MALFORMED', { hint: read.error.issues[0]?.path.join('.') ?? '' });
  const { client_id, response_uri, exp, iat, nonce, state, wallet_nonce } = read.data;
  if (client_id !== options.clientId) throw new Refusal('REQUEST_OBJECT_CLIENT');
  if (options.walletNonce !== undefined && wallet_nonce !== options.walletNonce)
    throw new Refusal('REQUEST_OBJECT_REPLAYED');
  const seconds = now / 1000;
  if (exp <= seconds || (iat ?? 0) > seconds + skewSeconds) throw new Refusal('REQUEST_OBJECT_EXPIRED');
  return {
    clientId: client_id,
    responseUri: response_uri,
    nonce,
    query: readDcql(read.data.dcql_query),
    ...(state === undefined ? {} : { state }),
  };
}
