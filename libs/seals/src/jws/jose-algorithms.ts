import { constants, createPublicKey, verify } from 'node:crypto';
import {
  failed,
  notChecked,
  passed,
  SM2_DEFAULT_ID,
  type Check,
  type HashName,
  type KeyKind,
  type SignatureScheme,
  type Sm2Verifier,
  type SubjectPublicKeyInfo,
} from '#libs/pki';

interface JoseAlgorithm {
  keys: readonly KeyKind[];
  scheme: SignatureScheme;
  /** The only curve of an EC algorithm, and the octets of one number of its signatures. */
  curve?: { oid: string; octets: number };
}

const rsa = (hash: HashName): JoseAlgorithm => ({ keys: ['rsa'], scheme: { kind: 'rsa-pkcs1', hash } });
const pss = (hash: HashName, saltLength: number): JoseAlgorithm => ({
  keys: ['rsa', 'rsa-pss'],
  scheme: { kind: 'rsa-pss', hash, mgfHash: hash, saltLength },
});
const ec = (hash: HashName, oid: string, octets: number): JoseAlgorithm => ({
  keys: ['ec'],
  scheme: { kind: 'ecdsa', hash },
  curve: { oid, octets },
});

/** RFC 7518 §3, RFC 8037, RFC 8812; SM2 under the name that the signed exchange uses. */
const ALGORITHMS: Readonly<Record<string, JoseAlgorithm>> = {
  RS256: rsa('sha256'),
  RS384: rsa('sha384'),
  RS512: rsa('sha512'),
  PS256: pss('sha256', 32),
  PS384: pss('sha384', 48),
  PS512: pss('sha512', 64),
  ES256: ec('sha256', '1.2.840.10045.3.1.7', 32),
  ES384: ec('sha384', '1.3.132.0.34', 48),
  ES512: ec('sha512', '1.3.132.0.35', 66),
  ES256K: ec('sha256', '1.3.132.0.10', 32),
  EdDSA: { keys: ['ed25519', 'ed448'], scheme: { kind: 'ed25519', hash: undefined } },
  SM2: { keys: ['sm2'], scheme: { kind: 'sm2', hash: 'sm3' } },
};

/** undefined for a name that is no signature algorithm known here: MACs and `none` among them. */
export function joseScheme(alg: unknown): SignatureScheme | undefined {
  return algorithmOf(alg)?.scheme;
}

function algorithmOf(alg: unknown): JoseAlgorithm | undefined {
  return typeof alg === 'string' && Object.hasOwn(ALGORITHMS, alg) ? ALGORITHMS[alg] : undefined;
}

export interface JoseInput {
  alg: unknown;
  spki: SubjectPublicKeyInfo;
  signingInput: Uint8Array;
  signature: Uint8Array;
}

/**
 * Verifies a signature value as JOSE has it: the algorithm must be one for the kind of key, the curve the algorithm's
 * own, ECDSA values r || s of fixed length. Never throws for bytes of any kind.
 */
export async function verifyJose(
  { alg, spki, signingInput, signature }: JoseInput,
  ports: { sm2: Sm2Verifier },
): Promise<Check> {
  const name = 'signature';
  const clause = 'RFC 7515 §5.2';
  if (alg === 'none' || (typeof alg === 'string' && alg.startsWith('HS'))) {
    return failed(name, clause, `${alg} is no signature`);
  }
  const algorithm = algorithmOf(alg);
  if (!algorithm) return notChecked(name, clause, 'unsupported algorithm');
  const { keys, scheme, curve } = algorithm;
  if (!keys.includes(spki.kind)) return failed(name, clause, `${String(alg)} by a key of kind ${spki.kind}`);
  if (curve && spki.curve !== curve.oid)
    return failed(name, clause, `${String(alg)} by a key on another curve`);
  if (curve && signature.length !== 2 * curve.octets)
    return failed(name, clause, 'the signature has a wrong length');
  const good =
    scheme.kind === 'sm2'
      ? await ports.sm2.verify({
          publicKey: spki.publicKey,
          message: signingInput,
          signature,
          form: 'raw',
          userId: SM2_DEFAULT_ID,
        })
      : verifyByNode(scheme, spki, signingInput, signature);
  return good ? passed(name, clause) : failed(name, clause, 'the signature does not verify');
}

function verifyByNode(
  scheme: SignatureScheme,
  spki: SubjectPublicKeyInfo,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(spki.raw), format: 'der', type: 'spki' });
    switch (scheme.kind) {
      case 'rsa-pkcs1':
        return verify(scheme.hash, message, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
      case 'rsa-pss': {
        const { hash, saltLength } = scheme;
        return verify(
          hash,
          message,
          { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
          signature,
        );
      }
      case 'ecdsa':
        return verify(scheme.hash, message, { key, dsaEncoding: 'ieee-p1363' }, signature);
      case 'ed25519':
      case 'ed448':
        return verify(null, message, key, signature);
      default:
        return false;
    }
  } catch {
    return false; // a key that OpenSSL does not take
  }
}
