import type { RegionCode } from '#libs/codes';
import { randomBytes } from 'node:crypto';
import { asRefusal, Refusal } from '#libs/errors';
import {
  signRequest,
  verifyAnswer,
  type LookupContext,
  type PeerKeys,
  type VerifiedAnswer,
} from '#libs/exchange';
import type { SigningKey } from '#libs/jws';
import type { ClientCaller } from '../callers/index.js';
import { concluded, recordsOf } from './asked-record.js';
import type { AuditJournal, ChainEvidence } from './audit-journal.js';
import type { Lookup, LookupResult, LookupStatusName } from './lookup.js';
import { readPeerAnswer, type PeerResult } from './peer-answer.js';
import { peerDocuments, variablesOf } from './peer-documents.js';
import type { LookupScope } from './lookup-scope.js';
import { withReceivedCopy } from './received-copy.js';
import { withOwnVerdict, type ByteVerdicts } from './own-verdict.js';

/** A trusted node of the federation, as far as asking it goes. */
export interface AskablePeer {
  entityId: string;
  endpoint: string;
  keys: PeerKeys;
  /** The trust chain by which it is believed. */
  chain: ChainEvidence;
}

export interface AskPeerDeps {
  self: string;
  /** The node that answers for a region, by its valid trust chain; undefined where there is none. */
  peerOf: (region: RegionCode) => Promise<AskablePeer | undefined>;
  /** Looks a peer's chain up anew, at most now and then; false where it did not. */
  renewPeer: (entityId: string) => Promise<boolean>;
  /** Suites that this node takes. */
  suites: readonly string[];
  /** @throws Refusal SUITE_NOT_AGREED where this node has no key of a suite that the peer takes */
  signingKey: (peerSuites: readonly string[]) => SigningKey;
  send: (
    peer: { entityId: string; endpoint: string },
    call: { headers: Record<string, string>; body: Uint8Array; deadline: number },
  ) => Promise<{
    status: number;
    contentType: string | undefined;
    answerToken: string | undefined;
    body: Uint8Array;
  }>;
  journal: AuditJournal;
  /** By which received documents are judged, with this node's own trust. */
  verdicts: ByteVerdicts;
  clock: () => number;
  ttlSeconds: number;
  skewSeconds: number;
  maxAnswerBytes: number;
  report: (error: unknown, requestId: string) => void;
}

const CONTENT_TYPE = 'application/json';

/** What is kept of the remaining time, in milliseconds, to log the outcome and to answer before the deadline. */
const RESERVE_MS = 500;

/**
 * Asks the competent node: signs, writes the intent, sends, verifies, writes the outcome, and only then hands the
 * answer on. A crash in between leaves the intent, so no lookup is known to the other side alone.
 */
export class AskPeer {
  constructor(private readonly deps: AskPeerDeps) {}

  /**
   * @returns a result in every expected case; UNAVAILABLE with its refusal where no trustworthy answer came
   * @throws Refusal AUDIT_UNAVAILABLE | OVERLOADED where it could not be logged: then nothing is handed on
   */
  async ask(
    region: RegionCode,
    lookup: Lookup,
    context: LookupContext,
    scope: LookupScope,
  ): Promise<LookupResult> {
    const { deps } = this;
    const startedAt = deps.clock();
    const unavailable = (refusal: Refusal): LookupResult => ({
      region,
      status: 'UNAVAILABLE',
      refusal: refusal.toPublic(),
      withheld: [],
      tookMs: deps.clock() - startedAt,
    });
    let peer: AskablePeer;
    let key: SigningKey;
    try {
      const found = await deps.peerOf(region);
      if (!found) return unavailable(new Refusal('REGION_UNKNOWN'));
      peer = found;
      key = deps.signingKey(peer.keys.suites);
    } catch (error) {
      return unavailable(this.refusalOf(error, scope));
    }

    const document = peerDocuments[lookup.operation];
    const body = Buffer.from(
      JSON.stringify({ documentId: document.id, variables: variablesOf(lookup, region) }),
    );
    const request = await signRequest(
      {
        iss: deps.self,
        aud: peer.entityId,
        method: 'POST',
        uri: peer.endpoint,
        contentType: CONTENT_TYPE,
        body,
        context,
        ttlSeconds: deps.ttlSeconds,
      },
      { key, clock: deps.clock, randomBytes },
    );
    const event = {
      caller: scope.caller as ClientCaller,
      context,
      counterpart: peer.entityId,
      operation: { document: document.id, name: scope.operation.name },
      chain: peer.chain,
      startedAt,
    };
    const asked = recordsOf(region, lookup);
    const intent = await deps.journal.intent({
      ...event,
      records: asked.map((one) => ({ ...one, outcome: 'failed' })),
      request: { token: request.token, digest: request.tokenDigest, jti: request.jti },
    });

    const told = await this.exchange(peer, { region, lookup, context }, request, body, scope).catch(
      (error: unknown) => ({
        refusal: this.refusalOf(error, scope),
      }),
    );
    const records = concluded(asked, lookup, told);
    const code = records.find((record) => record.code !== undefined)?.code;
    const entry = await deps.journal.outcome({
      ...event,
      intent,
      records,
      request: { digest: request.tokenDigest, jti: request.jti },
      ...('answer' in told ? { answer: told.answer, receipt: told.verified.receipt } : {}),
      ...(code === undefined ? {} : { code }),
    });

    const logged = { entry, request: request.tokenDigest };
    if ('refusal' in told) return { ...unavailable(told.refusal), logged };
    return {
      region,
      ...told.result,
      verification: { passed: true, signer: peer.entityId, checks: told.verified.checks },
      receipt: told.verified.receipt,
      logged,
      tookMs: deps.clock() - startedAt,
    };
  }

