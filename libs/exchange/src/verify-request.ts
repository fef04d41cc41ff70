import { Refusal } from '#libs/errors';
import { parseCompact, verifyParsed } from '#libs/jws';
import { CheckRun, type Check, type CheckPlan } from './checks.js';
import { parseLookupContext, type LookupContext } from './context.js';
import { readContentDigest, sha256 } from './digest.js';
import { ENTITY_ID, jtiSchema } from './forms.js';
import type { Clock, PeerKeys, ResolvePeer } from './ports.js';
import {
  ANSWER_TYP,
  EXCHANGE_SUITES,
  EXCHANGE_TOKEN_LIMITS,
  MAX_LIFETIME_SECONDS,
  REQUEST_TYP,
} from './protocol.js';
import { RequestRefused, type IdentifiedCaller } from './refused.js';
import { readRequestClaims, type RequestClaims } from './request.js';
import { keyOf } from './verify-key.js';

/** What arrived, as the server received it. */
export interface ReceivedRequest {
  /** Field `Tongban-Request`. */
  token: string | undefined;
  method: string;
  /** Target URI, built from the node's own published endpoint and the request path, never from `Host`. */
  uri: string;
  contentType: string | undefined;
  contentDigest: string | undefined;
  /** The raw bytes, before any parsing. */
  body: Uint8Array;
  /** URI SAN of the client certificate; demanded by the profile, absent only when old evidence is checked. */
  channel?: string;
}

export interface RequestRules {
  /** Entity id of this node. */
  self: string;
  clock: Clock;
  /** Accepted difference of clocks. */
  skewSeconds: number;
  resolvePeer: ResolvePeer;
  /** Suites in this node's own metadata; default {@link EXCHANGE_SUITES}. */
  suites?: readonly string[];
  /** Whose key an id is, where the directory knows. */
  keyOwner?: (kid: string) => string | undefined;
}

export interface VerifiedRequest {
  claims: RequestClaims;
  context: LookupContext;
  /** Base64url SHA-256 of the token text, for the answer. */
  tokenDigest: string;
  /** What makes a request the same request; never the token text, which has n - s twins. */
  replayKey: { iss: string; jti: string };
  kid: string;
  peer: PeerKeys;
  checks: Check[];
}

/** Cheap rules first; from `signature` on the caller is identified. */
const PLAN = {
  structure: '5.1 (1)',
  type: '5.1 (2)',
  issuer: '5.1 (3)',
  channel: '5.1 (4)',
  peer: '5.1 (5)',
  key: '5.1 (6)',
  signature: '5.1 (7)',
  claims: '5.2 (8)',
  audience: '5.2 (9)',
  lifetime: '5.2 (10)',
  'issued-at': '5.2 (11)',
  expiry: '5.2 (12)',
  method: '5.2 (13)',
  uri: '5.2 (14)',
  'content-type': '5.2 (15)',
  'content-digest': '5.2 (16)',
  body: '5.2 (17)',
  context: '5.2 (18)',
} as const satisfies CheckPlan<string>;

/**
 * Verifies a request token against the request that carried it.
 *
 * Not checked here: replay (the audit log's unique key on `replayKey` decides, in the same write), whether the
 * operation is registered, whether an agreement permits the lookup, the certificate chain of the channel.
 * @throws RequestRefused with the code of the first failing rule and the outcome of every rule
 */
export async function verifyRequest(request: ReceivedRequest, rules: RequestRules): Promise<VerifiedRequest> {
  const run = new CheckRun(PLAN);
  let identified: IdentifiedCaller | undefined;
  try {
    run.enter('structure');
    if (!request.token) throw new Refusal('REQUEST_TOKEN_MISSING');
    const parsed = parseCompact(request.token, EXCHANGE_TOKEN_LIMITS);
    run.enter('type');
    if (parsed.header.typ === ANSWER_TYP) throw new Refusal('ANSWER_AS_REQUEST');
    if (parsed.header.typ !== REQUEST_TYP)
      throw new Refusal('JWS_TYP_WRONG', { hint: `${REQUEST_TYP} is due` });
    run.enter('issuer');
    const { iss, jti } = parsed.payload;
    if (typeof iss !== 'string' || iss.length > 256 || !ENTITY_ID.test(iss)) {
      throw new Refusal('REQUEST_ISSUER_INVALID');
    }
    run.enter('channel');
    if (request.channel !== undefined && request.channel !== iss) throw new Refusal('CHANNEL_MISMATCH');
    run.enter('peer');
    const peer = await rules.resolvePeer(iss);
    if (peer?.entityId !== iss) throw new Refusal('PEER_UNKNOWN');
    run.enter('key');
    const { kid } = parsed.header;
    if (kid === undefined) throw new Refusal('JWS_KID_MISSING');
    const key = keyOf(peer, kid, { suites: rules.suites ?? EXCHANGE_SUITES, keyOwner: rules.keyOwner });
    run.enter('signature');
    const { payload } = await verifyParsed(parsed, { typ: REQUEST_TYP, resolveKey: () => key });

    const tokenDigest = sha256(request.token);
    identified = { iss, tokenDigest, ...(jtiSchema.safeParse(jti).success ? { jti: jti as string } : {}) };
    run.enter('claims');
    const claims = readRequestClaims(payload);
    checkTime(run, claims, rules);
    checkBinding(run, claims, request);
    run.enter('context');
    const context = parseLookupContext(claims.context);
    return {
      claims: { ...claims, context },
      context,
      tokenDigest,
      replayKey: { iss, jti: claims.jti },
      kid,
      peer,
      checks: run.passed(request.channel === undefined ? ['channel'] : []),
    };
  } catch (thrown) {
    if (thrown instanceof Refusal) throw new RequestRefused(thrown, run.failed(thrown.code), identified);
    throw thrown;
  }
}

type Claims = ReturnType<typeof readRequestClaims>;
type Run = CheckRun<keyof typeof PLAN>;

function checkTime(run: Run, claims: Claims, rules: RequestRules): void {
  const now = rules.clock() / 1000;
  run.enter('audience');
  if (claims.aud !== rules.self) throw new Refusal('AUDIENCE_MISMATCH');
  run.enter('lifetime');
  const lifetime = claims.exp - claims.iat;
  if (lifetime > MAX_LIFETIME_SECONDS) throw new Refusal('REQUEST_LIFETIME');
  if (lifetime <= 0) throw new Refusal('REQUEST_CLAIMS_INVALID', { hint: 'exp' });
  run.enter('issued-at');
  if (claims.iat > now + rules.skewSeconds) throw new Refusal('REQUEST_FROM_FUTURE');
  run.enter('expiry');
  if (now >= claims.exp + rules.skewSeconds) throw new Refusal('REQUEST_EXPIRED');
}

function checkBinding(run: Run, claims: Claims, request: ReceivedRequest): void {
  run.enter('method');
  if (claims.htm !== request.method) throw new Refusal('METHOD_MISMATCH');
  run.enter('uri');
  if (claims.htu !== request.uri) throw new Refusal('URI_MISMATCH');
  run.enter('content-type');
  if (claims.content_type !== request.contentType) throw new Refusal('CONTENT_TYPE_MISMATCH');
  run.enter('content-digest');
  const announced = readContentDigest(request.contentDigest);
  const actual = sha256(request.body);
  if (announced !== actual) throw new Refusal('CONTENT_DIGEST_MISMATCH');
  run.enter('body');
  if (claims.body_sha256 !== actual) throw new Refusal('BODY_DIGEST_MISMATCH');
}
