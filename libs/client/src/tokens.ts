import { importJWK, SignJWT, type JWK } from 'jose';
import { AuthenticationError, transportError } from './errors.js';
import { jsonObject, post } from './http.js';
import { withDefaults, type Ports } from './ports.js';

/** Where a client's access token comes from. */
export interface TokenSource {
  token(signal?: AbortSignal): Promise<string>;
  /** Forgets a token that the node did not take. */
  invalidate(token: string): void;
}

export interface ClientCredentials {
  /** Issuer identifier, e.g. `http://127.0.0.1:7420/oidc`. */
  issuer: string;
  clientId: string;
  /** Private key of the client as JWK with `alg` (ES256, EdDSA). */
  key: JWK;
  /** URL of the GraphQL endpoint: the audience of the token (RFC 8707). */
  resource: string;
  scope?: string;
  /** `<issuer>/token` unless told. */
  tokenEndpoint?: string;
  timeoutMs?: number;
}

/** A token is renewed when less than this is left, milliseconds. */
const RENEW_BEFORE = 30_000;

/**
 * OAuth 2 client credentials with `private_key_jwt` (RFC 7523). Tokens are kept until shortly before they expire;
 * calls at the same time share one request.
 *
 * @example
 * const tokens = clientCredentials({ issuer, clientId: 'sample-integrator', key, resource: endpoint });
 */
export function clientCredentials(options: ClientCredentials, given: Partial<Ports> = {}): TokenSource {
  const ports = withDefaults(given);
  let current: { token: string; renewAt: number } | undefined;
  let pending: Promise<string> | undefined;

  // Not under one caller's signal: others wait for the same token.
  const fetchToken = async (): Promise<string> => {
    const reply = await post(
      {
        url: options.tokenEndpoint ?? `${options.issuer}/token`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          scope: options.scope ?? 'tongban',
          resource: options.resource,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await assertion(options, ports.clock),
        }).toString(),
        timeoutMs: options.timeoutMs ?? 10_000,
      },
      ports,
    );
    const answer = jsonObject(reply.body) ?? {};
    const { access_token: token, expires_in: seconds } = answer;
    if (typeof token !== 'string') throw refusedBy(options.issuer, reply.status, answer);
    const lifetime = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 60_000;
    current = { token, renewAt: ports.clock() + Math.max(lifetime - RENEW_BEFORE, lifetime / 2) };
    return token;
  };

  return {
    async token(signal) {
      if (signal?.aborted) throw transportError('ABORTED', signal.reason);
      if (current && ports.clock() < current.renewAt) return current.token;
      pending ??= fetchToken().finally(() => (pending = undefined));
      return signal ? untilAborted(pending, signal) : pending;
    },
    invalidate(token) {
      if (current?.token === token) current = undefined;
    },
  };
}

async function assertion({ clientId, issuer, key }: ClientCredentials, clock: () => number): Promise<string> {
  const now = Math.floor(clock() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: key.alg ?? 'ES256', ...(key.kid ? { kid: key.kid } : {}) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setJti(crypto.randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + 60)
    .sign(await importJWK(key));
}

function refusedBy(issuer: string, status: number, answer: Record<string, unknown>): AuthenticationError {
  const { error, error_description: description } = answer;
  const name = typeof error === 'string' ? error : `status ${String(status)}`;
  return new AuthenticationError({
    code: typeof error === 'string' ? `OAUTH_${error.toUpperCase()}` : 'OAUTH_FAILED',
    message: `${issuer} gave no token: ${typeof description === 'string' ? description : name}`,
    advice: 'Check client id, key and scope with the operator of the node.',
    messageZh: `认证服务未签发令牌：${name}`,
    adviceZh: '请与节点运维人员核对客户端编号、密钥和权限范围。',
    retryable: status === 429 || status >= 500,
  });
}

/** Leaves the shared work running and ends only this caller's waiting for it. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(transportError('ABORTED', signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
