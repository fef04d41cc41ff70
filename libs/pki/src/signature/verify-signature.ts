import { constants, createPublicKey, createVerify, verify, type KeyObject } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { Asn1, der } from '../asn1/index.js';
import { concat } from '../bytes.js';
import { failed, notChecked, passed, type Check } from '../check.js';
import type { AlgorithmIdentifier } from './algorithm-identifier.js';
import { CURVES, KEY_OID, readPublicKey, type SubjectPublicKeyInfo } from './public-key.js';
import { readPss, schemeOf, type SignatureScheme } from './scheme.js';
import { SM2_DEFAULT_ID, type Sm2Verifier } from './sm2-verifier.js';

export interface SignatureInput {
  spki: SubjectPublicKeyInfo;
  algorithm: AlgorithmIdentifier;
  /** The digest algorithm beside it, in CMS. */
  digest?: AlgorithmIdentifier | undefined;
  /** What is signed, whole or in pieces. */
  message: Uint8Array | readonly Uint8Array[];
  signature: Uint8Array;
  /** Form of an SM2 signature; `der` unless told. */
  sm2Form?: 'der' | 'raw';
  sm2UserId?: Uint8Array;
}

export interface SignaturePorts {
  /** Without it, SM2 signatures are not checked, and so never passed. */
  sm2?: Sm2Verifier | undefined;
}

const NAME = 'signature';

/**
 * Verifies one signature: RSA PKCS #1 v1.5 and PSS, ECDSA in strict DER, EdDSA, DSA, and SM2 by its port. The key must
 * be of the kind that the algorithm is for. An algorithm that is not known gives `not-checked`.
 *
 * Not checked: whether the algorithm is still good enough (`judgeAlgorithm`), whose key it is. Never throws for bytes
 * of any kind.
 */
export async function verifySignature(input: SignatureInput, ports: SignaturePorts = {}): Promise<Check> {
  try {
    const scheme = schemeOf(input.algorithm, input.digest);
    if (!scheme) return notChecked(NAME, 'RFC 5280 §4.1.1.2', unsupported(input.algorithm.oid));
    return await verifyScheme(scheme, input, ports);
  } catch (thrown) {
    if (thrown instanceof Refusal) return failed(NAME, 'RFC 5280 §4.1.1.2', thrown.message);
    throw thrown;
  }
}

const unsupported = (oid: string) => `unsupported algorithm ${oid}`;

async function verifyScheme(
  scheme: SignatureScheme,
  input: SignatureInput,
  ports: SignaturePorts,
): Promise<Check> {
  const { spki, signature } = input;
  const clause = CLAUSES[scheme.kind];
  const verdict = (good: boolean) =>
    good ? passed(NAME, clause) : failed(NAME, clause, 'the signature does not verify');
  if (spki.kind === 'unknown') return notChecked(NAME, clause, unsupported(spki.curve ?? spki.algorithm.oid));
  if (!KEYS[scheme.kind].includes(spki.kind)) {
    return failed(NAME, clause, `a ${scheme.kind} signature by a key of kind ${spki.kind}`);
  }
  if (scheme.kind === 'sm2') {
    if (!ports.sm2) return notChecked(NAME, clause, unsupported('SM2'));
    const message = whole(input.message);
    const { sm2Form: form = 'der', sm2UserId: userId = SM2_DEFAULT_ID } = input;
    const sm2 = { publicKey: spki.publicKey, message, signature, form, userId };
    return verdict(await ports.sm2.verify(sm2));
  }
  if (scheme.kind === 'rsa-pss' && spki.kind === 'rsa-pss' && !agreesWithKey(scheme, spki)) {
    return failed(NAME, 'RFC 4055 §3.3', 'the parameters are not those of the key');
  }
  const key = importKey(scheme, spki);
  if (!key) return failed(NAME, clause, 'the public key cannot be used');
  return verdict(verifyByNode(scheme, key, input));
}

const CLAUSES = {
  'rsa-pkcs1': 'RFC 8017 §8.2.2',
  'rsa-pss': 'RFC 8017 §8.1.2',
  ecdsa: 'RFC 5758 §3.2',
  dsa: 'RFC 3279 §2.2.2',
  ed25519: 'RFC 8410 §6',
  ed448: 'RFC 8410 §6',
  sm2: 'GB/T 32918.2 §7',
} as const satisfies Record<SignatureScheme['kind'], string>;

const KEYS: Readonly<Record<SignatureScheme['kind'], readonly SubjectPublicKeyInfo['kind'][]>> = {
  'rsa-pkcs1': ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'], // never an SM2 key: its curve would do, its owner never signed so
  dsa: ['dsa'],
  ed25519: ['ed25519'],
  ed448: ['ed448'],
  sm2: ['sm2'],
};

