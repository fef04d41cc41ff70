import { refusedError, TongbanError, transportError } from './errors.js';
import type { Ports } from './ports.js';

export interface HttpReply {
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
}

export interface HttpRequest {
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** One POST; never follows a redirect. @throws TransportError */
export async function post(request: HttpRequest, ports: Pick<Ports, 'fetch'>): Promise<HttpReply> {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
  try {
    const response = await ports.fetch(request.url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      redirect: 'error',
      signal,
    });
    return {
      status: response.status,
      headers: response.headers,
      body: new Uint8Array(await response.arrayBuffer()),
    };
  } catch (cause) {
    if (request.signal?.aborted) throw transportError('ABORTED', cause);
    throw transportError(timeout.aborted ? 'TIMEOUT' : 'NETWORK', cause);
  }
}

export function jsonObject(body: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The value of the root field.
 * @throws RefusedError for a GraphQL error with a code, TransportError BAD_ANSWER for anything else
 */
export function resultOf(reply: Pick<HttpReply, 'status' | 'body'>, field: string): unknown {
  const answer = jsonObject(reply.body);
  const errors: unknown[] = Array.isArray(answer?.['errors']) ? answer['errors'] : [];
  const [first] = errors;
  if (isObject(first)) {
    throw refusedError(
      first['message'],
      isObject(first['extensions']) ? first['extensions'] : {},
      reply.status,
    );
  }
  const data = answer?.['data'];
  if (!isObject(data) || !(field in data)) throw transportError('BAD_ANSWER', { status: reply.status });
  return data[field];
}

export interface RetryRules {
  /** Attempts in all, 3 unless told; 1 never tries again. */
  attempts?: number;
  /** First pause in milliseconds; doubles, with jitter. */
  pauseMs?: number;
}

/**
 * Tries again what the node calls retryable and what the network lost; only for what may be sent twice. Each attempt of a
 * lookup is logged by the node as a lookup of its own.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { attempts = 3, pauseMs = 200 }: RetryRules,
  ports: Pick<Ports, 'sleep' | 'random'>,
  signal?: AbortSignal,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TongbanError) || !error.retryable || count >= attempts) throw error;
      const pause = pauseMs * 2 ** (count - 1) * (0.5 + ports.random() / 2);
      await ports.sleep(pause, signal).catch((cause: unknown) => {
        throw transportError('ABORTED', cause);
      });
    }
  }
}
