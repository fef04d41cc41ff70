import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, jwtVerify, type JWK } from 'jose';
import type { ServiceConfig } from './config.js';

const TOKEN_SECONDS = 300;
const CLIENT = 'tongban';

/** Tokens of one service, and who may have one. */
export class Clients {
  private readonly tokens = new Map<string, number>();
  private readonly used = new Map<string, number>();

  constructor(
    private readonly service: ServiceConfig,
    private readonly clientsDir: string,
    private readonly tokenUrl: string,
    private readonly clock: () => number,
  ) {}

  /** A token for who proves to be the node; undefined for anybody else. */
  async issue(
    form: URLSearchParams,
    authorization: string | undefined,
  ): Promise<{ token: string; seconds: number } | undefined> {
    if (form.get('grant_type') !== 'client_credentials') return undefined;
    const known =
      this.service.auth === 'private-key-jwt'
        ? await this.provesByKey(form.get('client_assertion') ?? '')
        : this.provesBySecret(authorization ?? '');
    if (!known) return undefined;
    const now = this.clock();
    for (const [token, until] of this.tokens) if (until <= now) this.tokens.delete(token);
    const token = randomBytes(24).toString('base64url');
    this.tokens.set(token, now + TOKEN_SECONDS * 1_000);
    return { token, seconds: TOKEN_SECONDS };
  }

  accepts(authorization: string | undefined): boolean {
    const until = this.tokens.get(/^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '');
    return until !== undefined && until > this.clock();
  }

  private async provesByKey(assertion: string): Promise<boolean> {
    try {
      const jwk = JSON.parse(readFileSync(this.file('jwk.json'), 'utf8')) as JWK;
      const { payload } = await jwtVerify(assertion, await importJWK(jwk, 'ES256'), {
        algorithms: ['ES256'],
        issuer: CLIENT,
        subject: CLIENT,
        audience: this.tokenUrl,
        maxTokenAge: 120,
        currentDate: new Date(this.clock()),
      });
      const { jti, exp } = payload;
      if (jti === undefined || exp === undefined || this.used.has(jti)) return false;
      for (const [seen, until] of this.used) if (until * 1_000 < this.clock()) this.used.delete(seen);
      this.used.set(jti, exp);
      return true;
    } catch {
      return false;
    }
  }

  private provesBySecret(authorization: string): boolean {
    try {
      const wanted = Buffer.from(`${CLIENT}:${readFileSync(this.file('secret'), 'utf8').trim()}`);
      const given = Buffer.from(/^Basic (\S+)$/.exec(authorization)?.[1] ?? '', 'base64');
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    } catch {
      return false;
    }
  }

  private file(kind: string): string {
    return join(this.clientsDir, `${this.service.name}-${this.service.dataset}.${kind}`);
  }
}
