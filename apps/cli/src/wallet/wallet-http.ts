import { Refusal } from '#libs/errors';
import { parseStrictJson } from '#libs/jws';
import type { HttpSend } from '#libs/federation';

const MAX_BYTES = 4 << 20;

/** What a node says no with, in the words of the protocol. */
export class WalletRefused extends Error {
  override readonly name = 'WalletRefused';

  constructor(
    readonly status: number,
    readonly error: string,
    readonly description: string,
  ) {
    super(`${error}: ${description}`);
  }
}

/** The wallet's requests: bounded, no redirect followed, errors of the protocols told apart. */
export class WalletHttp {
  constructor(private readonly send: HttpSend) {}

  /** @throws WalletRefused */
  async text(
    url: string,
    init: { method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string } = {},
  ): Promise<string> {
    const { method = 'GET', headers = {}, body } = init;
    const reply = await this.send(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of reply.body) {
      length += chunk.byteLength;
      if (length > MAX_BYTES) throw new Error(`${url} answers with more than ${String(MAX_BYTES)} bytes`);
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    if (reply.status === 200) return text;
    throw refused(reply.status, text);
  }

  async json(url: string, init: Parameters<WalletHttp['text']>[1] = {}): Promise<Record<string, unknown>> {
    return objectOf(await this.text(url, init));
  }

  /** Posts a form (RFC 6749, appendix B). */
  form(url: string, form: Record<string, string>, accept = 'application/json'): Promise<string> {
    return this.text(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept },
      body: new URLSearchParams(form).toString(),
    });
  }
}

function refused(status: number, text: string): WalletRefused {
  try {
    const { error, error_description: description } = objectOf(text);
    const word = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 500) : '');
    return new WalletRefused(status, word(error), word(description));
  } catch {
    return new WalletRefused(status, String(status), '');
  }
}

export function objectOf(text: string): Record<string, unknown> {
  const value = parseStrictJson(Buffer.from(text, 'utf8'), { maxBytes: MAX_BYTES, maxDepth: 16 });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('JSON_SYNTAX');
  return value as Record<string, unknown>;
}
