import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AuthorisationPreviewAnswer, AuthorisationRequest } from '#libs/authorisation';
import { Refusal } from '#libs/errors';

export interface PendingRequest {
  readonly id: string;
  readonly asked: AuthorisationRequest;
  /** What the providing node would release; undefined where it did not say. */
  readonly preview: AuthorisationPreviewAnswer | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Who opened it first, and alone may decide. */
  claimedBy?: string;
  outcome?: { state: 'granted'; token: string } | { state: 'refused' };
  /** A decision is being written. */
  deciding?: boolean;
}

/** Requests of one node that may wait at once, and of all. */
const MOST_OF_ONE = 500;
const MOST = 5_000;
/** How long the outcome can be fetched after the request's own time. */
const KEEP_MS = 600_000;

/** Requests that wait for a holder, in memory: they live for minutes, and a node asks again where one is lost. */
export class PendingRequests {
  private readonly requests = new Map<string, { request: PendingRequest; secretHash: Buffer }>();

  constructor(
    private readonly lifetimeMs: number,
    private readonly clock: () => number,
  ) {}

  /** @throws Refusal `OVERLOADED` */
  add(
    asked: AuthorisationRequest,
    preview: AuthorisationPreviewAnswer | undefined,
  ): { request: PendingRequest; secret: string } {
    this.sweep();
    const ofNode = [...this.requests.values()].filter(
      ({ request }) => request.asked.iss === asked.iss,
    ).length;
    if (ofNode >= MOST_OF_ONE || this.requests.size >= MOST) throw new Refusal('OVERLOADED');
    const id = randomBytes(16).toString('base64url');
    const secret = randomBytes(32).toString('base64url');
    const request: PendingRequest = { id, asked, preview, expiresAt: this.clock() + this.lifetimeMs };
    this.requests.set(id, { request, secretHash: hash(secret) });
    return { request, secret };
  }

  /** For the holder's page. */
  find(id: string): PendingRequest | undefined {
    const request = this.requests.get(id)?.request;
    return request && this.clock() < request.expiresAt ? request : undefined;
  }

  /** For the node that asked. */
  stateFor(
    id: string,
    secret: string,
  ): { state: 'pending' | 'expired' | 'refused' } | { state: 'granted'; token: string } | undefined {
    const known = this.requests.get(id);
    if (!known || !timingSafeEqual(known.secretHash, hash(secret))) return undefined;
    const { outcome, expiresAt } = known.request;
    if (outcome) return outcome;
    return { state: this.clock() < expiresAt ? 'pending' : 'expired' };
  }

  private sweep(): void {
    const now = this.clock();
    for (const [id, { request }] of this.requests)
      if (now > request.expiresAt + KEEP_MS) this.requests.delete(id);
  }
}

const hash = (secret: string): Buffer => createHash('sha256').update(secret).digest();
