import { z } from 'zod';
import { asRefusal } from '#libs/errors';
import {
  ANSWER_TYP,
  EXCHANGE_TOKEN_LIMITS,
  lookupContextSchema,
  MAX_ANSWER_AGE_SECONDS,
  MAX_LIFETIME_SECONDS,
  receiptSchema,
  REQUEST_TYP,
  sha256,
} from '#libs/exchange';
import { verifyCompact } from '#libs/jws';
import { fromBase64 } from '#libs/audit-log';
import type { EvidenceBundle } from './bundle.js';
import type { KnownNode } from './chains.js';
import type { EvidenceChecks } from './check.js';

/** What is read of the claims here; their whole form was checked when the token was taken. */
const requestClaims = z.looseObject({
  iss: z.string(),
  aud: z.string(),
  jti: z.string(),
  iat: z.int(),
  exp: z.int(),
  body_sha256: z.string(),
  context: lookupContextSchema,
});
const answerClaims = z.looseObject({
  iss: z.string(),
  aud: z.string(),
  iat: z.int(),
  request_sha256: z.string(),
  status: z.int(),
  body_sha256: z.string(),
  receipt: receiptSchema,
});
export type RequestFacts = z.infer<typeof requestClaims> & { digest: string };
export type AnswerFacts = z.infer<typeof answerClaims>;

const SKEW_SECONDS = 60;

/** Verifies both tokens with the keys that the chains give their issuers. @param at of the entries, ms since 1970. */
export async function checkTokens(
  bundle: EvidenceBundle,
  parties: { requester?: KnownNode | undefined; provider?: KnownNode | undefined },
  at: number,
  checks: EvidenceChecks,
): Promise<{ request?: RequestFacts; answer?: AnswerFacts }> {
  const { tokens, bodies } = bundle;
  const nameOf = (role: 'requester' | 'provider') =>
    parties[role]?.entityId ?? bundle.sides.find((side) => side.role === role)?.node;
  const request = await read(
    tokens.request,
    REQUEST_TYP,
    requestClaims,
    parties.requester,
    'request',
    checks,
  );
  const answer = await read(tokens.answer, ANSWER_TYP, answerClaims, parties.provider, 'answer', checks);
  const [asking, asked] = [nameOf('requester'), nameOf('provider')];
  const seconds = at / 1000;
  const digest = tokens.request === undefined ? undefined : sha256(tokens.request);
  if (request) {
    checks.judge(
      'request-parties',
      (asking === undefined || request.iss === asking) && (asked === undefined || request.aud === asked),
      { detail: `${request.iss} → ${request.aud}` },
    );
    const lifetime = request.exp - request.iat;
    checks.judge(
      'request-time',
      lifetime > 0 &&
        lifetime <= MAX_LIFETIME_SECONDS &&
        request.iat <= seconds + SKEW_SECONDS &&
        request.exp >= seconds - SKEW_SECONDS - MAX_ANSWER_AGE_SECONDS,
      { detail: new Date(request.iat * 1000).toISOString() },
    );
  } else {
    checks.add('request-parties', 'not-checked');
    checks.add('request-time', 'not-checked');
  }
  checks.judge('request-body', bodyHolds(bodies?.request, request?.body_sha256));
  if (answer) {
    checks.judge(
      'answer-parties',
      (asked === undefined || answer.iss === asked) && (asking === undefined || answer.aud === asking),
      { detail: `${answer.iss} → ${answer.aud}` },
    );
    checks.judge('answer-to-request', digest === undefined ? undefined : answer.request_sha256 === digest);
    checks.judge('answer-time', Math.abs(answer.iat - seconds) <= MAX_ANSWER_AGE_SECONDS + SKEW_SECONDS, {
      detail: new Date(answer.iat * 1000).toISOString(),
    });
  } else {
    checks.add('answer-parties', 'not-checked');
    checks.add('answer-to-request', 'not-checked');
    checks.add('answer-time', 'not-checked');
  }
  checks.judge('answer-body', bodyHolds(bodies?.answer, answer?.body_sha256));
  return {
    ...(request && digest !== undefined && { request: { ...request, digest } }),
    ...(answer && { answer }),
  };
}

async function read<Schema extends z.ZodType>(
  token: string | undefined,
  typ: string,
  schema: Schema,
  signer: KnownNode | undefined,
  which: 'request' | 'answer',
  checks: EvidenceChecks,
): Promise<z.infer<Schema> | undefined> {
  const name = `${which}-signature` as const;
  if (token === undefined || !signer) {
    checks.add(name, 'not-checked', { detail: token === undefined ? 'no token' : 'no chain of its issuer' });
    return undefined;
  }
  try {
    const { payload } = await verifyCompact(token, {
      typ,
      limits: EXCHANGE_TOKEN_LIMITS,
      resolveKey: ({ kid }) => signer.keys.find((key) => key.kid === kid),
    });
    const parsed = schema.safeParse(payload);
    checks.judge(name, parsed.success, { detail: parsed.success ? signer.entityId : 'claims' });
    return parsed.data;
  } catch (thrown) {
    checks.add(name, 'failed', { detail: asRefusal(thrown).code });
    return undefined;
  }
}

function bodyHolds(body: string | undefined, digest: string | undefined): boolean | undefined {
  if (body === undefined || digest === undefined) return undefined;
  const bytes = fromBase64(body);
  return bytes !== undefined && sha256(bytes) === digest;
}
