import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import { parseStrictJson } from './strict-json.js';

const limits = { maxBytes: 1_000_000, maxDepth: 200 };

describe('parseStrictJson, for any value', () => {
  it('reads what JSON.stringify wrote, from text and from bytes', () => {
    const values = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }).filter((value) => {
      const text = JSON.stringify(value);
      return !text.includes('__proto__') && !/-?\d{16,}|e\+/.test(text);
    });
    fc.assert(
      fc.property(values, (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(parseStrictJson(text, limits)).toEqual(JSON.parse(text));
        expect(parseStrictJson(Buffer.from(text), limits)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('finds any member that stands twice, wherever it is', () => {
    const members = fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), fc.integer()), {
      selector: ([name]) => name,
      minLength: 1,
    });
    fc.assert(
      fc.property(members, fc.nat(), (pairs, at) => {
        fc.pre(pairs.every(([name]) => name !== '__proto__'));
        const texts = pairs.map(([name, value]) => `${JSON.stringify(name)}:${value}`);
        const again = texts[at % texts.length] ?? '';
        expect(() => parseStrictJson(`[{"x":{${[...texts, again].join(',')}}}]`, limits)).toThrow(
          expect.objectContaining({ code: 'JSON_DUPLICATE_MEMBER' }),
        );
      }),
    );
  });

  it('never fails but with a refusal, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parseStrictJson(bytes, limits);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
