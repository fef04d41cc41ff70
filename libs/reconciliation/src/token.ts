import { z } from 'zod';
import { Refusal } from '#libs/errors';
import {
  entityIdSchema,
  keyOf,
  sha256,
  targetUriSchema,
  type Clock,
  type PeerKeys,
  type RandomBytes,
} from '#libs/exchange';
import { encodeBase64url, parseCompact, signCompact, verifyParsed, type SigningKey } from '#libs/jws';

/** A pair of tokens of one conversation; each reader demands its own `typ`. */
export interface MessageKind {
  request: string;
  answer: string;
}

/** Neither is ever taken for a lookup's token, nor a lookup's for one of these: each reader demands its own `typ`. */
export const RECONCILIATION_REQUEST_TYP = 'tongban-reconciliation+jwt';
export const RECONCILIATION_ANSWER_TYP = 'tongban-reconciliation-answer+jwt';

export const RECONCILIATION_MESSAGE: MessageKind = {
  request: RECONCILIATION_REQUEST_TYP,
  answer: RECONCILIATION_ANSWER_TYP,
};
/** One lookup's evidence, asked of its other side (evidence-messages.ts). */
export const EVIDENCE_MESSAGE: MessageKind = {
  request: 'tongban-evidence+jwt',
  answer: 'tongban-evidence-answer+jwt',
};

/** Longest life of a request, and the oldest answer that is taken (seconds). */
const LIFETIME_SECONDS = 60;
const ANSWER_AGE_SECONDS = 120;
const TOKEN_LIMITS = { maxBytes: 4096, maxDepth: 2 };

const digest = z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/);
const seconds = z.int().min(0).max(253_402_300_799);
const requestClaims = z.strictObject({
  v: z.literal(1),
  iss: entityIdSchema,
  aud: entityIdSchema,
  jti: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/),
  iat: seconds,
  exp: seconds,
  htu: targetUriSchema,
  body_sha256: digest,
});
export type ReconciliationClaims = z.infer<typeof requestClaims>;

const answerClaims = z.strictObject({
  v: z.literal(1),
  iss: entityIdSchema,
  aud: entityIdSchema,
  iat: seconds,
  /** Of the text of the request token that is answered. */
  request_sha256: digest,
  status: z.int().min(200).max(599),
  body_sha256: digest,
});

export interface SignedMessage {
  token: string;
  digest: string;
}

/** Signs a question about common lookups; its token binds sender, receiver, address, time and body. */
export async function signReconciliationRequest(
  message: { iss: string; aud: string; uri: string; body: Uint8Array },
  ports: { key: SigningKey; clock: Clock; randomBytes: RandomBytes },
  kind = RECONCILIATION_MESSAGE,
): Promise<SignedMessage> {
  const iat = Math.floor(ports.clock() / 1000);
  const payload: ReconciliationClaims = {
    v: 1,
    iss: message.iss,
    aud: message.aud,
    jti: encodeBase64url(ports.randomBytes(16)),
    iat,
    exp: iat + LIFETIME_SECONDS,
    htu: message.uri,
    body_sha256: sha256(message.body),
  };
  const token = await signCompact({ header: { typ: kind.request }, payload, key: ports.key });
  return { token, digest: sha256(token) };
}

export async function signReconciliationAnswer(
  message: { iss: string; aud: string; requestDigest: string; status: number; body: Uint8Array },
  ports: { key: SigningKey; clock: Clock },
  kind = RECONCILIATION_MESSAGE,
): Promise<string> {
  const payload: z.infer<typeof answerClaims> = {
    v: 1,
    iss: message.iss,
    aud: message.aud,
    iat: Math.floor(ports.clock() / 1000),
    request_sha256: message.requestDigest,
    status: message.status,
    body_sha256: sha256(message.body),
  };
  return signCompact({ header: { typ: kind.answer }, payload, key: ports.key });
}

export interface TokenRules {
  self: string;
  clock: Clock;
  skewSeconds: number;
  suites: readonly string[];
  /** `undefined` for strangers. @throws Refusal of the federation */
  resolvePeer: (entityId: string) => Promise<PeerKeys | undefined>;
}

