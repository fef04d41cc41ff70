import { authorisationRequest, readMessage, type authorisationRequestAnswer } from '#libs/authorisation';
import type { z } from 'zod';
import type { Membership } from '../federation/membership.js';
import { HOLDER_PATH } from '../federation/entity.js';
import type { PendingRequests } from './pending-requests.js';
import type { PreviewClient } from './preview-client.js';

/** Takes in what a counter asks of a holder. */
export class TakeRequest {
  /** Messages seen, with the time until which they must be remembered (seconds). */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly self: string,
    private readonly membership: Membership,
    private readonly pending: PendingRequests,
    private readonly previews: PreviewClient,
    private readonly skewSeconds: number,
    private readonly clock: () => number,
  ) {}

  /** @throws Refusal `AUTHORISATION_REQUEST*`, `OVERLOADED`, `FEDERATION_UNREACHABLE`, `JWS_*` */
  async take(token: string): Promise<z.infer<typeof authorisationRequestAnswer>> {
    const now = this.clock();
    const asked = await readMessage(authorisationRequest, token, {
      self: this.self,
      now,
      skewSeconds: this.skewSeconds,
      keyOf: (issuer, kid) => this.membership.nodeKey(issuer, kid),
      firstSeen: (message) => this.firstSeen(message, now / 1000),
    });
    const preview = await this.previews.of(asked);
    const { request, secret } = this.pending.add(asked, preview);
    return {
      id: request.id,
      secret,
      url: `${this.self}${HOLDER_PATH}${request.id}`,
      expiresAt: Math.floor(request.expiresAt / 1000),
    };
  }

  private firstSeen(
    { issuer, jti, exp }: { issuer: string; jti: string; exp: number },
    now: number,
  ): boolean {
    for (const [key, until] of this.seen) {
      if (until >= now) break; // in the order of arrival, and lifetimes are alike
      this.seen.delete(key);
    }
    const key = `${issuer} ${jti}`;
    if (this.seen.has(key)) return false;
    this.seen.set(key, exp + 2 * this.skewSeconds);
    return true;
  }
}
