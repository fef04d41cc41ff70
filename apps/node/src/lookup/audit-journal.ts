import { Commitments, type AuditEntry, type Receipt } from '#libs/audit-log';
import { sha256, type IdentifiedCaller, type LookupContext, type VerifiedRequest } from '#libs/exchange';
import { callerOf, type AppendDraft, type AuditLog, type PreparedEntry } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import { answerOf, clientOf, contextOf, lookupsOf, peerOf } from './entry-parts.js';
import { outcomeOf, type Ledger, type LookupRecord } from './ledger.js';
import { hmacSha256 } from './hmac-sha256.js';
import { randomBytes } from './random-stock.js';
import { uuid7 } from './uuid7.js';

/** A trust chain as evidence: its digest stands in entries, its statements are kept once beside the log. */
export interface ChainEvidence {
  digest: string;
  statements: readonly string[];
}

export interface OperationName {
  document: string;
  name: string;
}

interface Answered {
  status: number;
  body: Uint8Array;
  startedAt: number;
}

type Draft = Omit<AuditEntry, 'v' | 'id' | 'at' | 'tookMs' | 'node'>;

/**
 * Writes what happens to the audit log. Each method resolves when its entry is durable, and whoever calls it sends
 * nothing before. The leaf hash depends on the entry alone, so an answer token with its receipt is signed first and
 * stored with the entry in the same write.
 */
export class AuditJournal {
  constructor(
    private readonly log: Pick<AuditLog, 'prepare' | 'append' | 'keepChain'>,
    private readonly node: string,
    private readonly clock: () => number,
  ) {}

  /** What this region disclosed to its own integrators and people, by an operation or by a room of the node. */
  async home(
    event: Answered & {
      caller: ClientCaller;
      ledger: Ledger;
      operation: OperationName;
      request: Uint8Array;
      /** Where the request has a name of its own, random, that is part of its bytes. */
      jti?: string;
    },
  ): Promise<{ entry: string; receipt: Receipt }> {
    const commitments = this.commitments();
    const draft = this.draft(
      {
        kind: 'home',
        caller: clientOf(event.caller, event.ledger.context, commitments),
        ...contextOf(event.ledger.context),
        operation: event.operation,
        lookups: lookupsOf(event.ledger.records, commitments),
        outcome: event.ledger.outcome(),
        request: {
          digest: sha256(event.request),
          ...(event.jti === undefined ? {} : { jti: event.jti }),
        },
        answer: answerOf(event),
      },
      event.startedAt,
      commitments,
      {},
    );
    await this.log.append(draft);
    return { entry: draft.prepared.entry.id, receipt: draft.prepared.receipt };
  }

  /**
   * An answer to a peer. `sign` makes the answer token for the receipt; it is durable together with the entry.
   * @throws Refusal REPLAYED where the peer's (iss, jti) stands in the log already
   */
  async answer(
    event: Answered & {
      verified: VerifiedRequest;
      requestToken: string;
      chain: ChainEvidence;
      ledger: Ledger;
      operation: OperationName;
      code?: string;
    },
    sign: (receipt: Receipt) => Promise<string>,
  ): Promise<string> {
    const { verified } = event;
    const commitments = this.commitments();
    const draft = this.draft(
      {
        kind: event.ledger.records.length > 0 ? 'answer' : 'refusal',
        caller: peerOf(verified.claims.iss, verified.context, commitments),
        ...contextOf(verified.context),
        operation: event.operation,
        lookups: lookupsOf(event.ledger.records, commitments),
        outcome: event.ledger.outcome(),
        ...(event.code === undefined ? {} : { code: event.code }),
        request: { digest: verified.tokenDigest, ...verified.replayKey },
        answer: answerOf(event),
        chain: event.chain.digest,
      },
      event.startedAt,
      commitments,
      { requestToken: event.requestToken },
      { ...verified.replayKey, expiresAt: verified.claims.exp * 1000 },
    );
    return this.signAndAppend(draft, event.chain, sign);
  }

  /**
   * A request of an identified peer that was refused before anything was looked up.
   * @throws Refusal REPLAYED where a replay key is given and stands in the log already
   */
  async refusal(
    event: Answered & {
      identified: IdentifiedCaller;
      context?: LookupContext;
      requestToken: string;
      /** Of a request that was sound in itself: its denial uses it up. */
      replayKey?: AppendDraft['replayKey'];
      chain: ChainEvidence;
      code: string;
    },
    sign: (receipt: Receipt) => Promise<string>,
  ): Promise<string> {
    const { identified, context } = event;
    const commitments = this.commitments();
    const draft = this.draft(
      {
        kind: 'refusal',
        caller: peerOf(identified.iss, context, commitments),
        ...contextOf(context),
        lookups: [],
        outcome: 'denied',
        code: event.code,
        request: {
          digest: identified.tokenDigest,
          iss: identified.iss,
          ...(identified.jti === undefined ? {} : { jti: identified.jti }),
        },
        answer: answerOf(event),
        chain: event.chain.digest,
      },
      event.startedAt,
      commitments,
      { requestToken: event.requestToken },
      event.replayKey,
    );
    return this.signAndAppend(draft, event.chain, sign);
  }