/**
 * Verifies a question against the bytes and the channel that it came by. Not checked here: replay (iss, jti), and what
 * the body asks for.
 * @param received.channel entity id in the client certificate
 * @throws Refusal `REQUEST_TOKEN_MISSING`, `JWS_*`, `CHANNEL_MISMATCH`, `PEER_UNKNOWN`, `KEY_*`, `REQUEST_CLAIMS_INVALID`,
 * `AUDIENCE_MISMATCH`, `REQUEST_*`, `URI_MISMATCH`, `BODY_DIGEST_MISMATCH`
 */
export async function verifyReconciliationRequest(
  received: { token: string | undefined; uri: string; body: Uint8Array; channel: string },
  rules: TokenRules,
  kind = RECONCILIATION_MESSAGE,
): Promise<{ claims: ReconciliationClaims; digest: string; peer: PeerKeys }> {
  if (!received.token) throw new Refusal('REQUEST_TOKEN_MISSING');
  const { payload, peer } = await signedBy(received.token, kind.request, received.channel, rules);
  const claims = claimsOf(requestClaims, payload);
  const now = rules.clock() / 1000;
  if (claims.aud !== rules.self) throw new Refusal('AUDIENCE_MISMATCH');
  if (claims.exp <= claims.iat || claims.exp - claims.iat > LIFETIME_SECONDS)
    throw new Refusal('REQUEST_LIFETIME');
  if (claims.iat > now + rules.skewSeconds) throw new Refusal('REQUEST_FROM_FUTURE');
  if (now >= claims.exp + rules.skewSeconds) throw new Refusal('REQUEST_EXPIRED');
  if (claims.htu !== received.uri) throw new Refusal('URI_MISMATCH');
  if (claims.body_sha256 !== sha256(received.body)) throw new Refusal('BODY_DIGEST_MISMATCH');
  return { claims, digest: sha256(received.token), peer };
}

/**
 * Verifies an answer against the question that it must answer.
 * @throws Refusal `ANSWER_*`, `JWS_*`, `PEER_UNKNOWN`, `KEY_*`
 */
export async function verifyReconciliationAnswer(
  received: { token: string | undefined; status: number; body: Uint8Array },
  expected: { iss: string; requestDigest: string },
  rules: TokenRules,
  kind = RECONCILIATION_MESSAGE,
): Promise<void> {
  if (!received.token) throw new Refusal('ANSWER_UNSIGNED');
  const { payload } = await signedBy(received.token, kind.answer, expected.iss, rules);
  const claims = claimsOf(answerClaims, payload);
  const now = rules.clock() / 1000;
  if (claims.aud !== rules.self) throw new Refusal('ANSWER_AUDIENCE_MISMATCH');
  if (claims.request_sha256 !== expected.requestDigest) throw new Refusal('ANSWER_FOR_ANOTHER_REQUEST');
  if (claims.iat > now + rules.skewSeconds) throw new Refusal('ANSWER_FROM_FUTURE');
  if (claims.iat + ANSWER_AGE_SECONDS + rules.skewSeconds < now) throw new Refusal('ANSWER_STALE');
  if (claims.status !== received.status) throw new Refusal('ANSWER_STATUS_MISMATCH');
  if (claims.body_sha256 !== sha256(received.body)) throw new Refusal('ANSWER_BODY_MISMATCH');
}

/** The token's payload, signed by the node that the channel is known to belong to. */
async function signedBy(
  token: string,
  typ: string,
  entityId: string,
  rules: TokenRules,
): Promise<{ payload: Record<string, unknown>; peer: PeerKeys }> {
  const parsed = parseCompact(token, TOKEN_LIMITS);
  if (parsed.header.typ !== typ) throw new Refusal('JWS_TYP_WRONG', { hint: `${typ} is due` });
  if (parsed.payload['iss'] !== entityId) throw new Refusal('CHANNEL_MISMATCH');
  const peer = await rules.resolvePeer(entityId);
  if (peer?.entityId !== entityId) throw new Refusal('PEER_UNKNOWN');
  const { kid } = parsed.header;
  if (kid === undefined) throw new Refusal('JWS_KID_MISSING');
  const key = keyOf(peer, kid, { suites: rules.suites });
  const { payload } = await verifyParsed(parsed, { typ, resolveKey: () => key });
  return { payload, peer };
}

function claimsOf<T>(schema: z.ZodType<T>, payload: unknown): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal('REQUEST_CLAIMS_INVALID', { hint: String(issue?.path[0] ?? 'members') });
}