function whole(message: SignatureInput['message']): Uint8Array {
  return message instanceof Uint8Array ? message : concat(...message);
}

/** A key for PSS may name the only hash, mask and least salt that it may be used with (RFC 4055 §3.3). */
function agreesWithKey(scheme: SignatureScheme & { kind: 'rsa-pss' }, spki: SubjectPublicKeyInfo): boolean {
  if (!spki.algorithm.parameters) return true;
  const own = readPss(spki.algorithm);
  if (own?.kind !== 'rsa-pss') return false;
  return own.hash === scheme.hash && own.mgfHash === scheme.mgfHash && own.saltLength <= scheme.saltLength;
}

function importKey(scheme: SignatureScheme, spki: SubjectPublicKeyInfo): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(keyBytes(scheme, spki)), format: 'der', type: 'spki' });
  } catch {
    return undefined; // a point off its curve, parameters that OpenSSL does not take
  }
}

/**
 * Node takes no hash for the mask of PSS but that of the message. Where the two differ, the key is written anew as one
 * that is restricted to exactly these parameters, which OpenSSL then follows.
 */
function keyBytes(scheme: SignatureScheme, spki: SubjectPublicKeyInfo): Uint8Array {
  if (scheme.kind !== 'rsa-pss') return spki.raw;
  if (scheme.mgfHash === scheme.hash) {
    return der.sequence(der.sequence(der.oid(KEY_OID.rsa), der.null()), der.bits(spki.publicKey));
  }
  const { parameters } = restricted(scheme);
  return der.sequence(der.sequence(der.oid(KEY_OID.rsaPss), parameters), der.bits(spki.publicKey));
}

const HASH_OID: Readonly<Record<string, string>> = {
  sha1: '1.3.14.3.2.26',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

function restricted({ hash, mgfHash, saltLength }: SignatureScheme & { kind: 'rsa-pss' }) {
  const identifier = (name: string) => der.sequence(der.oid(HASH_OID[name] ?? '0.0'), der.null());
  const mgf = der.sequence(der.oid('1.2.840.113549.1.1.8'), identifier(mgfHash));
  const parameters = der.sequence(
    ...(hash === 'sha1' ? [] : [der.explicit(0, identifier(hash))]),
    ...(mgfHash === 'sha1' ? [] : [der.explicit(1, mgf)]),
    ...(saltLength === 20 ? [] : [der.explicit(2, der.integer(saltLength))]),
  );
  return { parameters };
}

function verifyByNode(scheme: SignatureScheme, key: KeyObject, input: SignatureInput): boolean {
  const { message, signature, spki } = input;
  try {
    if (scheme.hash === undefined) return verify(null, whole(message), key, signature);
    const verifier = createVerify(scheme.hash);
    for (const piece of message instanceof Uint8Array ? [message] : message) verifier.update(piece);
    switch (scheme.kind) {
      case 'rsa-pkcs1':
        return verifier.verify({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
      case 'rsa-pss': {
        const { saltLength } = scheme;
        return verifier.verify({ key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature);
      }
      case 'ecdsa': {
        const fixed = fixedLength(signature, CURVES[spki.curve ?? '']?.octets ?? 0);
        return fixed !== undefined && verifier.verify({ key, dsaEncoding: 'ieee-p1363' }, fixed);
      }
      case 'dsa':
        Asn1.parse(signature).sequence();
        return verifier.verify({ key, dsaEncoding: 'der' }, signature);
      case 'sm2':
        return false; // never reached: Node's SM2 has no identifier of the signer
    }
  } catch {
    return false;
  }
}

/** SEQUENCE { r, s } in strict DER as r || s; undefined where it is anything else or a number is too large. */
function fixedLength(signature: Uint8Array, octets: number): Uint8Array | undefined {
  const fields = Asn1.parse(signature, { maxBytes: 256 }).sequence();
  const numbers = [fields.next().integer(), fields.next().integer()];
  fields.end();
  if (numbers.some((number) => number <= 0n || number >> BigInt(8 * octets) !== 0n)) return undefined;
  const text = numbers.map((number) => number.toString(16).padStart(2 * octets, '0')).join('');
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/**
 * The key with the parameters of its issuer's, where it leaves them out: DSA may (RFC 3279 §2.3.2). Gives the key
 * itself in every other case.
 */
export function inheritParameters(
  spki: SubjectPublicKeyInfo,
  issuer: SubjectPublicKeyInfo,
): SubjectPublicKeyInfo {
  if (spki.kind !== 'dsa' || spki.bits > 0 || issuer.kind !== 'dsa' || !issuer.algorithm.parameters)
    return spki;
  const algorithm = der.sequence(der.oid(spki.algorithm.oid), issuer.algorithm.parameters.raw);
  return readPublicKey(Asn1.parse(der.sequence(algorithm, der.bits(spki.publicKey))));
}
