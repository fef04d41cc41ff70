import { createRemoteJWKSet, customFetch, errors, type CryptoKey } from 'jose';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { IssuerKeys } from './access-tokens.js';
import type { Clock } from './ports.js';

const TIMEOUT_MS = 3000;
const MAX_BYTES = 256 * 1024;
const discoverySchema = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });

/** Keys of an issuer outside: found by discovery, fetched when an unknown key id comes up, cached by jose. */
export class ExternalIssuerKeys implements IssuerKeys {
  #keySet: ReturnType<typeof createRemoteJWKSet> | undefined;
  #fetches = 0;

  constructor(
    private readonly options: { issuer: string; jwksUri?: string | undefined; clock: Clock },
    private readonly request: typeof fetch = fetch,
  ) {}

  /** Another after each fetch and after each minute: so long may a verdict outlive the key that it rests on. */
  async version(): Promise<string> {
    return `${this.#fetches}:${Math.floor(this.options.clock() / 60_000)}`;
  }

  async keyFor(header: { alg: string; kid?: string }): Promise<CryptoKey | undefined> {
    try {
      this.#keySet ??= createRemoteJWKSet(new URL(this.options.jwksUri ?? (await this.#discover())), {
        timeoutDuration: TIMEOUT_MS,
        cooldownDuration: 30_000,
        cacheMaxAge: 600_000,
        [customFetch]: async (url, options) => {
          this.#fetches += 1;
          return this.#bounded(await this.request(url, { ...options, redirect: 'error' }));
        },
      });
      return await this.#keySet(header);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) {
        return undefined;
      }
      throw new Refusal('TOKEN_ISSUER_UNAVAILABLE', { details: { problem: String(cause) } });
    }
  }

  /** OpenID Connect Discovery 1.0 §4: the document must name the very issuer that was asked. */
  async #discover(): Promise<string> {
    const { issuer } = this.options;
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await this.request(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status !== 200) throw new Error(`discovery answered ${response.status}`);
    const document = discoverySchema.parse(await (await this.#bounded(response)).json());
    if (document.issuer !== issuer) throw new Error('discovery names another issuer');
    if (new URL(document.jwks_uri).protocol !== new URL(issuer).protocol) {
      throw new Error('discovery names a key set of another protocol');
    }
    return document.jwks_uri;
  }

  async #bounded(response: Response): Promise<Response> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
    for await (const chunk of body) {
      size += chunk.length;
      if (size > MAX_BYTES) throw new Error(`issuer answered more than ${MAX_BYTES} bytes`);
      chunks.push(chunk);
    }
    return new Response(Buffer.concat(chunks), { status: response.status, headers: response.headers });
  }
}
