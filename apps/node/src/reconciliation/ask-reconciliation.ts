import { randomBytes } from 'node:crypto';
import { asRefusal, Refusal, type ErrorCode } from '#libs/errors';
import type { SigningKey } from '#libs/jws';
import {
  FIND_REQUESTS,
  MESSAGE_LIMITS,
  readReconciliationAnswer,
  sameSummary,
  signReconciliationRequest,
  summarise,
  verifyReconciliationAnswer,
  type AnsweredLine,
  type AskedLine,
  type LineRole,
  type ReconciliationAnswer,
  type ReconciliationRequest,
  type SetSummary,
  type TokenRules,
  type Window,
} from '#libs/reconciliation';

/** What the other node has said, as it said it: both tokens and the body that the answer's token covers. */
export interface Statement {
  requestToken: string;
  answerToken: string;
  /** Text of the answer's body; absent where it is long, its digest stands in the token. */
  body?: string;
}

/** The node that is asked, as the federation knows it. */
export interface ReconcilingPeer {
  entityId: string;
  suites: readonly string[];
}

export interface AskReconciliationDeps {
  self: string;
  rules: TokenRules;
  /** Looks a peer's chain up anew, at most now and then; false where it did not. */
  renewPeer: (entityId: string) => Promise<boolean>;
  /** @throws Refusal `SUITE_NOT_AGREED` */
  signingKey: (peerSuites: readonly string[]) => SigningKey;
  /** @throws Refusal `PEER_*` */
  send: (
    peer: { entityId: string; endpoint: string },
    call: { headers: Record<string, string>; body: Uint8Array },
  ) => Promise<{ status: number; answerToken: string | undefined; body: Uint8Array }>;
  clock: () => number;
}

/** Codes of a signed refusal after which the same question may be asked again. */
const LATER: ReadonlySet<string> = new Set<ErrorCode>([
  'RECONCILIATION_NOT_SETTLED',
  'RECONCILIATION_THROTTLED',
  'STORE_UNAVAILABLE',
  'OVERLOADED',
  'SHUTTING_DOWN',
  'INTERNAL',
]);
/** A proof is kept whole up to this many bytes. */
const STATEMENT_BYTES = 16_384;

type Answer<Op extends ReconciliationAnswer['op']> = Extract<ReconciliationAnswer, { op: Op }>;
type Lines<Role extends LineRole> = Role extends 'asked' ? AskedLine : AnsweredLine;

/**
 * Asks one peer about one window. Every answer is verified before it counts, and must be about what was asked.
 * @throws Refusal `PEER_*` where the peer is away, `RECONCILIATION_REFUSED` (hint: its code) where it says no,
 * `RECONCILIATION_INCONSISTENT` where it contradicts itself, codes of token verification where it lies about who it is
 */
export class AskReconciliation {
  constructor(private readonly deps: AskReconciliationDeps) {}

  async summary(
    peer: ReconcilingPeer,
    window: Window,
    ours: { asked: SetSummary; answered: SetSummary },
  ): Promise<{ asked: SetSummary; answered: SetSummary; statement: Statement }> {
    const about = spell(window);
    const { answer, statement } = await this.ask(peer, { op: 'summary', window: about, ...ours });
    const { asked, answered } = this.expect(answer, 'summary', about);
    return { asked, answered, statement };
  }

  /** All of the peer's lines in one role; their hash must be the one that its summary promised. */
  async lines<Role extends LineRole>(
    peer: ReconcilingPeer,
    window: Window,
    role: Role,
    promised: SetSummary,
  ): Promise<{ lines: Lines<Role>[]; statement: Statement }> {
    const about = spell(window);
    const lines: Lines<Role>[] = [];
    let after: string | undefined;
    let statement: Statement | undefined;
    do {
      const asked = await this.ask(peer, {
        op: 'lines',
        window: about,
        role,
        ...(after === undefined ? {} : { after }),
      });
      const answer = this.expect(asked.answer, 'lines', about);
      if (answer.role !== role) throw inconsistent('role');
      lines.push(...linesOf(answer, role));
      statement = asked.statement;
      // A page that leads back, or on for ever, would keep us here for ever.
      if (answer.next !== undefined && ((after ?? '') >= answer.next || lines.length > promised.count))
        throw inconsistent('pages');
      after = answer.next;
    } while (after !== undefined);
    if (!sameSummary(summarise(lines), promised)) throw inconsistent('summary');
    return { lines, statement };
  }

