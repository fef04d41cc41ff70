import { Refusal } from '#libs/errors';
import { parseCompact, parseStrictJson, verifyParsed } from '#libs/jws';
import { readAnswerClaims, type AnswerClaims, type Encryption } from './answer.js';
import { CheckRun, type Check, type CheckPlan } from './checks.js';
import { sha256 } from './digest.js';
import type { Clock, PeerKeys, ResolvePeer } from './ports.js';
import {
  ANSWER_TYP,
  EXCHANGE_SUITES,
  EXCHANGE_TOKEN_LIMITS,
  MAX_ANSWER_AGE_SECONDS,
  RECEIPT_TYP,
  REQUEST_TYP,
} from './protocol.js';
import { receiptSchema, type Receipt } from './receipt.js';
import { AnswerRefused } from './refused.js';
import { keyOf } from './verify-key.js';

/** What came back. Of an encrypted answer: body and content type after `decryptAnswer`. */
export interface ReceivedAnswer {
  /** Field `Tongban-Answer`. */
  token: string | undefined;
  status: number;
  contentType: string | undefined;
  /** The raw bytes, before any parsing. */
  body: Uint8Array;
  /** How the body was found to be encrypted, as `decryptAnswer` returned it. */
  encryption?: Encryption;
}

export interface AnswerRules {
  /** Entity id of the node that was asked. */
  expectedIss: string;
  /** Entity id of this node. */
  self: string;
  /** `tokenDigest` of the request. */
  requestDigest: string;
  clock: Clock;
  skewSeconds: number;
  resolvePeer: ResolvePeer;
  suites?: readonly string[];
  keyOwner?: (kid: string) => string | undefined;
  /** GB/T 2260 code of the jurisdiction that was asked. */
  jurisdiction?: string;
}

export interface VerifiedAnswer {
  claims: AnswerClaims;
  receipt: Receipt;
  kid: string;
  peer: PeerKeys;
  checks: Check[];
}

const PLAN = {
  structure: '6.2 (1)',
  type: '6.2 (2)',
  issuer: '6.2 (3)',
  peer: '6.2 (4)',
  jurisdiction: '6.2 (5)',
  key: '6.2 (6)',
  signature: '6.2 (7)',
  claims: '6.2 (8)',
  audience: '6.2 (9)',
  request: '6.2 (10)',
  time: '6.2 (11)',
  status: '6.2 (12)',
  encryption: '6.2 (13)',
  'content-type': '6.2 (14)',
  body: '6.2 (15)',
  receipt: '6.2 (16)',
} as const satisfies CheckPlan<string>;

/**
 * Verifies an answer token against the answer that carried it and the request that it must answer.
 *
 * Not checked here: that the receipt's entry really stands in the log (that takes a checkpoint and a proof), and what
 * the body says.
 * @throws AnswerRefused with the code of the first failing rule and the outcome of every rule
 */
export async function verifyAnswer(answer: ReceivedAnswer, rules: AnswerRules): Promise<VerifiedAnswer> {
  const run = new CheckRun(PLAN);
  try {
    run.enter('structure');
    if (!answer.token) throw new Refusal('ANSWER_UNSIGNED');
    if (isBareReceipt(answer.token)) throw new Refusal('RECEIPT_AS_ANSWER');
    const parsed = parseCompact(answer.token, EXCHANGE_TOKEN_LIMITS);
    run.enter('type');
    const { typ, kid } = parsed.header;
    if (typ === REQUEST_TYP) throw new Refusal('REQUEST_AS_ANSWER');
    if (typ === RECEIPT_TYP) throw new Refusal('RECEIPT_AS_ANSWER');
    if (typ !== ANSWER_TYP) throw new Refusal('JWS_TYP_WRONG', { hint: `${ANSWER_TYP} is due` });
    run.enter('issuer');
    if (parsed.payload['iss'] !== rules.expectedIss) throw new Refusal('ANSWER_ISSUER_MISMATCH');
    run.enter('peer');
    const peer = await rules.resolvePeer(rules.expectedIss);
    if (peer?.entityId !== rules.expectedIss) throw new Refusal('PEER_UNKNOWN');
    run.enter('jurisdiction');
    if (rules.jurisdiction !== undefined && !peer.jurisdictions.includes(rules.jurisdiction)) {
      throw new Refusal('JURISDICTION_MISMATCH');
    }
    run.enter('key');
    if (kid === undefined) throw new Refusal('JWS_KID_MISSING');
    const key = keyOf(peer, kid, { suites: rules.suites ?? EXCHANGE_SUITES, keyOwner: rules.keyOwner });
    run.enter('signature');
    const { payload } = await verifyParsed(parsed, { typ: ANSWER_TYP, resolveKey: () => key });
    run.enter('claims');
    const claims = readAnswerClaims(payload);
    checkClaims(run, claims, answer, rules);
    run.enter('receipt');
    if (peer.logOrigin !== undefined && claims.receipt.log !== peer.logOrigin) {
      throw new Refusal('ANSWER_RECEIPT_LOG_MISMATCH');
    }
    const skipped = rules.jurisdiction === undefined ? (['jurisdiction'] as const) : [];
    return { claims, receipt: claims.receipt, kid, peer, checks: run.passed(skipped) };
  } catch (thrown) {
    if (thrown instanceof Refusal) throw new AnswerRefused(thrown, run.failed(thrown.code));
    throw thrown;
  }
}

function checkClaims(
  run: CheckRun<keyof typeof PLAN>,
  claims: AnswerClaims,
  answer: ReceivedAnswer,
  rules: AnswerRules,
): void {
  run.enter('audience');
  if (claims.aud !== rules.self) throw new Refusal('ANSWER_AUDIENCE_MISMATCH');
  run.enter('request');
  if (claims.request_sha256 !== rules.requestDigest) throw new Refusal('ANSWER_FOR_ANOTHER_REQUEST');
  run.enter('time');
  const now = rules.clock() / 1000;
  if (claims.iat > now + rules.skewSeconds) throw new Refusal('ANSWER_FROM_FUTURE');
  if (claims.iat + MAX_ANSWER_AGE_SECONDS + rules.skewSeconds < now) throw new Refusal('ANSWER_STALE');
  run.enter('status');
  if (claims.status !== answer.status) throw new Refusal('ANSWER_STATUS_MISMATCH');
  run.enter('encryption');
  checkEncryption(claims.encryption, answer.encryption);
  run.enter('content-type');
  if (claims.content_type !== answer.contentType) throw new Refusal('ANSWER_CONTENT_TYPE_MISMATCH');
  run.enter('body');
  if (claims.body_sha256 !== sha256(answer.body)) throw new Refusal('ANSWER_BODY_MISMATCH');
}

function checkEncryption(signed: Encryption | undefined, found: Encryption | undefined): void {
  if (!signed && !found) return;
  if (!signed || !found) throw new Refusal('ANSWER_NOT_ENCRYPTED');
  if (signed.kid !== found.kid || signed.alg !== found.alg || signed.enc !== found.enc) {
    throw new Refusal('ENCRYPTION_MISMATCH');
  }
}

/** A receipt as JSON in the place of a token: told apart, because it is what a confused peer would send. */
function isBareReceipt(token: string): boolean {
  if (!token.startsWith('{')) return false;
  try {
    return receiptSchema.safeParse(parseStrictJson(token, EXCHANGE_TOKEN_LIMITS)).success;
  } catch {
    return false;
  }
}
