import { codeAt, stepOf } from '#libs/totp';
import { fromBase32 } from './base32.js';
import { OidcBrowser, pkce, type Page } from './oidc-browser.js';
import { REDIRECT, type TestIssuer } from './oidc-issuer.js';

/** One sign-in at the embedded issuer, as far as it has come. */
export interface Visit {
  browser: OidcBrowser;
  verifier: string;
  page: Page;
}

export const shownSecret = ({ body }: Page): Uint8Array =>
  fromBase32((/<code>([A-Z2-7 ]+)<\/code>/.exec(body)?.[1] ?? '').replaceAll(' ', ''));
export const shownCodes = ({ body }: Page): string[] =>
  [...body.matchAll(/<code>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})<\/code>/g)].map(([, code]) => code ?? '');

/** People at an issuer of a test, whose clock they can move. */
export class People {
  #offset = 0;

  constructor(private readonly at: TestIssuer) {}

  later(ms: number): void {
    this.at.advance(ms);
    this.#offset += ms;
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  codeOf(secret: Uint8Array, step = stepOf(this.now())): string {
    return codeAt(secret, step);
  }

  async arrive(browser = new OidcBrowser(this.at.origin), more: Record<string, string> = {}): Promise<Visit> {
    const { verifier, challenge } = pkce();
    const params = new URLSearchParams({
      client_id: 'window-app',
      response_type: 'code',
      redirect_uri: REDIRECT,
      scope: 'openid tongban',
      state: 's-1',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...more,
    });
    return { browser, verifier, page: await browser.get(`${this.at.issuer}/auth?${params.toString()}`) };
  }

  async withPassword(username: string, more: Record<string, string> = {}, visit?: Visit): Promise<Visit> {
    const begun = visit ?? (await this.arrive());
    const form = { username, password: this.at.passwordOf(username), ...more };
    return { ...begun, page: await begun.browser.submit(begun.page, 0, form) };
  }

  /** Consents where that is asked, and takes the tokens. */
  async tokensOf({ browser, verifier, page }: Visit): Promise<Record<string, string>> {
    const back = page.status === 303 ? page : await browser.submit(page, 0);
    const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
    return this.redeem({
      grant_type: 'authorization_code',
      redirect_uri: REDIRECT,
      code,
      code_verifier: verifier,
    });
  }

  async redeem(form: Record<string, string>): Promise<Record<string, string>> {
    const body = new URLSearchParams({ client_id: 'window-app', ...form });
    return (await (await fetch(`${this.at.issuer}/token`, { method: 'POST', body })).json()) as Record<
      string,
      string
    >;
  }
}

/** Sends the nth form of the page. */
export const sending = async (visit: Visit, fields: Record<string, string>, form = 0): Promise<Visit> => ({
  ...visit,
  page: await visit.browser.submit(visit.page, form, fields),
});
