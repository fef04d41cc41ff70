import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { decodeBase64url } from '#libs/jws';
import type { Certificate } from '#libs/pki';
import { asObject, type JsonObject, type JwsSignature } from './parse-jws.js';

const malformed = (hint: string) => new Refusal('JOSE_MALFORMED', { hint });

/** Names of hashes in JAdES headers (ETSI TS 119 182-1 §5.2.2.2: RFC 3230 and its registry, and those of XML). */
const HASHES: Readonly<Record<string, string>> = {
  S256: 'sha256',
  S384: 'sha384',
  S512: 'sha512',
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};

function hashNamed(name: unknown): string | undefined {
  return typeof name === 'string' && Object.hasOwn(HASHES, name) ? HASHES[name] : undefined;
}

/** Certificates in `x5c`, DER; the signer's comes first (RFC 7515 §4.1.6: base64, not base64url). */
export function certificatesIn(header: JsonObject): Uint8Array[] {
  const { x5c } = header;
  if (x5c === undefined) return [];
  if (!Array.isArray(x5c) || x5c.length === 0 || x5c.length > 100) throw malformed('x5c');
  return x5c.map((item: unknown) => decodeBase64(item, 'x5c'));
}

export function decodeBase64(item: unknown, what: string): Uint8Array {
  if (typeof item !== 'string') throw malformed(what);
  const bytes = Buffer.from(item, 'base64');
  if (bytes.toString('base64') !== item) throw malformed(what);
  return bytes;
}

export interface CertificateDigest {
  hash: string | undefined;
  digest: Uint8Array;
}

/** References to the signer's certificate in the protected header: `x5t#S256`, `x5t#o`, `sigX5ts` (§5.1.7, §5.2.2). */
export function references({ protectedHeader }: JwsSignature): CertificateDigest[] {
  const found: CertificateDigest[] = [];
  const sha256 = protectedHeader['x5t#S256'];
  if (sha256 !== undefined) found.push({ hash: 'sha256', digest: decode(sha256, 'x5t#S256') });
  const other = protectedHeader['x5t#o'];
  if (other !== undefined) found.push(readDigest(other));
  const list = protectedHeader['sigX5ts'] ?? protectedHeader['x5ts'];
  if (list !== undefined) {
    if (!Array.isArray(list) || list.length === 0) throw malformed('sigX5ts');
    found.push(readDigest(list[0])); // the first is the signer's
  }
  return found;
}

function readDigest(value: unknown): CertificateDigest {
  const { digAlg, digVal } = asObject(value, 'a certificate digest');
  return { hash: hashNamed(digAlg), digest: decode(digVal, 'digVal') };
}

function decode(value: unknown, what: string): Uint8Array {
  if (typeof value !== 'string') throw malformed(what);
  return decodeBase64url(value);
}

export function refersTo({ hash, digest }: CertificateDigest, certificate: Certificate): boolean {
  return (
    hash !== undefined && Buffer.compare(createHash(hash).update(certificate.raw).digest(), digest) === 0
  );
}

/** What `sigD` says about detached objects (§5.2.8). */
export interface DetachedReference {
  mechanism: 'headers' | 'payload' | 'hashes' | 'unknown';
  objects: readonly string[];
  hash: string | undefined;
  digests: readonly Uint8Array[];
}

const MECHANISMS: Readonly<Record<string, DetachedReference['mechanism']>> = {
  'http://uri.etsi.org/19182/HttpHeaders': 'headers',
  'http://uri.etsi.org/19182/ObjectIdByURI': 'payload',
  'http://uri.etsi.org/19182/ObjectIdByURIHash': 'hashes',
};

export function detachedReference({ protectedHeader }: JwsSignature): DetachedReference | undefined {
  const { sigD } = protectedHeader;
  if (sigD === undefined) return undefined;
  const { mId, pars, hashM, hashV } = asObject(sigD, 'sigD');
  const objects = Array.isArray(pars) ? pars.map((item: unknown) => String(item)) : [];
  const digests = Array.isArray(hashV) ? hashV.map((item: unknown) => decode(item, 'hashV')) : [];
  if (objects.length > 1000 || digests.length > 1000) throw malformed('sigD');
  const mechanism = typeof mId === 'string' && Object.hasOwn(MECHANISMS, mId) ? MECHANISMS[mId] : undefined;
  return { mechanism: mechanism ?? 'unknown', objects, hash: hashNamed(hashM), digests };
}

/** Elements of `etsiU` (§5.3.1), each an object with one member; base64url of such an object where so written. */
export function unsignedComponents({ unprotectedHeader }: JwsSignature): JsonObject[] {
  const { etsiU } = unprotectedHeader;
  if (etsiU === undefined) return [];
  if (!Array.isArray(etsiU) || etsiU.length > 1000) throw malformed('etsiU');
  return etsiU.map((item: unknown) =>
    asObject(typeof item === 'string' ? parseText(decodeBase64url(item)) : item, 'a component of etsiU'),
  );
}

function parseText(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch (cause) {
    throw new Refusal('JOSE_MALFORMED', { hint: 'etsiU', cause });
  }
}

/** Marks of JAdES that a plain JWS does not have. */
const MARKS = ['sigT', 'sigD', 'x5t#o', 'sigX5ts', 'srCms', 'sigPl', 'srAts', 'sigPId', 'adoTst'];

export function isJades({ protectedHeader, unprotectedHeader }: JwsSignature): boolean {
  return (
    MARKS.some((name) => Object.hasOwn(protectedHeader, name)) || Object.hasOwn(unprotectedHeader, 'etsiU')
  );
}
