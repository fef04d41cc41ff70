import {
  constants,
  createPrivateKey,
  createPublicKey,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import forge from 'node-forge';
import { Refusal } from '#libs/errors';
import type { DocumentSigningKey, SigningAlgorithm } from './signing-key.js';

/**
 * A key out of a PKCS #12 file (RFC 7292), RSA, ECDSA or Ed25519. The certificate is the one that fits the private key.
 * @throws Refusal PKCS12_UNUSABLE for a wrong password as well: nothing tells the two apart
 */
export function keyFromPkcs12(file: Uint8Array, password: string): DocumentSigningKey {
  const { key, certificates } = read(file, password);
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const own = certificates.find((der) => publicKeyOf(der)?.equals(spki));
  if (!own) throw new Refusal('PKCS12_UNUSABLE', { hint: 'no certificate for the key' });
  const others = certificates.filter((der) => der !== own);
  const algorithm = algorithmOf(key);
  return { algorithm, certificates: [own, ...others], sign: (message) => signWith(key, algorithm, message) };
}

function publicKeyOf(der: Uint8Array): Buffer | undefined {
  try {
    return new X509Certificate(der).publicKey.export({ format: 'der', type: 'spki' });
  } catch {
    return undefined; // an authority's certificate of a kind that OpenSSL does not read
  }
}

function read(file: Uint8Array, password: string): { key: KeyObject; certificates: Uint8Array[] } {
  try {
    const asn1 = forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(file).toString('binary')));
    const bags = forge.pkcs12.pkcs12FromAsn1(asn1, password).safeContents.flatMap(({ safeBags }) => safeBags);
    const ofType = (...types: readonly (string | undefined)[]) =>
      bags.filter(({ type }) => types.includes(type));
    const { pkcs8ShroudedKeyBag, keyBag, certBag } = forge.pki.oids;
    const keys = ofType(pkcs8ShroudedKeyBag, keyBag).map(({ key, asn1: raw }) =>
      toDer(key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : raw),
    );
    const [der] = keys;
    if (!der || keys.length > 1) throw new Refusal('PKCS12_UNUSABLE', { hint: 'one private key is due' });
    const certificates = ofType(certBag).map(({ cert, asn1: raw }) =>
      toDer(cert ? forge.pki.certificateToAsn1(cert) : raw),
    );
    return { key: createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }), certificates };
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal('PKCS12_UNUSABLE', { cause: thrown });
  }
}

function toDer(asn1: forge.asn1.Asn1): Uint8Array {
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

function algorithmOf(key: KeyObject): SigningAlgorithm {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return 'rsa-sha256';
    case 'rsa-pss':
      return 'rsa-pss-sha256';
    case 'ed25519':
      return 'ed25519';
    case 'ec':
      // OpenSSL would sign by ECDSA on the SM2 curve, which is nobody's signature.
      if (CURVES.has(key.asymmetricKeyDetails?.namedCurve ?? '')) return 'ecdsa-sha256';
      throw new Refusal('PKCS12_UNUSABLE', { hint: 'a curve that signs nothing here' });
    default:
      throw new Refusal('PKCS12_UNUSABLE', { hint: 'a key of a kind that signs nothing here' });
  }
}

function signWith(key: KeyObject, algorithm: SigningAlgorithm, message: Uint8Array): Uint8Array {
  if (algorithm === 'ed25519') return sign(null, message, key);
  if (algorithm !== 'rsa-pss-sha256') return sign('sha256', message, key);
  return sign('sha256', message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
}
