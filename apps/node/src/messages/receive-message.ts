import { asRefusal, Refusal } from '#libs/errors';
import {
  signMessageAck,
  verifyMessage,
  type MessageAckClaims,
  type SignedRules,
  type VerifiedMessage,
} from '#libs/exchange';
import type { SigningKey } from '#libs/jws';
import { header, plainRefusal, type HttpAnswer, type RawRequest } from '../http/http-answer.js';
import type { Inbox } from './inbox.js';

export interface ReceiveMessageDeps {
  rules: SignedRules;
  inbox: Pick<Inbox, 'apply'>;
  /** Looks a peer's chain up anew, at most now and then; false where it did not. */
  renewPeer: (entityId: string) => Promise<boolean>;
  /** The key with which to speak to a peer. */
  signingKey: (entityId: string) => SigningKey;
  /** False where the peer has used up its messages of this minute. */
  mayReceive: (entityId: string) => boolean;
  /** @throws Refusal `LOG_*` while the audit log is stopped: then nothing is applied */
  assertRunning: () => void;
  report: (error: unknown, requestId: string) => void;
  countUnidentified: (code: string) => void;
}

type Said = Pick<MessageAckClaims, 'outcome' | 'code'>;

/** Takes messages of peers; whoever is identified gets a signed acknowledgement, a refusal too. */
export class ReceiveMessage {
  constructor(private readonly deps: ReceiveMessageDeps) {}

  /** @param channel URI SAN of the authorised client certificate; undefined where there is none */
  async answer(request: RawRequest, channel: string | undefined): Promise<HttpAnswer> {
    const { deps } = this;
    try {
      if (channel === undefined) throw new Refusal('PEER_CERTIFICATE_MISSING');
      const verified = await this.verified(request, channel);
      return await this.acknowledged(verified, await this.consider(verified, request));
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.code === 'INTERNAL') deps.report(error, request.requestId);
      else deps.countUnidentified(refusal.code);
      const { headers, body } = plainRefusal(refusal);
      return { status: refusal.status >= 500 ? refusal.status : 401, headers, body };
    }
  }

  private async verified(
    request: RawRequest,
    channel: string,
    mayRenew = true,
  ): Promise<VerifiedMessage & { token: string }> {
    const { rules, renewPeer } = this.deps;
    const token = header(request, 'tongban-request');
    try {
      const contentType = header(request, 'content-type');
      const verified = await verifyMessage({ token, contentType, body: request.body, channel }, rules);
      return { ...verified, token: token ?? '' };
    } catch (error) {
      const unknownKey = error instanceof Refusal && error.code === 'JWS_KID_UNKNOWN';
      if (mayRenew && unknownKey && (await renewPeer(channel))) return this.verified(request, channel, false);
      throw error;
    }
  }

  private async consider(
    { claims, token }: VerifiedMessage & { token: string },
    request: RawRequest,
  ): Promise<Said> {
    const { deps } = this;
    try {
      if (!deps.mayReceive(claims.iss)) throw new Refusal('MESSAGE_THROTTLED');
      deps.assertRunning();
      return { outcome: await deps.inbox.apply(claims, token, request.body) };
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.code === 'INTERNAL') deps.report(error, request.requestId);
      const mayComeAgain = refusal.status >= 500 || refusal.entry.retryable === true;
      return { outcome: mayComeAgain ? 'later' : 'refused', code: refusal.code };
    }
  }

  private async acknowledged({ claims, digest }: VerifiedMessage, said: Said): Promise<HttpAnswer> {
    const { rules, signingKey } = this.deps;
    const token = await signMessageAck(
      { iss: rules.self, aud: claims.iss, jti: claims.jti, message_sha256: digest, ...said },
      { key: signingKey(claims.iss), clock: rules.clock },
    );
    return {
      status: 200,
      headers: { 'content-type': 'application/json', 'tongban-answer': token },
      body: Buffer.from(JSON.stringify(said)),
    };
  }
}
