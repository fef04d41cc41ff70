import { OperationTypeNode } from 'graphql';
import { asRefusal, Refusal } from '#libs/errors';
import {
  ANSWER_HEADER,
  CONTENT_DIGEST_HEADER,
  REQUEST_HEADER,
  RequestRefused,
  signAnswer,
  verifyRequest,
  type IdentifiedCaller,
  type PeerKeys,
  type Receipt,
  type VerifiedRequest,
} from '#libs/exchange';
import type { SigningKey } from '#libs/jws';
import {
  executeOperation,
  refusalResult,
  type Engine,
  type OperationResult,
  type ReportDefect,
} from '../graphql/execute-operation.js';
import type { PreparedOperation, PreparedOperations } from '../graphql/prepared-operations.js';
import { readPostParams, type GraphqlParams } from '../graphql/request-params.js';
import type { TrustedDocuments } from '../graphql/trusted-documents.js';
import type { AuditJournal, ChainEvidence } from '../lookup/audit-journal.js';
import { Ledger } from '../lookup/ledger.js';
import type { LookupScope } from '../lookup/lookup-scope.js';
import type { RegionalLookups } from '../lookup/regional-lookups.js';
import { deadlineOf } from '../peers/index.js';
import { graphqlBytes, header, plainRefusal, type HttpAnswer, type RawRequest } from './http-answer.js';
import type { RefusalBudget } from './refusal-budget.js';

export interface TrustedPeer {
  keys: PeerKeys;
  chain: ChainEvidence;
}

export interface PeerDeps {
  self: string;
  /** Target URI that requests must be signed for: this node's published endpoint. */
  endpoint: string;
  /** @throws Refusal of the federation where the peer is no longer trusted */
  resolvePeer: (entityId: string) => Promise<TrustedPeer | undefined>;
  keyOwner: (kid: string) => string | undefined;
  /** Looks a peer's chain up anew, at most now and then; false where it did not. */
  renewPeer: (entityId: string) => Promise<boolean>;
  /** Suites that this node takes. */
  suites: readonly string[];
  /** @throws Refusal SUITE_NOT_AGREED where this node has no key of a suite that the peer takes */
  signingKey: (entityId: string) => SigningKey;
  engine: Engine;
  operations: PreparedOperations;
  documents: TrustedDocuments;
  limits: { maxBytes: number; maxDepth: number };
  operationTimeoutMs: number;
  skewSeconds: number;
  journal: AuditJournal;
  budget: RefusalBudget;
  lookups: (scope: LookupScope) => RegionalLookups;
  clock: () => number;
  /** @throws Refusal `LOG_...` while the audit log is stopped: then nothing is looked up */
  assertRunning: () => void;
  report: ReportDefect;
  /** Told of callers that could not be identified; nothing but a number remains of them. */
  countUnidentified: (code: string) => void;
}

const MEDIA_TYPE = 'application/graphql-response+json; charset=utf-8';

/**
 * Answers peer nodes. Who is identified gets a signed and receipted answer, be it data or a denial; who is not gets a
 * plain 401 and leaves no trace but a count. The order is: verify, decide and read, settle the entry, sign, write
 * durably, send. A replay is found by the write itself, on whichever replica and after whatever restart.
 */
export class AnswerPeer {
  constructor(private readonly deps: PeerDeps) {}

