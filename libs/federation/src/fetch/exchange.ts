import type { HttpExchange } from './fetcher.js';

/** What an HTTP client must do for {@link boundedExchange}: one request, no redirect followed, body as a stream. */
export type HttpSend = (
  url: string,
  init: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
) => Promise<{ status: number; contentType: string | undefined; body: AsyncIterable<Uint8Array> }>;

/**
 * Makes an exchange of an HTTP client: the body is counted while it arrives and given up at the bound, so that a peer
 * cannot fill the memory. Time is the client's matter.
 */
export function boundedExchange(send: HttpSend): HttpExchange {
  return async ({ url, accept, maxBytes, form }) => {
    const reply = await send(url, {
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        accept,
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { body: form.toString() }),
    });
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of reply.body) {
      length += chunk.byteLength;
      // Leaving the loop closes the stream and with it the connection.
      if (length > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return { status: reply.status, contentType: reply.contentType ?? '', body: Buffer.concat(chunks) };
  };
}
