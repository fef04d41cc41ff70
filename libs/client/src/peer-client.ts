import { randomBytes } from 'node:crypto';
import { Refusal } from '#libs/errors';
import {
  signRequest,
  verifyAnswer,
  type Check,
  type LookupContext,
  type PeerKeys,
  type Receipt,
} from '#libs/exchange';
import type { SigningKey } from '#libs/jws';
import { AnswerError } from './errors.js';
import { jsonObject, post, resultOf } from './http.js';
import type { CallOptions } from './operation.js';
import { withDefaults, type Ports } from './ports.js';

export interface PeerClientOptions extends Partial<Ports> {
  /** Entity id of the asking node. */
  self: string;
  /** The node asked, as its trust chain describes it. */
  peer: PeerKeys & { endpoint: string };
  /** Key of the asking node; its public part stands in the node's federation metadata. */
  key: SigningKey;
  ttlSeconds?: number;
  /** Accepted difference of clocks, 5 s unless told. */
  skewSeconds?: number;
  timeoutMs?: number;
}

export interface PeerQuestion {
  /** A document that the peer registered: `sha256:<hex>` (apps/node/documents). */
  documentId: string;
  /** Root field whose value is the result. */
  field: string;
  variables: Record<string, unknown>;
  context: LookupContext;
}

/** An answer with all that makes it evidence; keep the two tokens to show it later. */
export interface PeerAnswer {
  status: number;
  /** Value of the root field. */
  result: unknown;
  receipt: Receipt;
  checks: Check[];
  requestToken: string;
  answerToken: string;
}

/**
 * A client that speaks the signed exchange itself, as a node does (libs/exchange/PROFILE.md). `fetch` must present
 * the node's TLS certificate: for example undici's with an Agent. Never tries again: a request token is good for one
 * request, and whether the peer logged it is not known.
 *
 * Does not resolve trust: the keys are the caller's to vouch for (`#libs/federation`).
 */
export function createPeerClient(options: PeerClientOptions) {
  const ports = withDefaults(options);
  const { self, peer, key } = options;

  return {
    /**
     * @throws RefusedError for a signed denial, AnswerError where the answer is not to be believed, TransportError
     */
    async ask(question: PeerQuestion, { signal }: CallOptions = {}): Promise<PeerAnswer> {
      const { documentId, variables, context, field } = question;
      const body = new TextEncoder().encode(JSON.stringify({ documentId, variables }));
      const request = await signRequest(
        {
          iss: self,
          aud: peer.entityId,
          method: 'POST',
          uri: peer.endpoint,
          contentType: 'application/json',
          body,
          context,
          ttlSeconds: options.ttlSeconds ?? 60,
        },
        { key, clock: ports.clock, randomBytes },
      );
      const reply = await post(
        {
          url: peer.endpoint,
          headers: { accept: 'application/graphql-response+json', ...request.headers },
          body,
          timeoutMs: options.timeoutMs ?? 15_000,
          signal,
        },
        ports,
      );
      const token = reply.headers.get('tongban-answer') ?? undefined;
      const verified = await verifyAnswer(
        {
          token,
          status: reply.status,
          contentType: reply.headers.get('content-type') ?? undefined,
          body: reply.body,
        },
        {
          expectedIss: peer.entityId,
          self,
          requestDigest: request.tokenDigest,
          clock: ports.clock,
          skewSeconds: options.skewSeconds ?? 5,
          resolvePeer: () => peer,
        },
      ).catch((thrown: unknown) => {
        throw unbelieved(thrown, reply.body);
      });
      return {
        status: reply.status,
        result: resultOf(reply, field),
        receipt: verified.receipt,
        checks: verified.checks,
        requestToken: request.token,
        answerToken: token ?? '',
      };
    },
  };
}

function unbelieved(thrown: unknown, body: Uint8Array): unknown {
  if (!(thrown instanceof Refusal)) return thrown;
  // What an unsigned answer says is shown to a developer as the cause and believed by nobody.
  return new AnswerError(thrown.toPublic(), { cause: { thrown, unsigned: jsonObject(body) } });
}
