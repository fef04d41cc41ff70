import { Refusal } from '#libs/errors';
import { decodeBase64url, parseStrictJson } from '#libs/jws';

export type JsonObject = Readonly<Record<string, unknown>>;

/** One signature of a JWS, taken apart. Nothing in it is believed yet. */
export interface JwsSignature {
  /** As it stands in the signing input, base64url; empty where there is no protected header. */
  encodedHeader: string;
  protectedHeader: JsonObject;
  unprotectedHeader: JsonObject;
  /** As it stands, base64url: what JAdES timestamps. */
  encodedSignature: string;
  signature: Uint8Array;
}

export interface ParsedDocument {
  serialisation: 'compact' | 'flattened' | 'general';
  /** As it stands in the file; undefined where the payload is detached. */
  payload: string | undefined;
  signatures: readonly JwsSignature[];
}

/** Bounds of a file. A payload may be a document; a header has certificates and revocation data. */
const LIMITS = { maxBytes: 64 << 20, maxDepth: 24 };
const MAX_SIGNATURES = 64;

const malformed = (hint: string) => new Refusal('JOSE_MALFORMED', { hint });

/**
 * Takes a JWS file apart (RFC 7515 §7): compact, flattened or general. One spelling of base64url, strict JSON, and no
 * name in both headers.
 * @throws Refusal JOSE_MALFORMED, JSON_*, JWS_BASE64URL
 */
export function parseJws(bytes: Uint8Array): ParsedDocument {
  if (bytes.length > LIMITS.maxBytes) throw malformed('too large');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').trim();
  return text.startsWith('{') ? parseJson(bytes) : parseCompact(text);
}

function parseCompact(text: string): ParsedDocument {
  const [header = '', payload = '', signature = '', ...more] = text.split('.', 4);
  if (more.length > 0 || header === '' || signature === '' || text.split('.', 4).length !== 3) {
    throw malformed('three parts are due');
  }
  const read = readSignature({ protected: header, signature });
  return { serialisation: 'compact', payload: payload === '' ? undefined : payload, signatures: [read] };
}

function parseJson(bytes: Uint8Array): ParsedDocument {
  const file = asObject(parseStrictJson(bytes, LIMITS), 'the file');
  const { payload, signatures } = file;
  if (payload !== undefined && typeof payload !== 'string') throw malformed('payload');
  const general = signatures !== undefined;
  if (general && (file['signature'] ?? file['protected'] ?? file['header']) !== undefined) {
    throw malformed('flattened and general at once');
  }
  const items = general ? signatures : [file];
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_SIGNATURES)
    throw malformed('signatures');
  return {
    serialisation: general ? 'general' : 'flattened',
    payload,
    signatures: items.map((item: unknown) => readSignature(asObject(item, 'a signature'))),
  };
}

function readSignature(item: JsonObject): JwsSignature {
  const { protected: encodedHeader = '', header = {}, signature } = item;
  if (typeof encodedHeader !== 'string' || typeof signature !== 'string') throw malformed('a signature');
  const protectedHeader =
    encodedHeader === ''
      ? {}
      : asObject(parseStrictJson(decodeBase64url(encodedHeader), LIMITS), 'the protected header');
  const unprotectedHeader = asObject(header, 'the header');
  const twice = Object.keys(protectedHeader).find((name) => Object.hasOwn(unprotectedHeader, name));
  if (twice !== undefined) throw malformed('a name in both headers');
  return {
    encodedHeader,
    protectedHeader,
    unprotectedHeader,
    encodedSignature: signature,
    signature: decodeBase64url(signature),
  };
}

export function asObject(value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(`${what} is no object`);
  return value as JsonObject;
}