  /** What the peer has of these requests, outside the window too. */
  async find<Role extends LineRole>(
    peer: ReconcilingPeer,
    role: Role,
    requests: readonly string[],
  ): Promise<{ lines: Lines<Role>[]; statements: { of: ReadonlySet<string>; statement: Statement }[] }> {
    const lines: Lines<Role>[] = [];
    const statements: { of: ReadonlySet<string>; statement: Statement }[] = [];
    for (let at = 0; at < requests.length; at += FIND_REQUESTS) {
      const some = requests.slice(at, at + FIND_REQUESTS);
      const { answer, statement } = await this.ask(peer, { op: 'find', role, requests: some });
      const found = this.expect(answer, 'find');
      if (found.role !== role) throw inconsistent('role');
      const wanted = new Set(some);
      lines.push(...linesOf(found, role).filter(({ request }) => wanted.has(request)));
      statements.push({ of: wanted, statement });
    }
    return { lines, statements };
  }

  private async ask(
    peer: ReconcilingPeer,
    question: ReconciliationRequest,
  ): Promise<{ answer: ReconciliationAnswer; statement: Statement }> {
    const { deps } = this;
    const endpoint = `${peer.entityId}/reconciliation`;
    const body = Buffer.from(JSON.stringify(question));
    const request = await signReconciliationRequest(
      { iss: deps.self, aud: peer.entityId, uri: endpoint, body },
      { key: deps.signingKey(peer.suites), clock: deps.clock, randomBytes },
    );
    const received = await deps.send(
      { entityId: peer.entityId, endpoint },
      { headers: { 'tongban-request': request.token, 'content-type': 'application/json' }, body },
    );
    const { answerToken: token, status, body: bytes } = received;
    if (bytes.byteLength > MESSAGE_LIMITS.maxBytes) throw inconsistent('size');
    const verify = (): Promise<void> =>
      verifyReconciliationAnswer(
        { token, status, body: bytes },
        { iss: peer.entityId, requestDigest: request.digest },
        deps.rules,
      );
    await verify().catch(async (error: unknown) => {
      // The peer may have rotated its key since its chain was last looked at.
      if (!(error instanceof Refusal) || error.code !== 'JWS_KID_UNKNOWN') throw error;
      if (!(await deps.renewPeer(peer.entityId))) throw error;
      await verify();
    });
    return {
      answer: readReconciliationAnswer(bytes),
      statement: {
        requestToken: request.token,
        answerToken: token ?? '',
        ...(bytes.byteLength <= STATEMENT_BYTES ? { body: Buffer.from(bytes).toString() } : {}),
      },
    };
  }

  private expect<Op extends 'summary' | 'lines' | 'find'>(
    answer: ReconciliationAnswer,
    op: Op,
    window?: { from: string; to: string },
  ): Answer<Op> {
    if (answer.op === 'refused') {
      if (LATER.has(answer.code)) throw new Refusal('PEER_BUSY', { hint: answer.code });
      throw new Refusal('RECONCILIATION_REFUSED', { hint: answer.code });
    }
    if (answer.op !== op) throw inconsistent('op');
    if (window && 'window' in answer) {
      const { from, to } = answer.window;
      if (from !== window.from || to !== window.to) throw inconsistent('window');
    }
    return answer as Answer<Op>;
  }
}

/** Unsigned denials. A node that has just started may not know us yet: they count when they last. */
const DENIALS: ReadonlySet<string> = new Set<ErrorCode>([
  'PEER_DOES_NOT_KNOW_US',
  'PEER_UNSIGNED_ANSWER',
  'PEER_TLS_REFUSED_US',
  'PEER_BAD_CONTENT_TYPE',
  'PEER_REDIRECTED',
]);

/**
 * What a failure says of the peer. `away`: it will be asked again, nobody is told. `denies`: it turned us away without a
 * signature. `refuses`: it signed its no. `inconsistent`: it signed, or failed to sign, what cannot be. `too-large` and
 * `ours`: nothing, the fault is here.
 */
export function meaningOf(
  thrown: unknown,
): 'away' | 'denies' | 'refuses' | 'inconsistent' | 'too-large' | 'ours' {
  const { code, status } = asRefusal(thrown);
  if (DENIALS.has(code)) return 'denies';
  if (code === 'RECONCILIATION_REFUSED') return 'refuses';
  if (code === 'RECONCILIATION_TOO_LARGE') return 'too-large';
  if (/^(RECONCILIATION_|ANSWER_|JWS_|JSON_|KEY_|CHANNEL_MISMATCH$|REQUEST_CLAIMS_INVALID$)/.test(code))
    return 'inconsistent';
  if (/^(PEER_|FEDERATION_)/.test(code)) return 'away';
  return status >= 500 || code === 'SUITE_NOT_AGREED' ? 'ours' : 'away';
}

function linesOf<Role extends LineRole>(answer: Answer<'lines' | 'find'>, role: Role): Lines<Role>[] {
  const lines = answer[role];
  if (lines === undefined || answer[role === 'asked' ? 'answered' : 'asked'] !== undefined)
    throw inconsistent('lines');
  return lines as Lines<Role>[];
}

const spell = ({ from, to }: Window): { from: string; to: string } => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

const inconsistent = (hint: string): Refusal => new Refusal('RECONCILIATION_INCONSISTENT', { hint });
