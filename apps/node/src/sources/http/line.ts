import { readFileSync } from 'node:fs';
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { Refusal, type ErrorCode } from '#libs/errors';
import { isForbiddenAddress } from '#libs/pki';

export interface LineOptions {
  /** The only origins that are ever asked. */
  origins: readonly string[];
  allowAddresses: readonly string[];
  tls: { caFile?: string | undefined; certFile?: string | undefined; keyFile?: string | undefined };
  connections: number;
  timeoutMs: number;
  maxBytes: number;
}

export interface LineRequest {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: Buffer | undefined;
}

export interface LineReply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Uint8Array;
}

/**
 * HTTP to one department: to its own origins only, to addresses that were judged in the moment of the connection (a name
 * is never resolved twice), no redirect followed, nothing decompressed, bounded in size and time.
 */
export class Line {
  private agent: Agent | undefined;

  constructor(private readonly options: LineOptions) {}

  /** @throws Refusal SOURCE_* */
  async send(url: URL, { method, headers, body }: LineRequest, signal: AbortSignal): Promise<LineReply> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!this.options.origins.includes(url.origin)) throw new Refusal('SOURCE_ADDRESS_FORBIDDEN');
    // A resolver is not asked about what is an address already.
    if (isIP(host) !== 0 && !this.mayConnect(host, host)) throw new Refusal('SOURCE_ADDRESS_FORBIDDEN');
    try {
      const reply = await (this.agent ??= this.open()).request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers: { accept: 'application/json', 'user-agent': 'tongban', ...headers },
        body: body ?? null,
        signal,
      });
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of reply.body as AsyncIterable<Uint8Array>) {
        length += chunk.byteLength;
        if (length > this.options.maxBytes) throw new Refusal('SOURCE_ANSWER_TOO_LARGE');
        chunks.push(chunk);
      }
      return { status: reply.statusCode, headers: reply.headers, body: Buffer.concat(chunks) };
    } catch (error) {
      throw asSourceRefusal(error);
    }
  }

  async close(): Promise<void> {
    const { agent } = this;
    this.agent = undefined;
    await agent?.destroy();
  }

  /** @throws Refusal SOURCE_CREDENTIALS_REFUSED where a file of the mapping cannot be read */
  private open(): Agent {
    const { tls, connections, timeoutMs, maxBytes } = this.options;
    return new Agent({
      connections,
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: maxBytes,
      maxHeaderSize: 16_384,
      connect: {
        timeout: timeoutMs,
        lookup: this.lookup,
        ...(tls.caFile === undefined ? {} : { ca: fileOf(tls.caFile) }),
        ...(tls.certFile === undefined ? {} : { cert: fileOf(tls.certFile) }),
        ...(tls.keyFile === undefined ? {} : { key: fileOf(tls.keyFile) }),
      },
    });
  }

  private readonly lookup: LookupFunction = (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      const addresses: LookupAddress[] = error ? [] : found;
      const refused =
        addresses.length > 0 && !addresses.every(({ address }) => this.mayConnect(host, address));
      if (refused) return done(new Refusal('SOURCE_ADDRESS_FORBIDDEN'), '', 0);
      const [first] = addresses;
      if (!first) return done(error ?? new Error('no address'), '', 0);
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };

  /** A name for this machine leads to this machine, and no other name does. */
  private mayConnect(host: string, address: string): boolean {
    if (/^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host)) return /^(127(\.\d{1,3}){3}|::1)$/.test(address);
    const { allowAddresses } = this.options;
    return !isForbiddenAddress(address) && (allowAddresses.length === 0 || allowAddresses.includes(address));
  }
}

function fileOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Refusal('SOURCE_CREDENTIALS_REFUSED', { hint: 'a file of the mapping cannot be read' });
  }
}

const BY_CODE: Readonly<Record<string, ErrorCode>> = {
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'SOURCE_ANSWER_TOO_LARGE',
  UND_ERR_HEADERS_OVERFLOW: 'SOURCE_ANSWER_TOO_LARGE',
  UND_ERR_HEADERS_TIMEOUT: 'SOURCE_TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'SOURCE_TIMEOUT',
};

function asSourceRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (cause instanceof Refusal) return cause;
  const name = typeof code === 'string' ? code : '';
  if (name.startsWith('HPE_')) return new Refusal('SOURCE_ANSWER_MALFORMED', { details: { code: name } });
  return new Refusal(BY_CODE[name] ?? 'SOURCE_UNREACHABLE', { details: { code: name }, cause: error });
}
