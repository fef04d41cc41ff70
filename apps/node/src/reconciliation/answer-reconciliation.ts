import { asRefusal, Refusal } from '#libs/errors';
import type { SigningKey } from '#libs/jws';
import {
  PAGE_LINES,
  pageOfLines,
  readReconciliationRequest,
  signReconciliationAnswer,
  sortLines,
  summarise,
  verifyReconciliationRequest,
  type AnsweredLine,
  type AskedLine,
  type ReconciliationAnswer,
  type ReconciliationClaims,
  type ReconciliationRequest,
  type TokenRules,
  type Window,
} from '#libs/reconciliation';
import { header, plainRefusal, type HttpAnswer, type RawRequest } from '../http/http-answer.js';
import type { CommonLookups } from './common-lookups.js';

export interface AnswerReconciliationDeps {
  self: string;
  rules: TokenRules;
  /** Looks a peer's chain up anew, at most now and then; false where it did not. */
  renewPeer: (entityId: string) => Promise<boolean>;
  signingKey: (entityId: string) => SigningKey;
  lookups: CommonLookups;
  /** Takes a message's token; false where it was taken before. */
  takeToken: (iss: string, jti: string, expiresAt: number) => Promise<boolean>;
  /** False where the peer has used up its messages of this minute. */
  mayAsk: (entityId: string) => boolean;
  clock: () => number;
  report: (error: unknown, requestId: string) => void;
  countUnidentified: (code: string) => void;
}

/** Both sides have written what belongs to a window so long after its end: tokens live 60 s, operations end before. */
const SETTLED_MS = 120_000;
/** Pages of one window are asked for one after the other: the lines are read once for them. */
const KEEP_MS = 30_000;
const KEEP_SETS = 4;

interface Sets {
  asked: AskedLine[];
  answered: AnsweredLine[];
}

/**
 * Tells a peer what this node's log has in common with it, and nothing of what it has with others. Who is identified
 * gets a signed answer, a refusal too; nothing is written to the log, whose own result is made by our own questions.
 */
export class AnswerReconciliation {
  private readonly kept = new Map<string, { at: number; sets: Promise<Sets> }>();

  constructor(private readonly deps: AnswerReconciliationDeps) {}

