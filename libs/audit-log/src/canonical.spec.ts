import fc from 'fast-check';
import { canonicalBytes, canonicalJson } from './canonical.js';

describe('what I-JSON has no place for is refused', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)]);

  it.each<[string, unknown]>([
    ['NaN', Number.NaN],
    ['an infinite number', { a: [Number.POSITIVE_INFINITY] }],
    ['a lone high surrogate', 'x\ud800'],
    ['a lone low surrogate', { a: '\udc00x' }],
    ['a lone surrogate in a name', { '\ud83d': 1 }],
    ['a bigint', 1n],
    ['undefined', undefined],
    ['undefined in an array', [undefined]],
    ['a hole in an array', [1, , 2]], // eslint-disable-line no-sparse-arrays
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a date', { at: new Date(0) }],
    ['a map', new Map()],
    ['bytes', new Uint8Array(1)],
    ['more than 32 levels', nested(33)],
  ])('%s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'NOT_CANONICAL' }));
  });

  it('but 32 levels are not too many', () => {
    expect(canonicalJson(nested(32))).toBe(`${'['.repeat(32)}0${']'.repeat(32)}`);
  });
});

// RFC 8785 appendix B, IEEE 754 bit patterns and their text.
it.each([
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
])('RFC 8785 appendix B: %s is %s', (bits, text) => {
  expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE(0))).toBe(text);
});

it('RFC 8785 §3.2.2 and §3.2.3: literals, escapes and order of the sample', () => {
  const sample = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`);
  expect(canonicalJson(sample)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

it('RFC 8785 §3.2.3: names are ordered by UTF-16 code units, not by code points', () => {
  const names = ['€', '\r', '\ufb33', '1', '😂', '\u0080', 'ö'];
  const value = Object.fromEntries(names.map((name) => [name, 0]));
  expect(canonicalJson(value)).toBe('{"\\r":0,"1":0,"\u0080":0,"ö":0,"€":0,"😂":0,"\ufb33":0}');
});

const json = fc.jsonValue({ maxDepth: 5 });

it('says the same as the value, whatever the order of its members, and repeats itself', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value);
      // JSON has no negative zero of its own.
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(canonicalJson(backwards(value))).toBe(text);
    }),
  );
});

it('has no white space and no escape beyond what JSON demands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(text.isWellFormed());
      expect(canonicalJson(text)).toBe(JSON.stringify(text));
    }),
  );
});

it('leaves undefined members out and is UTF-8', () => {
  expect(new TextDecoder().decode(canonicalBytes({ b: undefined, a: '核验' }))).toBe('{"a":"核验"}');
});

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, backwards(member)] as const)
      .reverse(),
  );
}
