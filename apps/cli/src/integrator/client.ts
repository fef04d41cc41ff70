import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { importJWK, SignJWT, type JWK } from 'jose';
import { CliFailure, ExitCode } from '../exit.js';

/** How an integrator signs in at its own region's node. */
export interface IntegratorOptions {
  /** Issuer identifier: origin of the public listener followed by /oidc. */
  issuer: string;
  /** The GraphQL endpoint; also the audience of the access token. */
  endpoint: string;
  clientId: string;
  /** Private JWK. */
  keyFile: string;
  scope: string;
}

/** GraphQL over HTTP: what came back, as it came. */
export interface GraphqlAnswer {
  status: number;
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

const ASSERTION_SECONDS = 60;
const TIMEOUT_MS = 20_000;

/** A bearer client of one node: signs in by private_key_jwt (RFC 7523) and asks. One token serves one run of a command. */
export class Integrator {
  private token: Promise<string> | undefined;

  constructor(private readonly options: IntegratorOptions) {}

  /** Where the node listens. */
  get origin(): string {
    return new URL(this.options.endpoint).origin;
  }

  /** The next question brings a token of its own. */
  signInAgain(): void {
    this.token = undefined;
  }

  /** @throws CliFailure (refused) where the node does not take the client; network errors as they are. */
  async accessToken(): Promise<string> {
    this.token ??= this.signIn();
    return this.token;
  }

  async ask(query: string, variables: Record<string, unknown>): Promise<GraphqlAnswer> {
    const response = await fetch(this.options.endpoint, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.accessToken()}`,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
      },
      body: JSON.stringify({ query, variables }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, ...(await jsonOf(response)) };
  }

  /** A file for the node, at a path of its public listener. */
  async send(path: string, bytes: Uint8Array): Promise<Record<string, unknown>> {
    const response = await this.fetch(path, { method: 'POST', body: Buffer.from(bytes) });
    const answer = await jsonOf(response);
    if (response.ok) return answer;
    throw new CliFailure(ExitCode.refused, `${path}: ${JSON.stringify(answer)}`);
  }

  async file(path: string): Promise<Buffer> {
    const response = await this.fetch(path, {});
    if (response.ok) return Buffer.from(await response.arrayBuffer());
    throw new CliFailure(ExitCode.refused, `${path}: ${JSON.stringify(await jsonOf(response))}`);
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    return fetch(`${this.origin}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${await this.accessToken()}`,
        'content-type': 'application/octet-stream',
      },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  private async signIn(): Promise<string> {
    const { issuer, endpoint, clientId, scope } = this.options;
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope,
        resource: endpoint,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await this.assertion(),
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = await jsonOf(response);
    if (typeof answer.access_token === 'string') return answer.access_token;
    const reason = [answer.error, answer.error_description]
      .filter((text) => typeof text === 'string')
      .join(': ');
    throw new CliFailure(
      ExitCode.refused,
      `${clientId} could not sign in at ${issuer}: ${reason || String(response.status)}`,
    );
  }

  private async assertion(): Promise<string> {
    const { issuer, clientId, keyFile } = this.options;
    const jwk = readKey(keyFile);
    return new SignJWT()
      .setProtectedHeader({ alg: jwk.alg ?? 'ES256', ...(jwk.kid ? { kid: jwk.kid } : {}) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(issuer)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${String(ASSERTION_SECONDS)}s`)
      .sign(await importJWK(jwk));
  }
}

function readKey(file: string): JWK {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  } catch (cause) {
    throw new CliFailure(
      ExitCode.configuration,
      `no private key in ${file}; \`tongban up\` or \`tongban init\` makes one`,
      {},
      { cause },
    );
  }
}

async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw new CliFailure(
    ExitCode.environment,
    `${response.url} answered ${String(response.status)} without JSON; is it a Tongban node?`,
  );
}
