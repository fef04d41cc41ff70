import * as oidc from 'openid-client';
import type { SessionTokens } from './session-store.js';

export interface OidcClientParts {
  issuer: string;
  clientId: string;
  /** Where the issuer sends people back to. */
  redirectUri: string;
  afterSignOut: string;
  /** Audience of access tokens (RFC 8707). */
  resource: string;
  scope: string;
  /** Classes of authentication to ask for, where some role needs two factors. */
  acrValues: readonly string[];
  clock: () => number;
}

/** What must be remembered between leaving for the issuer and coming back. */
export interface PendingSignIn {
  verifier: string;
  state: string;
  nonce: string;
}

/** Sign-in by the code flow with PKCE (RFC 7636) at whatever issuer the node believes, found by its discovery document. */
export class OidcClient {
  private found: Promise<oidc.Configuration> | undefined;

  constructor(private readonly parts: OidcClientParts) {}

  /**
   * @param again whether the issuer shall ask for everything, also of somebody who is signed in there
   * @param factors whether the person wants to look after their second factors there, which our own issuer understands
   */
  async begin({
    language,
    again = false,
    factors = false,
  }: {
    language?: string | undefined;
    again?: boolean;
    factors?: boolean;
  }): Promise<{ url: URL; pending: PendingSignIn }> {
    const { redirectUri, scope, resource, acrValues } = this.parts;
    const pending = {
      verifier: oidc.randomPKCECodeVerifier(),
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
    };
    const url = oidc.buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: redirectUri,
      scope: `openid ${scope}`,
      resource,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
      ...(acrValues.length > 0 ? { acr_values: acrValues.join(' ') } : {}),
      ...(again || factors ? { prompt: 'login' } : {}),
      ...(factors ? { factors: 'manage' } : {}),
      ...(language ? { ui_locales: language } : {}),
    });
    return { url, pending };
  }

  /** @throws whatever the library says of an answer that does not fit what was begun */
  async finish(query: string, { verifier, state, nonce }: PendingSignIn): Promise<SessionTokens> {
    const { redirectUri, resource } = this.parts;
    const answer = await oidc.authorizationCodeGrant(
      await this.configuration(),
      new URL(`${redirectUri}${query}`),
      { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      { resource },
    );
    return this.tokensOf(answer);
  }

  /** @returns undefined where the issuer says that the person is no longer signed in */
  async renew(refreshToken: string): Promise<SessionTokens | undefined> {
    const { resource } = this.parts;
    try {
      return this.tokensOf(
        await oidc.refreshTokenGrant(await this.configuration(), refreshToken, { resource }),
      );
    } catch (error) {
      if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') return undefined;
      throw error;
    }
  }

  async signOutUrl(idToken: string | undefined): Promise<URL> {
    return oidc.buildEndSessionUrl(await this.configuration(), {
      post_logout_redirect_uri: this.parts.afterSignOut,
      ...(idToken === undefined ? {} : { id_token_hint: idToken }),
    });
  }

  private tokensOf(answer: oidc.TokenEndpointResponse): SessionTokens {
    return {
      accessToken: answer.access_token,
      accessUntil: this.parts.clock() + (answer.expires_in ?? 0) * 1000,
      ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
      ...(answer.id_token === undefined ? {} : { idToken: answer.id_token }),
    };
  }

  /** Looked up at the first sign-in: the embedded issuer is this very node, which must listen first. */
  private configuration(): Promise<oidc.Configuration> {
    this.found ??= this.discover().catch((error: unknown) => {
      this.found = undefined;
      throw error;
    });
    return this.found;
  }

  private discover(): Promise<oidc.Configuration> {
    const { issuer, clientId } = this.parts;
    const url = new URL(issuer);
    return oidc.discovery(url, clientId, undefined, oidc.None(), {
      // The configuration lets an issuer speak plain HTTP on the loopback interface only.
      execute: url.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
    });
  }
}
