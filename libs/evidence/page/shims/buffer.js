/* global TextDecoder, TextEncoder, atob, btoa */
// As much of Node's Buffer as the libraries use, over Uint8Array. The page verifies with the very code of the server.
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function bytesOf(text, encoding) {
  switch (encoding) {
    case 'hex':
      return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16));
    case 'base64':
    case 'base64url': {
      // As Node: `=` ends it, whatever is no base64 is passed over.
      const [data] = text.split('=', 1);
      const plain = data
        .replaceAll('-', '+')
        .replaceAll('_', '/')
        .replaceAll(/[^A-Za-z0-9+/]/g, '');
      const usable = plain.length % 4 === 1 ? plain.slice(0, -1) : plain;
      return Uint8Array.from(atob(usable), (character) => character.charCodeAt(0));
    }
    case 'latin1':
    case 'binary':
    case 'ascii':
      return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
    default:
      return encoder.encode(text);
  }
}

export class Buffer extends Uint8Array {
  static from(source, encodingOrOffset, length) {
    if (typeof source === 'string') {
      const bytes = bytesOf(source, encodingOrOffset);
      return new Buffer(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    if (source instanceof ArrayBuffer) return new Buffer(source, encodingOrOffset, length);
    const copy = new Buffer(source.length);
    copy.set(source);
    return copy;
  }
  static alloc(length, fill = 0) {
    return new Buffer(length).fill(fill);
  }
  static allocUnsafe(length) {
    return new Buffer(length);
  }
  static isBuffer(value) {
    return value instanceof Buffer;
  }
  static byteLength(value, encoding) {
    return typeof value === 'string' ? bytesOf(value, encoding).length : value.byteLength;
  }
  static concat(parts, total = parts.reduce((sum, part) => sum + part.length, 0)) {
    const whole = new Buffer(total);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
  static compare(one, other) {
    const shared = Math.min(one.length, other.length);
    for (let at = 0; at < shared; at += 1) if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
    return Math.sign(one.length - other.length);
  }
  equals(other) {
    return Buffer.compare(this, other) === 0;
  }
  compare(other) {
    return Buffer.compare(this, other);
  }
  slice(start, end) {
    return this.subarray(start, end);
  }
  readUIntBE(offset, length) {
    let value = 0;
    for (let at = offset; at < offset + length; at += 1) value = value * 256 + this[at];
    return value;
  }
  toString(encoding = 'utf8', start = 0, end = this.length) {
    const bytes = this.subarray(start, end);
    if (encoding === 'hex') return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (encoding === 'utf8' || encoding === 'utf-8') return decoder.decode(bytes);
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    if (encoding === 'latin1' || encoding === 'binary' || encoding === 'ascii') return text;
    const base64 = btoa(text);
    return encoding === 'base64'
      ? base64
      : base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  }
}
globalThis.Buffer ??= Buffer;
