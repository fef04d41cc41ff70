import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { importJWK, SignJWT, type JWK } from 'jose';
import { Refusal } from '#libs/errors';
import type { HttpMapping } from '../mapping/http-mapping.js';
import { readJson } from './json.js';
import type { Line } from './line.js';

type Auth = Exclude<HttpMapping['auth'], { kind: 'none' }>;

/** Renewed this long before its end, milliseconds. */
const EARLY_MS = 30_000;
const LONGEST_MS = 86_400_000;
/** Where an authorisation server tells no period (RFC 6749, 5.1). */
const USUAL_SECONDS = 60;
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Access tokens by client credentials (RFC 6749, 4.4): one request whoever waits for it, kept until shortly before its end. */
export class TokenSource {
  private held: { token: string; until: number } | undefined;
  private renewing: Promise<string> | undefined;

  constructor(
    private readonly auth: Auth,
    private readonly line: Line,
    private readonly timeoutMs: number,
    private readonly clock: () => number,
  ) {}

  /** @throws Refusal SOURCE_* */
  async current(): Promise<string> {
    if (this.held && this.held.until > this.clock()) return this.held.token;
    // Not by the signal of one of those who wait: the others would lose it too.
    this.renewing ??= this.renew().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  /** The department did not take it. */
  forget(token: string): void {
    if (this.held?.token === token) this.held = undefined;
  }

  private async renew(): Promise<string> {
    const { auth } = this;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (auth.scope !== undefined) form.set('scope', auth.scope);
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
    if (auth.kind === 'private-key-jwt') {
      form.set('client_assertion_type', ASSERTION);
      form.set('client_assertion', await this.assertion(auth));
    } else {
      const encode = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);
      const pair = `${encode(auth.clientId)}:${encode(secret(auth.secretFile))}`;
      headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
    }
    const { status, body } = await this.line.send(
      new URL(auth.tokenUrl),
      { method: 'POST', headers, body: Buffer.from(form.toString()) },
      AbortSignal.timeout(this.timeoutMs),
    );
    if (status >= 500) throw new Refusal('SOURCE_FAILED', { details: { at: 'token', status } });
    if (status !== 200) throw new Refusal('SOURCE_CREDENTIALS_REFUSED', { details: { at: 'token', status } });
    const answer = readJson(body) as Record<string, unknown> | null;
    const token = answer?.['access_token'];
    const type = answer?.['token_type'];
    if (typeof token !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(token) || !/^bearer$/i.test(String(type)))
      throw new Refusal('SOURCE_ANSWER_MALFORMED', { hint: 'no bearer token' });
    const seconds = Number(answer?.['expires_in'] ?? USUAL_SECONDS);
    const lives = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1_000, LONGEST_MS) : 0;
    this.held = { token, until: this.clock() + Math.max(lives - EARLY_MS, lives / 2) };
    return token;
  }

  private async assertion({
    clientId,
    tokenUrl,
    keyFile,
  }: Extract<Auth, { kind: 'private-key-jwt' }>): Promise<string> {
    const now = Math.floor(this.clock() / 1_000);
    try {
      const jwk = JSON.parse(secret(keyFile)) as JWK;
      const alg = jwk.alg ?? (jwk.kty === 'OKP' ? 'EdDSA' : 'ES256');
      return await new SignJWT()
        .setProtectedHeader({ alg, ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(tokenUrl)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(now + 60)
        .sign(await importJWK(jwk, alg));
    } catch (cause) {
      if (cause instanceof Refusal) throw cause;
      throw new Refusal('SOURCE_CREDENTIALS_REFUSED', { hint: 'the key of the client is not usable', cause });
    }
  }
}

function secret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Refusal('SOURCE_CREDENTIALS_REFUSED', { hint: 'a file with credentials cannot be read' });
  }
}
