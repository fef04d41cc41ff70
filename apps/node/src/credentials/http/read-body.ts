import { Refusal, type ErrorCode } from '#libs/errors';
import { parseStrictJson } from '#libs/jws';

const MOST_PARAMETERS = 32;

/**
 * A form as it was posted; a parameter that stands there twice is refused (RFC 6749, section 3.2).
 * @throws Refusal of the given code
 */
export function formOf(
  contentType: string | undefined,
  body: unknown,
  code: ErrorCode,
): ReadonlyMap<string, string> {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType ?? ''))
    throw new Refusal(code, { hint: 'application/x-www-form-urlencoded' });
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(textOf(body))) {
    if (form.has(name) || form.size >= MOST_PARAMETERS) throw new Refusal(code, { hint: 'parameters' });
    form.set(name, value);
  }
  return form;
}

/** @throws Refusal of the given code, JSON_* */
export function jsonOf(contentType: string | undefined, body: unknown, code: ErrorCode): unknown {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? ''))
    throw new Refusal(code, { hint: 'application/json' });
  try {
    return parseStrictJson(Buffer.from(textOf(body), 'utf8'), { maxBytes: 262_144, maxDepth: 6 });
  } catch (cause) {
    throw new Refusal(code, { hint: cause instanceof Refusal ? cause.code : 'JSON', cause });
  }
}

const textOf = (body: unknown): string =>
  body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : '';
