import { Refusal } from '#libs/errors';
import type { Limits } from './limits.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses JSON of which two readers cannot think differently (RFC 8259 with the rules of RFC 7493, I-JSON):
 * no member twice in one object, no `__proto__`, no half surrogate pair, no number beyond 2^53 - 1, bounded depth
 * and size, valid UTF-8 without a byte order mark.
 *
 * `JSON.parse` does the work; one scan before it bounds the depth and counts the members that the text names, and one
 * walk over the result counts those that arrived. The two differ exactly where a member stood twice, also when one of
 * the two was spelt with escapes.
 */
export function parseStrictJson(input: Uint8Array | string, limits: Limits): unknown {
  const text = decodeText(input, limits.maxBytes);
  const named = scan(text, limits.maxDepth);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Refusal('JSON_SYNTAX', { cause });
  }
  if (walk(value) !== named) throw new Refusal('JSON_DUPLICATE_MEMBER');
  return value;
}

function decodeText(input: Uint8Array | string, maxBytes: number): string {
  if (typeof input === 'string') {
    // A string of UTF-16 units is never longer than its UTF-8, so the cheap comparison comes first.
    if (input.length > maxBytes || Buffer.byteLength(input) > maxBytes) throw tooLarge(maxBytes);
    return input;
  }
  if (input.byteLength > maxBytes) throw tooLarge(maxBytes);
  try {
    return utf8.decode(input);
  } catch (cause) {
    throw new Refusal('JSON_NOT_UTF8', { cause });
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal('JSON_TOO_LARGE', { hint: `at most ${maxBytes} bytes` });
}

/** Counts the colons outside strings, which is the number of members, and refuses nesting beyond the bound. */
function scan(text: string, maxDepth: number): number {
  let members = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case 0x3a: // :
        members++;
        break;
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > maxDepth) throw new Refusal('JSON_TOO_DEEP', { hint: `at most ${maxDepth} levels` });
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
    }
  }
  return members;
}

/** Index of the quote that closes the string which opens at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text.charCodeAt(first - 1) === BACKSLASH) first--;
    if ((end - first) % 2 === 0) return end;
  }
  throw new Refusal('JSON_SYNTAX');
}

/** Counts the members of a parsed value; the depth is bounded already, so recursion is safe. */
function walk(value: unknown): number {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new Refusal('JSON_LONE_SURROGATE');
    return 0;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw new Refusal('JSON_NUMBER_RANGE');
    }
    return 0;
  }
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += walk(item);
    return members;
  }
  for (const [name, item] of Object.entries(value)) {
    if (name === '__proto__') throw new Refusal('JSON_FORBIDDEN_MEMBER');
    if (!name.isWellFormed()) throw new Refusal('JSON_LONE_SURROGATE');
    members += 1 + walk(item);
  }
  return members;
}
