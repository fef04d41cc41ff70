import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import {
  authorisationRequest,
  authorisationRequestAnswer,
  authorisationRequestState,
  signMessage,
  type AuthorisationRequest,
} from '#libs/authorisation';
import { Refusal } from '#libs/errors';
import type { HttpSend, IdentityPlatformMetadata } from '#libs/federation';
import { parseStrictJson, type SigningKey } from '#libs/jws';
import { boundedSend } from './bounded-http.js';
import type { Platforms } from './platforms.js';

const LIMITS = { maxBytes: 16_384, maxDepth: 4 };

export type PlatformAnswer = z.infer<typeof authorisationRequestAnswer>;
export type PlatformState = z.infer<typeof authorisationRequestState>;

/** Speaks to an identity platform of the federation: asks, and asks what came of it. */
export class PlatformClient {
  constructor(
    private readonly parts: {
      self: string;
      platforms: Platforms;
      send: HttpSend;
      signingKey: () => SigningKey;
      clock: () => number;
    },
  ) {}

  /** @throws Refusal AUTHORISATION_PLATFORM_UNAVAILABLE, AUTHORISATION_PLATFORM_UNKNOWN */
  async metadataOf(platform: string): Promise<IdentityPlatformMetadata> {
    try {
      return await this.parts.platforms.metadataOf(platform);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      const away = cause.code.startsWith('FEDERATION_');
      throw new Refusal(away ? 'AUTHORISATION_PLATFORM_UNAVAILABLE' : 'AUTHORISATION_PLATFORM_UNKNOWN', {
        cause,
      });
    }
  }

  /** @throws Refusal AUTHORISATION_PLATFORM_UNAVAILABLE, AUTHORISATION_PLATFORM_UNKNOWN */
  async request(platform: string, asked: Omit<AuthorisationRequest, 'iss'>): Promise<PlatformAnswer> {
    const { self, signingKey, clock } = this.parts;
    const { authorisation_request_endpoint: endpoint, holder_page: page } = await this.metadataOf(platform);
    const jti = randomBytes(16).toString('base64url');
    const content = { ...asked, iss: self, aud: platform, jti, now: clock() };
    const token = await signMessage(authorisationRequest, content, signingKey());
    const answer = authorisationRequestAnswer.safeParse(
      await this.json(endpoint, 201, {
        method: 'POST',
        headers: { 'content-type': 'application/jwt', accept: 'application/json' },
        body: token,
      }),
    );
    // The picture at the counter leads where the federation says and nowhere else.
    if (!answer.success || !answer.data.url.startsWith(page)) throw unavailable();
    return answer.data;
  }

  /** @throws Refusal AUTHORISATION_PLATFORM_UNAVAILABLE, AUTHORISATION_PLATFORM_UNKNOWN */
  async state(platform: string, id: string, secret: string): Promise<PlatformState> {
    const { authorisation_request_endpoint: endpoint } = await this.metadataOf(platform);
    const headers = { authorization: `Bearer ${secret}`, accept: 'application/json' };
    const state = authorisationRequestState.safeParse(
      await this.json(`${endpoint}/${id}`, 200, { method: 'GET', headers }),
    );
    if (!state.success) throw unavailable();
    return state.data;
  }

  private async json(url: string, status: number, init: Parameters<HttpSend>[1]): Promise<unknown> {
    let reply;
    try {
      reply = await boundedSend(this.parts.send, url, init, LIMITS.maxBytes);
    } catch (cause) {
      throw unavailable({ cause }); // whatever an HTTP client throws for a host that is away
    }
    if (reply.status !== status) throw unavailable({ details: { status: reply.status } });
    return parseStrictJson(reply.body, LIMITS);
  }
}

const unavailable = (more: { cause?: unknown; details?: Record<string, unknown> } = {}): Refusal =>
  new Refusal('AUTHORISATION_PLATFORM_UNAVAILABLE', more);
