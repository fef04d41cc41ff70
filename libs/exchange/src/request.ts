import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { encodeBase64url, signCompact, type SigningKey } from '#libs/jws';
import type { LookupContext } from './context.js';
import { contentDigest, sha256 } from './digest.js';
import {
  contentTypeSchema,
  digestSchema,
  entityIdSchema,
  jtiSchema,
  methodSchema,
  secondsSchema,
  targetUriSchema,
} from './forms.js';
import type { Clock, RandomBytes } from './ports.js';
import { MAX_LIFETIME_SECONDS, PROTOCOL_VERSION, REQUEST_TYP } from './protocol.js';

/** Claims of a request token (PROFILE.md, section 4.1) without the lookup context, which is read by itself. */
export const requestClaimsSchema = z.strictObject({
  v: z.literal(PROTOCOL_VERSION),
  iss: entityIdSchema,
  /** Exactly one node, as a string: a token for two could be played by one against the other. */
  aud: entityIdSchema,
  jti: jtiSchema,
  iat: secondsSchema,
  exp: secondsSchema,
  htm: methodSchema,
  htu: targetUriSchema,
  content_type: contentTypeSchema,
  body_sha256: digestSchema,
  context: z.unknown().optional(),
});
export type RequestClaims = Omit<z.infer<typeof requestClaimsSchema>, 'context'> & { context: LookupContext };

export interface RequestToSign {
  iss: string;
  aud: string;
  method: string;
  /** Target URI in its only spelling (PROFILE.md, section 3.3). */
  uri: string;
  contentType: string;
  body: Uint8Array;
  /** Trusted to be valid: the border that took it has checked it with `lookupContextSchema`. */
  context: LookupContext;
  /** 1 to 60. */
  ttlSeconds: number;
}

export interface SignedRequest {
  token: string;
  /** Base64url SHA-256 of the token text; the answer must name it. */
  tokenDigest: string;
  jti: string;
  /** Header fields to send, names in lower case. */
  headers: { 'tongban-request': string; 'content-digest': string; 'content-type': string };
}

/** Signs a request. The token binds everything that section 4 of PROFILE.md lists. */
export async function signRequest(
  request: RequestToSign,
  ports: { key: SigningKey; clock: Clock; randomBytes: RandomBytes },
): Promise<SignedRequest> {
  const { ttlSeconds, contentType } = request;
  if (!(ttlSeconds >= 1 && ttlSeconds <= MAX_LIFETIME_SECONDS)) throw new Refusal('REQUEST_LIFETIME');
  const iat = Math.floor(ports.clock() / 1000);
  const jti = encodeBase64url(ports.randomBytes(16));
  const bodyDigest = sha256(request.body);
  const payload: RequestClaims = {
    v: PROTOCOL_VERSION,
    iss: request.iss,
    aud: request.aud,
    jti,
    iat,
    exp: iat + Math.floor(ttlSeconds),
    htm: request.method,
    htu: request.uri,
    content_type: contentType,
    body_sha256: bodyDigest,
    context: request.context,
  };
  const token = await signCompact({ header: { typ: REQUEST_TYP }, payload, key: ports.key });
  return {
    token,
    tokenDigest: sha256(token),
    jti,
    headers: {
      'tongban-request': token,
      'content-digest': contentDigest(bodyDigest),
      'content-type': contentType,
    },
  };
}

/** Reads the claims, each failure with its own code; `hint` names the claim. */
export function readRequestClaims(payload: unknown): Omit<RequestClaims, 'context'> & { context: unknown } {
  const parsed = requestClaimsSchema.safeParse(payload);
  if (parsed.success) return { ...parsed.data, context: parsed.data.context };
  throw claimsRefusal(parsed.error, 'REQUEST_CLAIMS_INVALID');
}

/** The first failing claim; a wrong version has a code of its own, because then the other rules may differ too. */
export function claimsRefusal(
  error: z.ZodError,
  code: 'REQUEST_CLAIMS_INVALID' | 'ANSWER_CLAIMS_INVALID',
): Refusal {
  const names = error.issues.map((issue) => String(issue.path[0] ?? ''));
  if (names.includes('v')) return new Refusal('PROTOCOL_VERSION', { hint: `${PROTOCOL_VERSION} is due` });
  return new Refusal(code, { hint: names[0] === '' ? 'a surplus claim' : (names[0] ?? 'not an object') });
}
