import { randomBytes } from 'node:crypto';
import { fromBase64, parseEntry } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { type EvidenceBundle, type EvidenceRole, parseEvidence } from '#libs/evidence';
import { sha256 } from '#libs/exchange';
import type { SigningKey } from '#libs/jws';
import {
  EVIDENCE_MESSAGE,
  readEvidenceRefusal,
  signReconciliationRequest,
  type TokenRules,
  verifyReconciliationAnswer,
} from '#libs/reconciliation';

export interface AskEvidenceDeps {
  self: string;
  rules: TokenRules;
  /** Looks a peer's chain up anew, at most now and then; false where it did not. */
  renewPeer: (entityId: string) => Promise<boolean>;
  /** Suitable for the peer. @throws Refusal `SUITE_NOT_AGREED` */
  signingKey: (entityId: string) => SigningKey;
  /** @throws Refusal `PEER_*` */
  send: (
    peer: { entityId: string; endpoint: string },
    call: { headers: Record<string, string>; body: Uint8Array; deadline: number },
  ) => Promise<{ status: number; headers: Record<string, string>; body: Uint8Array }>;
  timeoutMs: number;
  clock: () => number;
}

/** A side of one lookup is some 60 KB. */
const ANSWER_MAX_BYTES = 2 * 1024 * 1024;
const KINDS: Record<EvidenceRole, readonly string[]> = {
  requester: ['intent', 'outcome'],
  provider: ['answer', 'refusal'],
};

const invalid = (hint: string, cause?: unknown): Refusal =>
  new Refusal('EVIDENCE_ANSWER_INVALID', { hint, cause });

/** Asks the other node of a lookup for its side; nothing unsigned, or about something else, comes back from here. */
export class AskEvidence {
  constructor(private readonly deps: AskEvidenceDeps) {}

  /**
   * @param role the peer's
   * @throws Refusal `PEER_*` where it is away, `EVIDENCE_REFUSED` (hint: its code), `EVIDENCE_ANSWER_INVALID`, and codes of
   * token verification
   */
  async ask(entityId: string, request: string, role: EvidenceRole): Promise<EvidenceBundle> {
    const { deps } = this;
    if (!(await deps.rules.resolvePeer(entityId))) throw new Refusal('PEER_UNKNOWN');
    const endpoint = `${entityId}/evidence`;
    const body = Buffer.from(JSON.stringify({ op: 'evidence', request }));
    const signed = await signReconciliationRequest(
      { iss: deps.self, aud: entityId, uri: endpoint, body },
      { key: deps.signingKey(entityId), clock: deps.clock, randomBytes },
      EVIDENCE_MESSAGE,
    );
    const answer = await deps.send(
      { entityId, endpoint },
      {
        headers: { 'tongban-request': signed.token, 'content-type': 'application/json' },
        body,
        deadline: deps.clock() + deps.timeoutMs,
      },
    );
    if (answer.body.byteLength > ANSWER_MAX_BYTES) throw invalid('size');
    const verify = (): Promise<void> =>
      verifyReconciliationAnswer(
        { token: answer.headers['tongban-answer'], status: answer.status, body: answer.body },
        { iss: entityId, requestDigest: signed.digest },
        deps.rules,
        EVIDENCE_MESSAGE,
      );
    await verify().catch(async (error: unknown) => {
      // The peer may have rotated its key since its chain was last looked at.
      if (!(error instanceof Refusal) || error.code !== 'JWS_KID_UNKNOWN') throw error;
      if (!(await deps.renewPeer(entityId))) throw error;
      await verify();
    });
    if (answer.status !== 200)
      throw new Refusal('EVIDENCE_REFUSED', { hint: readEvidenceRefusal(answer.body) });
    return sideOf(answer.body, entityId, request, role);
  }
}

/** The bundle holds the peer's own side of this very lookup, and nothing else. */
function sideOf(body: Uint8Array, node: string, request: string, role: EvidenceRole): EvidenceBundle {
  let bundle: EvidenceBundle;
  try {
    bundle = parseEvidence(body);
  } catch (cause) {
    throw invalid('bundle', cause);
  }
  const [side, ...more] = bundle.sides;
  if (side?.role !== role || side.node !== node || more.length > 0) throw invalid('sides');
  for (const { bytes, personal } of side.entries) {
    if (personal) throw invalid('personal');
    let entry;
    try {
      entry = parseEntry(fromBase64(bytes) ?? new Uint8Array());
    } catch (cause) {
      throw invalid('entry', cause);
    }
    if (entry.node !== node || entry.request?.digest !== request || !KINDS[role].includes(entry.kind))
      throw invalid('entry');
  }
  const token = bundle.tokens.request;
  if (token !== undefined && sha256(token) !== request) throw invalid('tokens');
  return bundle;
}
