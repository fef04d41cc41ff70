import { createClient as createStreams, NetworkError } from 'graphql-sse';
import { refusedError, TongbanError, transportError } from './errors.js';
import { isObject, resultOf } from './http.js';
import type { CallOptions, TrustedOperation } from './operation.js';
import type { Ports } from './ports.js';
import type { TokenSource } from './tokens.js';

export interface LiveOptions extends Pick<Ports, 'fetch'> {
  /** GraphQL endpoint of the node; the stream is below it. */
  endpoint: string;
  tokens: TokenSource;
}

export interface ListenOptions extends CallOptions {
  /** The node tells from now on: the moment to read the state. */
  onListening?: () => void;
}

/**
 * A subscription as GraphQL over SSE (distinct connections), one connection, never taken up again by itself: a node says
 * nothing of what was missed, so whoever listens subscribes, reads the state, and does both again after each end.
 * Returns where the node ends the stream.
 * @throws RefusedError where the node refuses or ends it with a reason, TransportError where the connection breaks
 */
export async function* live<V, R>(
  { endpoint, tokens, fetch }: LiveOptions,
  operation: TrustedOperation<V, R>,
  variables: V,
  { signal, onListening }: ListenOptions = {},
): AsyncGenerator<R, void, undefined> {
  const token = await tokens.token(signal);
  const streams = createStreams({
    url: `${endpoint}/stream`,
    headers: { authorization: `Bearer ${token}` },
    fetchFn: (url: string, init: RequestInit) => fetch(url, { ...init, redirect: 'error' }),
    retryAttempts: 0,
    ...(onListening ? { on: { connected: onListening } } : {}),
  });
  const events = streams.iterate({
    query: operation.text,
    operationName: operation.name,
    variables: variables as Record<string, unknown>,
  });
  const stop = (): void => void events.return?.();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const { data, errors } of events) {
      const [error] = errors ?? [];
      if (error) throw refusedError(error.message, { ...error.extensions }, 200);
      if (!isObject(data) || !(operation.field in data)) throw transportError('BAD_ANSWER');
      yield data[operation.field] as R;
    }
  } catch (thrown) {
    throw await told(thrown, tokens, token);
  } finally {
    signal?.removeEventListener('abort', stop);
    streams.dispose();
  }
  if (signal?.aborted) throw transportError('ABORTED', signal.reason);
}

/** What the node said before the stream began stands in the body of its answer. */
async function told(thrown: unknown, tokens: TokenSource, token: string): Promise<TongbanError> {
  if (thrown instanceof TongbanError) return thrown;
  const response = thrown instanceof NetworkError ? (thrown.response as Response | undefined) : undefined;
  if (!response) return transportError('NETWORK', thrown);
  if (response.status === 401) tokens.invalidate(token);
  try {
    resultOf({ status: response.status, body: new Uint8Array(await response.arrayBuffer()) }, '');
  } catch (error) {
    if (error instanceof TongbanError) return error;
  }
  return transportError('BAD_ANSWER', thrown);
}