  /** @param channel URI SAN of the authorised client certificate; undefined where there is none */
  async answer(request: RawRequest, channel: string | undefined): Promise<HttpAnswer> {
    const { deps } = this;
    try {
      if (channel === undefined) throw new Refusal('PEER_CERTIFICATE_MISSING');
      const { claims, digest } = await this.verified(request, channel);
      const answer = await this.consider(claims, request).catch((error: unknown) => {
        const refusal = asRefusal(error);
        if (refusal.code === 'INTERNAL') deps.report(error, request.requestId);
        return { op: 'refused', code: refusal.code, status: refusal.status } as const;
      });
      return await this.signed(claims.iss, digest, answer);
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.code === 'INTERNAL') deps.report(error, request.requestId);
      else deps.countUnidentified(refusal.code);
      // Whoever could not be identified learns no more than that.
      const { headers, body } = plainRefusal(refusal);
      return { status: refusal.status >= 500 ? refusal.status : 401, headers, body };
    }
  }

  private async verified(
    request: RawRequest,
    channel: string,
    mayRenew = true,
  ): Promise<{ claims: ReconciliationClaims; digest: string }> {
    const { deps } = this;
    try {
      return await verifyReconciliationRequest(
        {
          token: header(request, 'tongban-request'),
          uri: `${deps.self}/reconciliation`,
          body: request.body,
          channel,
        },
        deps.rules,
      );
    } catch (error) {
      const unknownKey = error instanceof Refusal && error.code === 'JWS_KID_UNKNOWN';
      if (mayRenew && unknownKey && (await deps.renewPeer(channel)))
        return this.verified(request, channel, false);
      throw error;
    }
  }

  private async consider(claims: ReconciliationClaims, request: RawRequest): Promise<ReconciliationAnswer> {
    const { deps } = this;
    if (!deps.mayAsk(claims.iss)) throw new Refusal('RECONCILIATION_THROTTLED');
    const until = claims.exp * 1000 + deps.rules.skewSeconds * 1000;
    if (!(await deps.takeToken(claims.iss, claims.jti, until))) throw new Refusal('RECONCILIATION_REPLAYED');
    const question = readReconciliationRequest(request.body);
    if (question.op === 'find') return this.find(claims.iss, question);
    const window = { from: Date.parse(question.window.from), to: Date.parse(question.window.to) };
    if (deps.clock() < window.to + SETTLED_MS) throw new Refusal('RECONCILIATION_NOT_SETTLED');
    const sets = await this.setsOf(claims.iss, window);
    if (question.op === 'summary')
      return {
        op: 'summary',
        window: question.window,
        asked: summarise(sets.asked),
        answered: summarise(sets.answered),
      };
    const { role, after } = question;
    const about = { op: 'lines', window: question.window, role } as const;
    return role === 'asked'
      ? { ...about, ...renamed('asked', pageOfLines(sets.asked, after, PAGE_LINES)) }
      : { ...about, ...renamed('answered', pageOfLines(sets.answered, after, PAGE_LINES)) };
  }

  private async find(
    peer: string,
    { role, requests }: Extract<ReconciliationRequest, { op: 'find' }>,
  ): Promise<ReconciliationAnswer> {
    const { lookups } = this.deps;
    if (role === 'asked') {
      const asked = (await lookups.findAsked(requests, peer)).map(bareAsked);
      return { op: 'find', role, asked: sortLines(asked).slice(0, PAGE_LINES) };
    }
    const answered = (await lookups.findAnswered(requests, peer)).map(bareAnswered);
    return { op: 'find', role, answered: sortLines(answered).slice(0, PAGE_LINES) };
  }

  private setsOf(peer: string, window: Window): Promise<Sets> {
    const { lookups, clock } = this.deps;
    const key = `${peer} ${window.from} ${window.to}`;
    const known = this.kept.get(key);
    if (known && clock() - known.at < KEEP_MS) return known.sets;
    const sets = Promise.all([lookups.asked(peer, window), lookups.answered(peer, window)]).then(
      ([asked, answered]) => ({
        asked: sortLines(asked.map(bareAsked)),
        answered: sortLines(answered.map(bareAnswered)),
      }),
    );
    this.kept.delete(key);
    this.kept.set(key, { at: clock(), sets });
    sets.catch(() => this.kept.delete(key));
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEEP_SETS) break;
      this.kept.delete(oldest);
    }
    return sets;
  }

  private async signed(
    aud: string,
    requestDigest: string,
    answer: ReconciliationAnswer & { status?: number },
  ): Promise<HttpAnswer> {
    const { self, signingKey, clock } = this.deps;
    const { status = 200, ...content } = answer;
    const body = Buffer.from(JSON.stringify(content));
    const token = await signReconciliationAnswer(
      { iss: self, aud, requestDigest, status, body },
      { key: signingKey(aud), clock },
    );
    return { status, headers: { 'content-type': 'application/json', 'tongban-answer': token }, body };
  }
}

function renamed<Role extends 'asked' | 'answered', Line>(
  role: Role,
  { lines, next }: { lines: Line[]; next?: string },
): Record<Role, Line[]> & { next?: string } {
  return { [role]: lines, ...(next === undefined ? {} : { next }) } as Record<Role, Line[]> & {
    next?: string;
  };
}

/** What is told to the other side, and no more: not our entries' identifiers, nor their places. */
const bareAsked = ({ request, state, leaf, body }: AskedLine): AskedLine => ({
  request,
  state,
  ...(leaf === undefined ? {} : { leaf }),
  ...(body === undefined ? {} : { body }),
});
const bareAnswered = ({ request, leaf, body }: AnsweredLine): AnsweredLine => ({ request, leaf, body });
