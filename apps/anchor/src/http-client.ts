import { Agent, request } from 'undici';
import type { HttpSend } from '#libs/federation';

export interface HttpClientOptions {
  /** PEM of the certificate authorities that count; the system's where absent. */
  ca?: string | undefined;
  timeoutMs: number;
}

/** The network port over undici: bounded in time, no redirect followed, TLS verified. */
export function httpClient({ ca, timeoutMs }: HttpClientOptions): { send: HttpSend; close(): Promise<void> } {
  const agent = new Agent({
    connect: { timeout: timeoutMs, ...(ca === undefined ? {} : { ca }) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: 8_388_608,
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
