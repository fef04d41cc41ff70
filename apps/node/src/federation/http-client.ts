import { Agent, request } from 'undici';
import type { HttpSend } from '#libs/federation';

export interface FederationHttpOptions {
  /** PEM of the certificate authorities that count; the system's where absent. */
  ca?: string | undefined;
  timeoutMs: number;
}

/** The federation's network port over undici: bounded in time, no redirect followed, TLS verified, no client identity. */
export function federationHttp({ ca, timeoutMs }: FederationHttpOptions): {
  send: HttpSend;
  close: () => Promise<void>;
} {
  const agent = new Agent({
    connect: { timeout: timeoutMs, ...(ca === undefined ? {} : { ca }) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: 8_388_608,
    connections: 8,
  });
  let closing: Promise<void> | undefined;
  return {
    send: async (url, { method, headers, body }) => {
      const reply = await request(url, {
        dispatcher: agent,
        method,
        headers,
        body: body ?? null,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const contentType = reply.headers['content-type'];
      return {
        status: reply.statusCode,
        contentType: Array.isArray(contentType) ? contentType[0] : contentType,
        body: reply.body,
      };
    },
    close: () => (closing ??= agent.close()),
  };
}
