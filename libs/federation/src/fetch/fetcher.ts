import { Refusal } from '#libs/errors';
import { parseStrictJson } from '#libs/jws';
import { configurationUrl, isEntityId, type EntityId } from '../entity-id.js';
import { STATEMENT_CONTENT_TYPE, STATEMENT_LIMITS } from '../statement.js';
import { STATUS_CONTENT_TYPE } from '../trust-mark/status.js';
import { TRUST_LIST_CONTENT_TYPE, TRUST_LIST_LIMITS } from '../trust-list/trust-list-token.js';
import { TRUST_MARK_CONTENT_TYPE } from '../trust-mark/trust-mark.js';

/** One request of the federation's endpoints; `form` makes it a POST. */
export interface HttpRequest {
  url: string;
  accept: string;
  maxBytes: number;
  form?: URLSearchParams;
}

export interface HttpReply {
  status: number;
  contentType: string;
  body: Uint8Array;
}

/**
 * The network port. An adapter bounds time and size, follows no redirect and speaks https only; whatever it throws
 * counts as "not reachable", and a body beyond `maxBytes` must be thrown away with an error.
 */
export type HttpExchange = (request: HttpRequest) => Promise<HttpReply>;

const LIST_LIMITS = { maxBytes: 4_194_304, maxDepth: 2 };
const ERROR_LIMITS = { maxBytes: 65_536, maxDepth: 4 };

/** Error codes by which an endpoint says, in the form of §8.9, that it does not know the subject. */
const UNKNOWN_SUBJECT = new Set(['not_found', 'invalid_subject']);

/**
 * Speaks to the federation endpoints of other entities. Nothing that it returns is verified.
 * Every method throws: `FEDERATION_UNREACHABLE` (no answer, 5xx, 429), `ENTITY_UNKNOWN` (an answer in the form of §8.9
 * that the subject is not known), `FEDERATION_RESPONSE_INVALID` (anything else, redirects included).
 */
export class FederationFetcher {
  constructor(private readonly exchange: HttpExchange) {}

  /** §9. */
  async entityConfiguration(entityId: EntityId): Promise<string> {
    return this.token({ url: configurationUrl(entityId) }, STATEMENT_CONTENT_TYPE);
  }

  /** §8.1. */
  async subordinateStatement(fetchEndpoint: string, sub: EntityId): Promise<string> {
    return this.token({ url: withQuery(fetchEndpoint, { sub }) }, STATEMENT_CONTENT_TYPE);
  }

  /** §8.6. */
  async trustMark(endpoint: string, type: string, sub: EntityId): Promise<string> {
    return this.token({ url: withQuery(endpoint, { trust_mark_type: type, sub }) }, TRUST_MARK_CONTENT_TYPE);
  }

  /** §8.4. */
  async trustMarkStatus(endpoint: string, trustMark: string): Promise<string> {
    const form = new URLSearchParams({ trust_mark: trustMark });
    return this.token({ url: endpoint, form }, STATUS_CONTENT_TYPE);
  }

  /** Of `tongban_trust_list_endpoint`. */
  async trustList(endpoint: string): Promise<string> {
    return this.token({ url: endpoint }, TRUST_LIST_CONTENT_TYPE, TRUST_LIST_LIMITS.maxBytes);
  }

  /** §8.2; what is not an entity identifier is dropped. */
  async list(
    endpoint: string,
    filter: { entity_type?: string; intermediate?: 'true' } = {},
  ): Promise<EntityId[]> {
    const body = await this.ask(
      { url: withQuery(endpoint, filter) },
      'application/json',
      LIST_LIMITS.maxBytes,
    );
    try {
      const value = parseStrictJson(body, LIST_LIMITS);
      if (Array.isArray(value)) return value.filter(isEntityId);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
    }
    throw invalid(endpoint, 'not a list');
  }

  private async token(
    request: { url: string; form?: URLSearchParams },
    contentType: string,
    maxBytes = STATEMENT_LIMITS.maxBytes,
  ): Promise<string> {
    const body = await this.ask(request, contentType, maxBytes);
    return Buffer.from(body).toString('latin1');
  }

  private async ask(
    request: { url: string; form?: URLSearchParams },
    contentType: string,
    maxBytes: number,
  ): Promise<Uint8Array> {
    const { url } = request;
    if (!isHttps(url)) throw invalid(url, 'not an https URL');
    let reply: HttpReply;
    try {
      reply = await this.exchange({ ...request, accept: contentType, maxBytes });
    } catch (cause) {
      throw new Refusal('FEDERATION_UNREACHABLE', { details: { url }, cause });
    }
    const { status } = reply;
    if (status >= 500 || status === 429) {
      throw new Refusal('FEDERATION_UNREACHABLE', { details: { url, status } });
    }
    const type = reply.contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (status === 200 && type === contentType) {
      if (reply.body.byteLength <= maxBytes) return reply.body;
      throw invalid(url, 'too large');
    }
    if ((status === 404 || status === 400) && type === 'application/json' && isUnknownSubject(reply.body)) {
      throw new Refusal('ENTITY_UNKNOWN', { details: { url } });
    }
    throw invalid(url, `status ${status}, content type ${type.slice(0, 80)}`);
  }
}

function isUnknownSubject(body: Uint8Array): boolean {
  try {
    const value = parseStrictJson(body, ERROR_LIMITS);
    return (
      typeof value === 'object' &&
      value !== null &&
      'error' in value &&
      typeof value.error === 'string' &&
      UNKNOWN_SUBJECT.has(value.error)
    );
  } catch (thrown) {
    if (thrown instanceof Refusal) return false;
    throw thrown;
  }
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

function withQuery(endpoint: string, parameters: Record<string, string>): string {
  if (!isHttps(endpoint)) throw invalid(endpoint, 'not an https URL');
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function invalid(url: string, reason: string): Refusal {
  return new Refusal('FEDERATION_RESPONSE_INVALID', { details: { url: url.slice(0, 500), reason } });
}