  /** @param channel URI SAN of the authorised client certificate; undefined where there is none */
  async answer(request: RawRequest, channel: string | undefined): Promise<HttpAnswer> {
    const { deps } = this;
    const startedAt = deps.clock();
    try {
      if (header(request, 'authorization') !== undefined) throw new Refusal('WRONG_LISTENER');
      if (channel === undefined) throw new Refusal('PEER_CERTIFICATE_MISSING');
      return await this.verified(request, channel, startedAt);
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.code === 'INTERNAL') deps.report(error, request.requestId);
      else if (refusal.status < 500) deps.countUnidentified(refusal.code);
      return plainRefusal(refusal, 'application/graphql-response+json');
    }
  }

  private async verified(
    request: RawRequest,
    channel: string,
    startedAt: number,
    mayRenew = true,
  ): Promise<HttpAnswer> {
    const { deps } = this;
    const token = header(request, REQUEST_HEADER);
    let trusted: TrustedPeer | undefined;
    const resolvePeer = async (entityId: string): Promise<PeerKeys | undefined> => {
      trusted = await deps.resolvePeer(entityId);
      return trusted?.keys;
    };
    let verified: VerifiedRequest;
    try {
      verified = await verifyRequest(
        {
          token,
          method: request.method,
          uri: new URL(request.target, deps.endpoint).href,
          contentType: header(request, 'content-type'),
          contentDigest: header(request, CONTENT_DIGEST_HEADER),
          body: request.body,
          channel,
        },
        {
          self: deps.self,
          clock: deps.clock,
          skewSeconds: deps.skewSeconds,
          suites: deps.suites,
          resolvePeer,
          keyOwner: deps.keyOwner,
        },
      );
    } catch (error) {
      // The peer may have rotated its key since its chain was last looked at; it alone can cause this look.
      if (mayRenew && hasCode(error, 'JWS_KID_UNKNOWN') && (await deps.renewPeer(channel)))
        return this.verified(request, channel, startedAt, false);
      if (error instanceof RequestRefused && error.identified && trusted && token !== undefined)
        return this.deny(error, error.identified, undefined, token, trusted.chain, startedAt);
      throw error;
    }
    if (!trusted || token === undefined) throw new Refusal('PEER_UNKNOWN');
    return this.identified(request, verified, token, trusted.chain, startedAt);
  }

  private async identified(
    request: RawRequest,
    verified: VerifiedRequest,
    token: string,
    chain: ChainEvidence,
    startedAt: number,
  ): Promise<HttpAnswer> {
    const identified: IdentifiedCaller = { ...verified.replayKey, tokenDigest: verified.tokenDigest };
    const deny = (refusal: Refusal): Promise<HttpAnswer> =>
      this.deny(refusal, identified, verified, token, chain, startedAt);
    try {
      this.deps.assertRunning();
      const { prepared, params } = this.prepare(request);
      const ledger = new Ledger();
      const result = await this.execute(request, verified, prepared, params, ledger, startedAt);
      const first = result.errors?.[0]?.extensions.code;
      // Refused as a whole: nothing was looked up and nothing may be released.
      if (!('data' in result) || (ledger.records.length === 0 && first !== undefined))
        return await deny(new Refusal(first ?? 'INTERNAL'));
      return await this.release(verified, token, chain, prepared, ledger, result, startedAt);
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.code === 'INTERNAL') this.deps.report(error, request.requestId);
      // The log itself does not take entries: then there is no receipt to give, so no signature either.
      if (takesNoEntries(refusal.code)) throw refusal;
      return deny(refusal);
    }
  }

  private prepare(request: RawRequest): { prepared: PreparedOperation; params: GraphqlParams } {
    const { documents, operations, limits } = this.deps;
    if (request.method !== 'POST') throw new Refusal('GRAPHQL_METHOD');
    const params = readPostParams(header(request, 'content-type'), request.body, limits);
    if (params.documentId === undefined) throw new Refusal('GRAPHQL_FREE_FORM_REFUSED');
    const prepared = operations.prepare(documents.text(params.documentId), params.operationName);
    if (prepared.operation.operation === OperationTypeNode.SUBSCRIPTION)
      throw new Refusal('SUBSCRIPTION_NEEDS_STREAM');
    return { prepared, params };
  }

  private execute(
    request: RawRequest,
    verified: VerifiedRequest,
    prepared: PreparedOperation,
    params: GraphqlParams,
    ledger: Ledger,
    startedAt: number,
  ): Promise<OperationResult> {
    const { deps } = this;
    const caller = {
      kind: 'peer',
      role: 'peer',
      entityId: verified.claims.iss,
      organisation: verified.context.organisation,
      person: { id: verified.context.person.id, name: verified.context.person.name },
    } as const;
    const deadline = deadlineOf(request.headers, startedAt, deps.operationTimeoutMs);
    const lookups = deps.lookups({
      caller,
      ledger,
      deadline,
      operation: { document: prepared.digest, name: prepared.name },
      requestId: request.requestId,
    });
    return executeOperation(
      deps.engine,
      prepared,
      params.variables,
      {
        caller,
        signedContext: verified.context,
        ledger,
        lookups,
        deadline,
        requestId: request.requestId,
        // A peer's authorisation is in its signed context.
        authorisationOf: () => Promise.reject(new Refusal('AUTHORISATION_REQUEST_UNKNOWN')),
      },
      deadline - deps.clock(),
      deps.report,
    );
  }

  private async release(
    verified: VerifiedRequest,
    token: string,
    chain: ChainEvidence,
    prepared: PreparedOperation,
    ledger: Ledger,
    result: OperationResult,
    startedAt: number,
  ): Promise<HttpAnswer> {
    const body = graphqlBytes(result);
    const answerToken = await this.deps.journal.answer(
      {
        verified,
        requestToken: token,
        chain,
        ledger,
        operation: { document: prepared.digest, name: prepared.name },
        status: 200,
        body,
        startedAt,
      },
      (receipt) => this.sign(verified.claims.iss, verified.tokenDigest, 200, body, receipt),
    );
    return {
      status: 200,
      headers: { 'content-type': MEDIA_TYPE, [ANSWER_HEADER]: answerToken, ...ledger.retryAfter },
      body,
    };
  }

  /**
   * A denial to an identified peer: signed and receipted as an answer is, within the peer's budget of refusals. A
   * request that was sound in itself is used up by its denial (PROFILE.md, 3.5): sent again it is a replay.
   */
  private async deny(
    refusal: Refusal,
    identified: IdentifiedCaller,
    verified: VerifiedRequest | undefined,
    requestToken: string,
    chain: ChainEvidence,
    startedAt: number,
  ): Promise<HttpAnswer> {
    const { deps } = this;
    if (!deps.budget.take(identified.iss)) throw new Refusal('TOO_MANY_REFUSALS');
    const { status } = refusal;
    const body = graphqlBytes(refusalResult(refusal));
    const isReplay = refusal.code === 'REPLAYED';
    try {
      const answerToken = await deps.journal.refusal(
        {
          identified,
          ...(verified ? { context: verified.context } : {}),
          ...(verified && !isReplay
            ? { replayKey: { ...verified.replayKey, expiresAt: verified.claims.exp * 1000 } }
            : {}),
          requestToken,
          chain,
          code: refusal.code,
          status,
          body,
          startedAt,
        },
        (receipt) => this.sign(identified.iss, identified.tokenDigest, status, body, receipt),
      );
      return { status, headers: { 'content-type': MEDIA_TYPE, [ANSWER_HEADER]: answerToken }, body };
    } catch (error) {
      if (isReplay || !hasCode(error, 'REPLAYED')) throw error;
      return this.deny(new Refusal('REPLAYED'), identified, verified, requestToken, chain, startedAt);
    }
  }

  private sign(
    aud: string,
    requestDigest: string,
    status: number,
    body: Uint8Array,
    receipt: Receipt,
  ): Promise<string> {
    const { self, signingKey, clock } = this.deps;
    return signAnswer(
      { iss: self, aud, requestDigest, status, contentType: MEDIA_TYPE, body, receipt },
      { key: signingKey(aud), clock },
    );
  }
}

/** A log that only waits for its witnesses still takes entries, so that this denial can be signed and receipted. */
const takesNoEntries = (code: string): boolean =>
  code === 'AUDIT_UNAVAILABLE' ||
  code === 'OVERLOADED' ||
  code === 'SHUTTING_DOWN' ||
  (code.startsWith('LOG_') && code !== 'LOG_UNWITNESSED');

const hasCode = (error: unknown, code: string): boolean => error instanceof Refusal && error.code === code;