  /** Somebody of the own region, signed in, who was refused before anything was done: not their role, or not their request. */
  async denial(event: {
    caller: ClientCaller;
    operation?: OperationName;
    code: string;
    startedAt: number;
  }): Promise<void> {
    const commitments = this.commitments();
    const draft = this.draft(
      {
        kind: 'refusal',
        caller: callerOf(event.caller, commitments),
        ...(event.operation ? { operation: event.operation } : {}),
        lookups: [],
        outcome: 'denied',
        code: event.code,
      },
      event.startedAt,
      commitments,
      {},
    );
    await this.log.append(draft);
  }

  /** What this node is about to ask of a peer. Returns the entry's id, which the outcome will name. */
  async intent(event: {
    caller: ClientCaller;
    context: LookupContext;
    counterpart: string;
    operation: OperationName;
    records: LookupRecord[];
    request: { token: string; digest: string; jti: string };
    chain: ChainEvidence;
    startedAt: number;
  }): Promise<string> {
    const commitments = this.commitments();
    const draft = this.draft(
      {
        kind: 'intent',
        caller: clientOf(event.caller, event.context, commitments),
        counterpart: event.counterpart,
        ...contextOf(event.context),
        operation: event.operation,
        lookups: lookupsOf(event.records, commitments),
        outcome: 'asked',
        request: { digest: event.request.digest, iss: this.node, jti: event.request.jti },
        chain: event.chain.digest,
      },
      event.startedAt,
      commitments,
      { requestToken: event.request.token },
    );
    await this.log.keepChain(event.chain.digest, event.chain.statements);
    await this.log.append(draft);
    return draft.prepared.entry.id;
  }

  /**
   * What came of an intent: the peer's receipt where its answer held, the code of what went wrong where not. Returns the
   * entry's id.
   */
  async outcome(event: {
    intent: string;
    caller: ClientCaller;
    context: LookupContext;
    counterpart: string;
    operation: OperationName;
    records: LookupRecord[];
    request: { digest: string; jti: string };
    answer?: { status: number; body: Uint8Array; token: string | undefined };
    receipt?: Receipt;
    code?: string;
    chain: ChainEvidence;
    startedAt: number;
  }): Promise<string> {
    const commitments = this.commitments();
    const draft = this.draft(
      {
        kind: 'outcome',
        caller: clientOf(event.caller, event.context, commitments),
        counterpart: event.counterpart,
        ...contextOf(event.context),
        operation: event.operation,
        lookups: lookupsOf(event.records, commitments),
        outcome: outcomeOf(event.records),
        ...(event.code === undefined ? {} : { code: event.code }),
        request: { digest: event.request.digest, iss: this.node, jti: event.request.jti },
        ...(event.answer
          ? { answer: { status: event.answer.status, bodyDigest: sha256(event.answer.body) } }
          : {}),
        ...(event.receipt ? { receipt: event.receipt } : {}),
        intent: event.intent,
        chain: event.chain.digest,
      },
      event.startedAt,
      commitments,
      event.answer?.token === undefined ? {} : { answerToken: event.answer.token },
    );
    await this.log.append(draft);
    return draft.prepared.entry.id;
  }

  private async signAndAppend(
    draft: AppendDraft,
    chain: ChainEvidence,
    sign: (receipt: Receipt) => Promise<string>,
  ): Promise<string> {
    const token = await sign(draft.prepared.receipt);
    await this.log.keepChain(chain.digest, chain.statements);
    await this.log.append({ ...draft, evidence: { ...draft.evidence, answerToken: token } });
    return token;
  }

  private commitments(): Commitments {
    return new Commitments(randomBytes, hmacSha256);
  }

  private draft(
    content: Draft,
    startedAt: number,
    commitments: Commitments,
    evidence: NonNullable<AppendDraft['evidence']>,
    replayKey?: AppendDraft['replayKey'],
  ): AppendDraft {
    const now = this.clock();
    const prepared: PreparedEntry = this.log.prepare({
      v: 1,
      id: uuid7(now, randomBytes),
      at: new Date(now).toISOString(),
      tookMs: Math.max(0, Math.round(now - startedAt)),
      node: this.node,
      ...content,
    });
    return { prepared, personal: commitments.values, evidence, ...(replayKey ? { replayKey } : {}) };
  }
}
