import { lookup } from 'node:dns/promises';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { Refusal } from '#libs/errors';
import type { PkiExchange, PkiTransport } from '#libs/pki';

export interface PkiNetworkOptions {
  /** For tests. All addresses of a name. */
  resolve?: (host: string) => Promise<readonly string[]>;
  /** Longest wait for the resolver in milliseconds. */
  resolveMs: number;
}

/**
 * The network port of `guardFetcher`: one exchange over a connection of its own to the address that was judged. The
 * name goes into the Host field and into TLS and is never resolved again; no redirect is followed, no proxy asked, no
 * cookie or credential sent; an answer is given up at its bound of size or time, wherever it has got to.
 */
export function pkiTransport({ resolve = resolveAll, resolveMs }: PkiNetworkOptions): PkiTransport {
  return {
    resolve: (host) => within(resolveMs, resolve(host)),
    exchange,
  };
}

async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function exchange(asked: PkiExchange): Promise<{ status: number; body: Uint8Array }> {
  const { url, address, method, body, contentType, maxBytes, timeoutMs } = asked;
  const signal = AbortSignal.timeout(timeoutMs);
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const request = (secure ? requestHttps : requestHttp)({
      host: address,
      port: url.port || (secure ? 443 : 80),
      path: url.pathname + url.search,
      method,
      signal,
      agent: false,
      maxHeaderSize: 16_384,
      headers: {
        host: url.host,
        accept: '*/*',
        connection: 'close',
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        ...(body ? { 'content-length': String(body.byteLength) } : {}),
      },
      ...(secure && isIP(host) === 0 ? { servername: host } : {}),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      bodyOf(response, maxBytes).then(
        (read) => resolve({ status: response.statusCode ?? 0, body: read }),
        reject,
      );
    });
    request.end(body);
  });
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new Refusal('PKI_FETCH_LIMIT', { hint: `${String(maxBytes)} bytes` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('the resolver did not answer')), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