  private async exchange(
    peer: AskablePeer,
    { region, lookup, context }: { region: RegionCode; lookup: Lookup; context: LookupContext },
    request: { tokenDigest: string; headers: Record<string, string> },
    body: Uint8Array,
    scope: LookupScope,
  ): Promise<Told> {
    const { deps } = this;
    const answer = await deps.send(peer, {
      headers: request.headers,
      body,
      deadline: latestAnswer(deps.clock(), scope.deadline),
    });
    const verified = await this.verify(peer, region, request.tokenDigest, answer);
    const received = { status: answer.status, body: answer.body, token: answer.answerToken };
    try {
      const result = readPeerAnswer(
        lookup,
        peerDocuments[lookup.operation].field,
        answer.body,
        deps.maxAnswerBytes,
      );
      const { toldCopy: _told, ...looked } = await withReceivedCopy(result, {
        peer: peer.entityId,
        context,
        at: deps.clock(),
      });
      return {
        result: await withOwnVerdict(deps.verdicts, lookup, looked, scope.deadline),
        verified,
        answer: received,
      };
    } catch (error) {
      // A signed refusal is still an answer with a receipt; only what it says is "no".
      const refusal = this.refusalOf(error, scope);
      const status: LookupStatusName =
        refusal.status >= 500 || refusal.code === 'PEER_BAD_ANSWER' ? 'UNAVAILABLE' : 'DENIED';
      return { result: { status, refusal: refusal.toPublic(), withheld: [] }, verified, answer: received };
    }
  }

  private async verify(
    peer: AskablePeer,
    region: RegionCode,
    requestDigest: string,
    answer: Awaited<ReturnType<AskPeerDeps['send']>>,
  ): Promise<VerifiedAnswer> {
    const { deps } = this;
    const { status, contentType, body, answerToken: token } = answer;
    const verifyWith = (keys: PeerKeys): Promise<VerifiedAnswer> =>
      verifyAnswer(
        { token, status, contentType, body },
        {
          expectedIss: peer.entityId,
          self: deps.self,
          requestDigest,
          clock: deps.clock,
          skewSeconds: deps.skewSeconds,
          suites: deps.suites,
          resolvePeer: () => keys,
          jurisdiction: region,
        },
      );
    try {
      return await verifyWith(peer.keys);
    } catch (error) {
      // The peer may have rotated its key since its chain was last looked at.
      if (!(error instanceof Refusal) || error.code !== 'JWS_KID_UNKNOWN') throw error;
      if (!(await deps.renewPeer(peer.entityId))) throw error;
      const renewed = await deps.peerOf(region);
      if (renewed?.entityId !== peer.entityId) throw error;
      return verifyWith(renewed.keys);
    }
  }

  private refusalOf(error: unknown, scope: LookupScope): Refusal {
    const refusal = asRefusal(error);
    if (refusal.code === 'INTERNAL') this.deps.report(error, scope.requestId);
    return refusal;
  }
}

/** A peer that stays silent must not take the time in which the other regions' answers are handed on. */
function latestAnswer(now: number, deadline: number): number {
  const remaining = deadline - now;
  return now + Math.max(remaining - RESERVE_MS, remaining * 0.75);
}

interface Told {
  result: PeerResult;
  verified: VerifiedAnswer;
  answer: { status: number; body: Uint8Array; token: string | undefined };
}
