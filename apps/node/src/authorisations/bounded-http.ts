import type { HttpSend } from '#libs/federation';

export interface BoundedReply {
  status: number;
  contentType: string;
  body: Uint8Array;
}

/** One request whose answer is counted while it arrives. @throws whatever the client throws, and for too long an answer */
export async function boundedSend(
  send: HttpSend,
  url: string,
  init: Parameters<HttpSend>[1],
  maxBytes: number,
): Promise<BoundedReply> {
  const reply = await send(url, init);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of reply.body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return { status: reply.status, contentType: reply.contentType ?? '', body: Buffer.concat(chunks) };
}
