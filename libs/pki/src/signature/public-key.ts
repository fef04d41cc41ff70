import { Refusal } from '#libs/errors';
import { Asn1 } from '../asn1/index.js';
import { hasNoParameters, readAlgorithm, type AlgorithmIdentifier } from './algorithm-identifier.js';

export type KeyKind = 'rsa' | 'rsa-pss' | 'ec' | 'sm2' | 'ed25519' | 'ed448' | 'dsa' | 'unknown';

export interface SubjectPublicKeyInfo {
  raw: Uint8Array;
  algorithm: AlgorithmIdentifier;
  /** Content of the BIT STRING. */
  publicKey: Uint8Array;
  kind: KeyKind;
  /** Object identifier of the curve of an `ec` or `sm2` key. */
  curve: string | undefined;
  /** Size by which keys are judged: modulus, field or prime. 0 where it is not known. */
  bits: number;
}

export const KEY_OID = {
  rsa: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  ec: '1.2.840.10045.2.1',
  dsa: '1.2.840.10040.4.1',
  ed25519: '1.3.101.112',
  ed448: '1.3.101.113',
  sm2Curve: '1.2.156.10197.1.301',
} as const;

/** Curves that are verified, with the octets of a coordinate and the order of the group. */
export const CURVES: Readonly<Record<string, { name: string; octets: number; bits: number }>> = {
  '1.2.840.10045.3.1.7': { name: 'prime256v1', octets: 32, bits: 256 },
  '1.3.132.0.34': { name: 'secp384r1', octets: 48, bits: 384 },
  '1.3.132.0.35': { name: 'secp521r1', octets: 66, bits: 521 },
  '1.3.132.0.33': { name: 'secp224r1', octets: 28, bits: 224 },
  '1.3.132.0.10': { name: 'secp256k1', octets: 32, bits: 256 },
  '1.3.36.3.3.2.8.1.1.7': { name: 'brainpoolP256r1', octets: 32, bits: 256 },
  '1.3.36.3.3.2.8.1.1.11': { name: 'brainpoolP384r1', octets: 48, bits: 384 },
  '1.3.36.3.3.2.8.1.1.13': { name: 'brainpoolP512r1', octets: 64, bits: 512 },
  [KEY_OID.sm2Curve]: { name: 'sm2p256v1', octets: 32, bits: 256 },
};

const malformed = (hint: string, cause?: unknown) => new Refusal('PUBLIC_KEY_MALFORMED', { hint, cause });

/**
 * SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). Curves stand by name only: explicit parameters would let the writer choose
 * the generator (CVE-2020-0601). Kinds that are not known are kept as `unknown`, and nothing verifies with them.
 * Whether a point lies on its curve is found when the key is used.
 * @throws Refusal PUBLIC_KEY_MALFORMED, ASN1_*
 */
export function readPublicKey(element: Asn1): SubjectPublicKeyInfo {
  const fields = element.sequence();
  const algorithm = readAlgorithm(fields.next());
  const publicKey = fields.next().bitOctets();
  fields.end();
  return { raw: element.raw, algorithm, publicKey, ...describe(algorithm, publicKey) };
}

export function parsePublicKey(spki: Uint8Array): SubjectPublicKeyInfo {
  return readPublicKey(Asn1.parse(spki));
}

function describe(algorithm: AlgorithmIdentifier, key: Uint8Array) {
  const { oid, parameters } = algorithm;
  switch (oid) {
    case KEY_OID.rsa:
      if (!hasNoParameters(algorithm)) throw malformed('RSA with parameters');
      return { kind: 'rsa', curve: undefined, bits: rsaBits(key) } as const;
    case KEY_OID.rsaPss:
      return { kind: 'rsa-pss', curve: undefined, bits: rsaBits(key) } as const;
    case KEY_OID.ec:
      return ellipticCurve(parameters, key);
    case KEY_OID.sm2Curve: // seen as the algorithm itself
      return ellipticCurve(undefined, key, KEY_OID.sm2Curve);
    case KEY_OID.ed25519:
      if (parameters || key.length !== 32) throw malformed('Ed25519');
      return { kind: 'ed25519', curve: undefined, bits: 256 } as const;
    case KEY_OID.ed448:
      if (parameters || key.length !== 57) throw malformed('Ed448');
      return { kind: 'ed448', curve: undefined, bits: 456 } as const;
    case KEY_OID.dsa: {
      const prime = parameters && !hasNoParameters(algorithm) ? parameters.sequence().next().integer() : 0n;
      return { kind: 'dsa', curve: undefined, bits: bitLength(prime) } as const;
    }
    default:
      return { kind: 'unknown', curve: undefined, bits: 0 } as const;
  }
}

function rsaBits(key: Uint8Array): number {
  const fields = Asn1.parse(key).sequence();
  const modulus = fields.next().integer();
  const exponent = fields.next().integer();
  fields.end();
  if (modulus <= 0n || exponent < 3n || (exponent & 1n) === 0n || exponent >= modulus) throw malformed('RSA');
  if (exponent >> 64n !== 0n) throw malformed('RSA exponent too large'); // a public operation as slow as a private one
  return bitLength(modulus);
}

function ellipticCurve(parameters: Asn1 | undefined, key: Uint8Array, fixed?: string) {
  let curve = fixed;
  if (curve === undefined) {
    try {
      curve = parameters?.oid();
    } catch (cause) {
      throw malformed('a named curve is due', cause);
    }
  }
  if (curve === undefined) throw malformed('a named curve is due');
  const known = CURVES[curve];
  if (!known) return { kind: 'unknown', curve, bits: 0 } as const;
  const [form] = key;
  const uncompressed = form === 4 && key.length === 1 + 2 * known.octets;
  const compressed = (form === 2 || form === 3) && key.length === 1 + known.octets;
  if (!uncompressed && !compressed) throw malformed('point');
  const kind = curve === KEY_OID.sm2Curve ? 'sm2' : 'ec';
  return { kind, curve, bits: known.bits } as const;
}

function bitLength(value: bigint): number {
  return value <= 0n ? 0 : value.toString(2).length;
}
