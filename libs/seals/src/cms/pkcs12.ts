import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { Refusal } from '#libs/errors';
import { documentKeyOf } from './document-key.js';
import type { DocumentSigningKey } from './signing-key.js';

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
  return documentKeyOf(key, [own, ...others]);
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
