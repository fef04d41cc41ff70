import { Refusal } from '#libs/errors';

const MAX_DEPTH = 32;
/** Printable ASCII without quote and backslash stands for itself; everything else goes the slow way. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * RFC 8785 canonical JSON: members ordered by UTF-16 code units, no white space, ECMAScript number and string form.
 * Members that are `undefined` are left out, as `JSON.stringify` leaves them out.
 * @throws Refusal `NOT_CANONICAL` for what I-JSON (RFC 7493) has no place for: numbers that are not finite, strings with
 * a lone surrogate, bigints, functions, `undefined` in an array, objects other than plain ones, more than 32 levels.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

const encoder = new TextEncoder();

/** {@link canonicalJson} as UTF-8: the bytes that are hashed and stored. */
export function canonicalBytes(value: unknown): Uint8Array {
  return encoder.encode(write(value, 0));
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      // RFC 8785 §3.2.2.3 is ECMAScript's own number form; -0 becomes 0.
      if (!Number.isFinite(value)) throw refuse(`the number ${value}`);
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth >= MAX_DEPTH) throw refuse(`more than ${MAX_DEPTH} levels`);
      return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw refuse(`a ${typeof value}`);
  }
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) text += ',';
    text += write(items[index], depth);
  }
  return `${text}]`;
}

function writeObject(object: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw refuse('an object that is not plain');
  let text = '{';
  let separator = '';
  // The default order of `sort` is the one that RFC 8785 §3.2.3 wants: by UTF-16 code units.
  for (const key of Object.keys(object).sort()) {
    const member = (object as Record<string, unknown>)[key];
    if (member === undefined) continue;
    text += `${separator}${writeString(key)}:${write(member, depth)}`;
    separator = ',';
  }
  return `${text}}`;
}

function writeString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw refuse('a string with a lone surrogate');
  return JSON.stringify(text);
}

function refuse(what: string): Refusal {
  return new Refusal('NOT_CANONICAL', { hint: what });
}
