import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { hashFromBase64url, toBase64url } from './base64url.js';
import { commit, Commitments } from './commitments.js';
import { leafHash, nodeHash, sameBytes } from './hashing.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const native = (data: Uint8Array) => createHash('sha256').update(data).digest();

// The leaves of the reference implementation of Certificate Transparency (RFC 6962), and two of its nodes.
it.each([
  ['', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  ['00', '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7'],
])('RFC 6962 §2.1: the leaf hash of %p', (leaf, expected) => {
  expect(hex(leafHash(Buffer.from(leaf, 'hex')))).toBe(expected);
  expect(hex(leafHash(Buffer.from(leaf, 'hex'), native))).toBe(expected);
});

it('RFC 6962 §2.1: the hash of a node', () => {
  const [left, right] = [leafHash(new Uint8Array()), leafHash(Uint8Array.of(0))];
  expect(hex(nodeHash(left, right))).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125');
});

it('a leaf can never be taken for a node', () => {
  const [left, right] = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))];
  expect(sameBytes(leafHash(Uint8Array.of(...left, ...right)), nodeHash(left, right))).toBe(false);
});

it('a node has two whole hashes', () => {
  expect(() => nodeHash(new Uint8Array(31), new Uint8Array(33))).toThrow(RangeError);
});

it('base64url agrees with the platform and has one spelling a hash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const text = toBase64url(bytes);
      expect(hashFromBase64url(text)).toEqual(bytes);
      expect(hashFromBase64url(`${text}=`)).toBeUndefined();
      // The last character carries two spare bits.
      const other = String.fromCharCode(text.charCodeAt(42) + 1);
      expect(hashFromBase64url(text.slice(0, 42) + other)).toBeUndefined();
    }),
  );
});

describe('a commitment', () => {
  const salt = new Uint8Array(32).fill(7);

  it('is HMAC-SHA256 of label, zero byte and value under the salt', () => {
    expect(commit({ salt, label: 'caller.person', value: '张三' })).toBe(
      createHmac('sha256', salt).update('caller.person\0张三').digest('base64url'),
    );
  });

  it('moves with each of its parts, also where their concatenation stays', () => {
    const at = (label: string, value: string, with_ = salt) => commit({ salt: with_, label, value });
    const all = [at('a', 'bc'), at('ab', 'c'), at('a', 'b'), at('a', 'bc', new Uint8Array(32))];
    expect(new Set(all).size).toBe(4);
  });

  it('refuses a short salt and a label that could swallow the value', () => {
    expect(() => commit({ salt: salt.subarray(1), label: 'a', value: 'b' })).toThrow(RangeError);
    expect(() => commit({ salt, label: 'a\0b', value: 'c' })).toThrow(RangeError);
  });

  it('takes a fresh salt each time, so that equal persons do not look equal', () => {
    let next = 0;
    const commitments = new Commitments((length) => new Uint8Array(length).fill((next += 1)));
    expect(commitments.add('caller.person', 'x')).not.toBe(commitments.add('caller.person', 'x'));
    expect(commitments.values.map(({ salt: [first] }) => first)).toEqual([1, 2]);
  });
});
