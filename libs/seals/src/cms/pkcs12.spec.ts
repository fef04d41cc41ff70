import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { Refusal } from '#libs/errors';
import { pdf, trusting } from '../../../../test/support/pdf.js';
import { NOW } from '../../../../test/support/pki.js';
import { CertificateAuthority, certifyingKeyOf } from '../authority/index.js';
import { signPdf } from '../pdf/sign-pdf.js';
import { verifyPdf } from '../pdf/verify-pdf.js';
import { keyFromPkcs12 } from './pkcs12.js';
import { writePkcs12 } from './write-pkcs12.js';

/** By OpenSSL, since forge takes seconds for it. */
function newPair() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const own = forge.pki.privateKeyFromPem(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  return { privateKey: own, publicKey: forge.pki.setRsaPublicKey(own.n, own.e) };
}

const pair = newPair();
const names = [{ shortName: 'CN', value: 'signer' }];

function certify(publicKey: forge.pki.PublicKey): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(NOW - 86_400_000);
  certificate.validity.notAfter = new Date(NOW + 86_400_000);
  certificate.setSubject(names);
  certificate.setIssuer(names);
  certificate.sign(pair.privateKey, forge.md.sha256.create());
  return certificate;
}

function file(certificates: forge.pki.Certificate[], password = 'word'): Uint8Array {
  const asn1 = forge.pkcs12.toPkcs12Asn1(pair.privateKey, certificates, password, {
    algorithm: 'aes256',
    count: 8,
  });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

const stranger = newPair();

describe('a key out of a PKCS #12 file', () => {
  it('signs with the certificate that fits it, wherever that stands', async () => {
    const key = keyFromPkcs12(file([certify(stranger.publicKey), certify(pair.publicKey)]), 'word');
    expect(key.algorithm).toBe('rsa-sha256');
    expect(key.certificates).toHaveLength(2);
    const { signatures } = await verifyPdf(await signPdf(pdf(), { key, at: NOW - 1000 }), trusting());
    const failing = signatures[0]?.checks.filter(({ decides, outcome }) => decides && outcome !== 'passed');
    // Everything but trust: the root of the stage did not issue it.
    expect(failing?.map(({ name }) => name)).toEqual(['path', 'revocation']);
    expect(signatures[0]?.subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
  }, 30_000);

  it('is written with an EC key and its chain, and read again', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const validity = { notBefore: NOW - 86_400_000, notAfter: NOW + 86_400_000 };
    const root = CertificateAuthority.root({ commonName: 'root' }, certifyingKeyOf(privateKey), validity);
    const written = writePkcs12({
      key: privateKey,
      certificates: [root.certificate],
      passphrase: 'a pass word',
      randomBytes: (length) => randomBytes(length),
    });
    const key = keyFromPkcs12(written, 'a pass word');
    expect(key.algorithm).toBe('ecdsa-sha256');
    expect(Buffer.from(key.certificates[0]).equals(root.certificate)).toBe(true);
    expect(() => keyFromPkcs12(written, 'word')).toThrow(
      expect.objectContaining({ code: 'PKCS12_UNUSABLE' }) as Refusal,
    );
  });

  it.each([
    ['a wrong password', () => keyFromPkcs12(file([certify(pair.publicKey)]), 'other')],
    ['no certificate for the key', () => keyFromPkcs12(file([certify(stranger.publicKey)]), 'word')],
    ['something else', () => keyFromPkcs12(Buffer.from('x'), 'word')],
  ])(
    'is refused for %s',
    (_, open) => {
      expect(open).toThrow(expect.objectContaining({ code: 'PKCS12_UNUSABLE' }) as Refusal);
    },
    30_000,
  );
});
