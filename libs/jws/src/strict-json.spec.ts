import { Refusal } from '#libs/errors';
import { parseStrictJson } from './strict-json.js';

const limits = { maxBytes: 1000, maxDepth: 4 };
const bytes = (...values: (number | string)[]) =>
  Buffer.concat(
    values.map((value) => (typeof value === 'string' ? Buffer.from(value) : Buffer.from([value]))),
  );

function codeOf(input: string | Uint8Array): string {
  try {
    parseStrictJson(input, limits);
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
  return 'accepted';
}

describe('parseStrictJson', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['a member twice', '{"a":1,"a":2}', 'JSON_DUPLICATE_MEMBER'],
    ['a member twice with the same value', '{"a":1,"a":1}', 'JSON_DUPLICATE_MEMBER'],
    ['a member twice, once spelt with an escape', '{"iss":1,"\\u0069ss":2}', 'JSON_DUPLICATE_MEMBER'],
    ['a member twice, deep inside', '{"a":[{"b":{"c":1,"c":2}}]}', 'JSON_DUPLICATE_MEMBER'],
    ['an object overwritten by a value', '{"a":{"x":1,"y":2},"a":0}', 'JSON_DUPLICATE_MEMBER'],
    ['colons in strings hide no duplicate', '{"a":":","a":"::"}', 'JSON_DUPLICATE_MEMBER'],
    ['an index twice', '{"0":1,"0":2}', 'JSON_DUPLICATE_MEMBER'],
    ['the empty name twice', '{"":1,"":2}', 'JSON_DUPLICATE_MEMBER'],
    ['__proto__', '{"__proto__":{"admin":true}}', 'JSON_FORBIDDEN_MEMBER'],
    ['__proto__ spelt with an escape', '{"\\u005f_proto__":1}', 'JSON_FORBIDDEN_MEMBER'],
    ['__proto__ inside', '{"a":[{"__proto__":null}]}', 'JSON_FORBIDDEN_MEMBER'],
    ['five levels where four are allowed', '{"a":[[[1,[]]]]}', 'JSON_TOO_DEEP'],
    ['a thousand brackets', '['.repeat(900), 'JSON_TOO_DEEP'],
    ['too many bytes', `"${'x'.repeat(1000)}"`, 'JSON_TOO_LARGE'],
    ['too many bytes though few characters', `"${'证'.repeat(400)}"`, 'JSON_TOO_LARGE'],
    ['a buffer with too many bytes', Buffer.alloc(1001, 0x20), 'JSON_TOO_LARGE'],
    ['a lone continuation byte', bytes('"', 0x80, '"'), 'JSON_NOT_UTF8'],
    ['an overlong encoding', bytes('"', 0xc0, 0xaf, '"'), 'JSON_NOT_UTF8'],
    ['a surrogate in UTF-8', bytes('"', 0xed, 0xa0, 0x80, '"'), 'JSON_NOT_UTF8'],
    ['a cut character', bytes('"', 0xe8, 0xaf), 'JSON_NOT_UTF8'],
    ['a byte order mark', bytes(0xef, 0xbb, 0xbf, '{}'), 'JSON_SYNTAX'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'JSON_SYNTAX'],
    ['half a surrogate pair by escape', '{"a":"\\ud83d"}', 'JSON_LONE_SURROGATE'],
    ['half a surrogate pair in a name', '{"\\udc00":1}', 'JSON_LONE_SURROGATE'],
    ['half a surrogate pair in a JavaScript string', '["\ud83d"]', 'JSON_LONE_SURROGATE'],
    ['an infinite number', '[1e999]', 'JSON_NUMBER_RANGE'],
    ['an integer that is not exact', '[9007199254740993]', 'JSON_NUMBER_RANGE'],
    ['nothing', '', 'JSON_SYNTAX'],
    ['two values', '{}{}', 'JSON_SYNTAX'],
    ['a trailing comma', '{"a":1,}', 'JSON_SYNTAX'],
    ['a comment', '{/* */}', 'JSON_SYNTAX'],
    ['single quotes', "{'a':1}", 'JSON_SYNTAX'],
    ['NaN', '[NaN]', 'JSON_SYNTAX'],
    ['an open string', '{"a":"x', 'JSON_SYNTAX'],
    ['an open string that ends in an escaped quote', '{"a":"x\\"', 'JSON_SYNTAX'],
    ['a line break in a string', '"a\nb"', 'JSON_SYNTAX'],
    ['an unbalanced bracket', '[1]]', 'JSON_SYNTAX'],
  ])('refuses %s', (_rule, input, code) => {
    expect(codeOf(input)).toBe(code);
  });

  it.each<[string, string]>([
    ['an empty object', '{}'],
    ['names that share a prefix', '{"a":1,"aa":2,"A":3}'],
    ['the same name in two objects', '[{"a":1},{"a":2},{"b":{"a":1}}]'],
    ['quotes, colons and brackets in strings', '{"a\\":{[":"\\\\","b":"}]:\\\\\\"x"}'],
    ['a full surrogate pair', '{"a":"\\ud83d\\ude00😀"}'],
    ['names of the prototype that harm nothing', '{"constructor":1,"toString":2,"hasOwnProperty":3}'],
    ['numbers', '[0,-1,1.5,1e3,9007199254740991]'],
    ['a bare value', '"x"'],
    ['white space', ' {\t"a" :\r\n[ ] } '],
  ])('accepts %s', (_what, input) => {
    expect(parseStrictJson(input, limits)).toEqual(JSON.parse(input));
    expect(parseStrictJson(Buffer.from(input), limits)).toEqual(JSON.parse(input));
  });
});
