import { Refusal } from '#libs/errors';

const MAX_DEPTH = 32;

/**
 * JSON whose numbers are kept as the text that stood there: an amount of 12.50 stays 12.50, and a number of twenty
 * digits stays what it was.
 * @throws Refusal SOURCE_ANSWER_MALFORMED
 */
export function readJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    assertShallow(text);
    return parse(text, (_key, value, context) => (typeof value === 'number' ? context.source : value));
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal('SOURCE_ANSWER_MALFORMED', { hint: 'no JSON' });
  }
}

/** The third argument is in the language (JSON.parse source text access), not yet in the compiler's library. */
const parse = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { source: string }) => unknown,
) => unknown;

/** Before anything recurses over it. */
function assertShallow(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    if (depth > MAX_DEPTH) throw new Refusal('SOURCE_ANSWER_MALFORMED', { hint: 'nested too deeply' });
  }
}

/** The value at a JSON pointer (RFC 6901); undefined where there is none. */
export function at(value: unknown, pointer: string): unknown {
  let found = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    if (Array.isArray(found) && !/^(0|[1-9]\d*)$/.test(key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

/** A value as text; null for none, undefined for a list or an object. */
export function textOf(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : undefined;
}
