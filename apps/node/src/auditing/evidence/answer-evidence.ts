import { asRefusal, Refusal } from '#libs/errors';
import type { SigningKey } from '#libs/jws';
import {
  EVIDENCE_MESSAGE,
  readEvidenceRequest,
  type ReconciliationClaims,
  signReconciliationAnswer,
  type TokenRules,
  verifyReconciliationRequest,
} from '#libs/reconciliation';
import type { GovernanceJournal } from '../../audit/index.js';
import { header, type HttpAnswer, plainRefusal, type RawRequest } from '../../http/http-answer.js';
import type { EntryRow, LogReader } from '../search/log-reader.js';
import type { CollectEvidence } from './collect-evidence.js';

export interface AnswerEvidenceDeps {
  self: string;
  rules: TokenRules;
  renewPeer: (entityId: string) => Promise<boolean>;
  signingKey: (entityId: string) => SigningKey;
  /** Takes a message's token; false where it was taken before. */
  takeToken: (iss: string, jti: string, expiresAt: number) => Promise<boolean>;
  /** False where the peer has used up its messages of this minute. */
  mayAsk: (entityId: string) => boolean;
  reader: Pick<LogReader, 'byRequestDigest'>;
  collect: CollectEvidence;
  journal: GovernanceJournal;
  clock: () => number;
  report: (error: unknown, requestId: string) => void;
  countUnidentified: (code: string) => void;
}

/** The other node of a lookup, as one of our entries names it; undefined for entries that have none. */
export function counterpartOf({ entry }: EntryRow): string | undefined {
  if (entry?.kind === 'intent' || entry?.kind === 'outcome') return entry.counterpart;
  const answers = entry?.kind === 'answer' || entry?.kind === 'refusal';
  return answers && entry.caller.kind === 'peer' ? entry.caller.id : undefined;
}

/**
 * Gives a peer this node's side of a lookup that the two had, and of no other: whoever was no party gets the answer of a
 * lookup that never was. No personal value and no salt leaves. That it was given is an entry, durable before the answer.
 */
export class AnswerEvidence {
  constructor(private readonly deps: AnswerEvidenceDeps) {}

  /** @param channel URI SAN of the authorised client certificate; undefined where there is none */
  async answer(request: RawRequest, channel: string | undefined): Promise<HttpAnswer> {
    const { deps } = this;
    try {
      if (channel === undefined) throw new Refusal('PEER_CERTIFICATE_MISSING');
      const { claims, digest } = await this.verified(request, channel);
      const { status, content } = await this.consider(claims, request.body).catch((error: unknown) => {
        const refusal = asRefusal(error);
        if (refusal.code === 'INTERNAL') deps.report(error, request.requestId);
        return { status: refusal.status, content: { op: 'refused', code: refusal.code } };
      });
      const body = Buffer.from(JSON.stringify(content));
      const token = await signReconciliationAnswer(
        { iss: deps.self, aud: claims.iss, requestDigest: digest, status, body },
        { key: deps.signingKey(claims.iss), clock: deps.clock },
        EVIDENCE_MESSAGE,
      );
      return { status, headers: { 'content-type': 'application/json', 'tongban-answer': token }, body };
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
          uri: `${deps.self}/evidence`,
          body: request.body,
          channel,
        },
        deps.rules,
        EVIDENCE_MESSAGE,
      );
    } catch (error) {
      const unknownKey = error instanceof Refusal && error.code === 'JWS_KID_UNKNOWN';
      if (mayRenew && unknownKey && (await deps.renewPeer(channel)))
        return this.verified(request, channel, false);
      throw error;
    }
  }

  private async consider(
    { iss, jti, exp }: ReconciliationClaims,
    body: Uint8Array,
  ): Promise<{ status: number; content: object }> {
    const { deps } = this;
    const startedAt = deps.clock();
    if (!deps.mayAsk(iss)) throw new Refusal('EVIDENCE_THROTTLED');
    if (!(await deps.takeToken(iss, jti, (exp + deps.rules.skewSeconds) * 1000)))
      throw new Refusal('EVIDENCE_REPLAYED');
    const { request } = readEvidenceRequest(body);
    const rows = (await deps.reader.byRequestDigest(request)).filter((row) => counterpartOf(row) === iss);
    if (rows.length === 0) throw new Refusal('EVIDENCE_UNKNOWN');
    const content = await deps.collect.side(rows.slice(0, 16), false);
    await deps.journal.record({
      kind: 'audit-read',
      caller: { kind: 'peer', id: iss },
      outcome: 'granted',
      startedAt,
      governance: {
        action: 'bundle',
        filter: JSON.stringify({ request }),
        entries: rows.map(({ id }) => id),
        rows: rows.length,
      },
    });
    return { status: 200, content };
  }
}
