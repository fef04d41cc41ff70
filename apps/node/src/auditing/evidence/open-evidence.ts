import type { FastifyInstance } from 'fastify';
import type { SigningKey } from '#libs/jws';
import type { TrustAnchor } from '#libs/federation';
import type { TokenRules } from '#libs/reconciliation';
import type { GovernanceJournal } from '../../audit/index.js';
import type { Listeners } from '../../http/listeners.js';
import { RefusalBudget } from '../../http/refusal-budget.js';
import type { PeerTransport } from '../../peers/index.js';
import type { LogReader } from '../search/log-reader.js';
import { AnswerEvidence } from './answer-evidence.js';
import { AskEvidence } from './ask-evidence.js';
import type { CollectEvidence, KnownWitness } from './collect-evidence.js';
import { MakeEvidence } from './make-evidence.js';
import { registerEvidence } from './register-evidence.js';

/** What exchanging evidence with peers takes. */
export interface EvidencePeers {
  self: string;
  rules: TokenRules;
  renewPeer: (entityId: string) => Promise<boolean>;
  /** Suitable for the peer. @throws Refusal `SUITE_NOT_AGREED` */
  signingKey: (entityId: string) => SigningKey;
  transport: Pick<PeerTransport, 'send'>;
  takeToken: (iss: string, jti: string, expiresAt: number) => Promise<boolean>;
  witnesses: () => readonly KnownWitness[];
  anchors: () => readonly TrustAnchor[];
  report: (error: unknown, requestId: string) => void;
  countUnidentified: (code: string) => void;
}

export interface Evidence {
  make: MakeEvidence;
  /** The peers' way in. */
  register(fastify: FastifyInstance, listeners: Listeners): Promise<void>;
}

export function openEvidence(
  config: { peerTimeoutMs: number; messagesPerMinute: number },
  peers: EvidencePeers,
  parts: { reader: LogReader; collect: CollectEvidence; journal: GovernanceJournal; clock: () => number },
): Evidence {
  const budget = new RefusalBudget(config.messagesPerMinute, parts.clock);
  const answer = new AnswerEvidence({ ...peers, ...parts, mayAsk: (entityId) => budget.take(entityId) });
  const ask = new AskEvidence({
    ...peers,
    send: (peer, call) => peers.transport.send(peer, call),
    timeoutMs: config.peerTimeoutMs,
    clock: parts.clock,
  });
  return {
    make: new MakeEvidence({ ...parts, ask, anchors: peers.anchors }),
    register: (fastify, listeners) => registerEvidence(fastify, { answer, listeners }),
  };
}
