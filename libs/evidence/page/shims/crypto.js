/* global crypto */
// What the libraries take from node:crypto, for verifying only: hashes, and ES256, EdDSA and RS256 over the same keys.
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { Buffer } from './buffer.js';
import { sm3 } from './sm3.js';

const HASHES = { sha1, sha256, sha384, sha512, sm3 };
const bytesOf = (data, encoding) => (typeof data === 'string' ? Buffer.from(data, encoding) : data);

class Gathering {
  constructor(finish) {
    this.finish = finish;
    this.parts = [];
  }
  update(data, encoding) {
    this.parts.push(Buffer.from(bytesOf(data, encoding)));
    return this;
  }
  copy() {
    const copy = new Gathering(this.finish);
    copy.parts = [...this.parts];
    return copy;
  }
  digest(encoding) {
    const digest = Buffer.from(this.finish(Buffer.concat(this.parts)));
    return encoding === undefined || encoding === 'buffer' ? digest : digest.toString(encoding);
  }
}

function hashBy(name) {
  const found = HASHES[name.toLowerCase()];
  if (!found) throw new Error(`no ${name} in this page`);
  return found;
}
export const createHash = (name) => new Gathering(hashBy(name));
export const hash = (name, data, encoding = 'hex') => createHash(name).update(data).digest(encoding);
export const randomBytes = (length) => Buffer.from(crypto.getRandomValues(new Uint8Array(length)));

export class KeyObject {
  constructor(jwk) {
    this.jwk = jwk;
    this.type = 'public';
  }
}

/** Only of a JWK, checked as far as the suites do not: the point must lie on the curve. */
export function createPublicKey({ key, format }) {
  if (format !== 'jwk') throw new Error('only keys as JWK in this page');
  if (key.kty === 'EC') p256.Point.fromBytes(pointOf(key)).assertValidity();
  else if (key.kty === 'OKP') ed25519.Point.fromBytes(Buffer.from(key.x, 'base64url'));
  return new KeyObject(key);
}

const pointOf = ({ x, y }) =>
  Buffer.concat([Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);

function verifies(digest, data, { jwk }, signature) {
  try {
    if (jwk.kty === 'EC') {
      const options = { prehash: false, lowS: false, format: 'der' };
      return p256.verify(signature, hashBy(digest)(data), pointOf(jwk), options);
    }
    if (jwk.kty === 'OKP') {
      return ed25519.verify(signature, data, Buffer.from(jwk.x, 'base64url'), { zip215: false });
    }
    return verifiesRsa(digest, data, jwk, signature);
  } catch {
    return false;
  }
}

export function verify(digest, data, key, signature, callback) {
  const holds = verifies(digest, data, key, signature);
  if (!callback) return holds;
  callback(null, holds);
  return undefined;
}

const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2), by making the whole encoded message and comparing. */
function verifiesRsa(digest, data, { n, e }, signature) {
  if (digest !== 'sha256') return false;
  const number = (bytes) => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
  const modulus = Buffer.from(n, 'base64url');
  const [mod, value] = [number(modulus), number(signature)];
  if (signature.length !== modulus.length || value >= mod) return false;
  let [power, base, rest] = [1n, value, number(Buffer.from(e, 'base64url'))];
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) power = (power * base) % mod;
    base = (base * base) % mod;
  }
  const info = Buffer.concat([SHA256_INFO, sha256(data)]);
  const padding = Buffer.alloc(modulus.length - info.length - 3, 0xff);
  return power === number(Buffer.concat([Uint8Array.of(0, 1), padding, Uint8Array.of(0), info]));
}

function absent() {
  throw new Error('this page verifies and does nothing else');
}
export const constants = {};
export const createHmac = absent;
export const createPrivateKey = absent;
export const createVerify = absent;
export const generateKeyPairSync = absent;
export const sign = absent;
