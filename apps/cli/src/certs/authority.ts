import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  privateEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/**
 * The sample PKI: certificates that let a demo and the tests speak mutual TLS on one machine.
 * Nothing here is fit for production: the CA's key lies unprotected beside its certificate.
 */

type Clock = () => number;

export const SAMPLE_MARK = 'SAMPLE - NOT FOR PRODUCTION';
export const DAY = 86_400_000;

/** A certificate and its private key, both PEM. */
export interface SampleCredential {
  cert: string;
  key: string;
}

export interface LeafRequest {
  /** Common name and organisation as shown in the subject. */
  name: string;
  /** Stands as URI SAN; this is the name to which a peer binds the connection. */
  entityId: string;
  /** First and last valid instant, milliseconds. */
  notBefore: number;
  notAfter: number;
}

const generate = promisify(generateKeyPair);

// RSA, because node-forge knows no EC certificates.
async function newKey(): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** RFC 5280 §4.1.2.2: positive, at most 20 octets, unpredictable. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function subjectOf(commonName: string): forge.pki.CertificateField[] {
  return [
    { shortName: 'C', value: 'CN' },
    { shortName: 'O', value: SAMPLE_MARK },
    { shortName: 'CN', value: commonName },
  ];
}

function draft(keyPem: string, notBefore: number, notAfter: number) {
  const publicKey = createPublicKey(keyPem).export({ format: 'pem', type: 'spki' }).toString();
  const cert = forge.pki.createCertificate();
  cert.publicKey = forge.pki.publicKeyFromPem(publicKey);
  cert.serialNumber = newSerial();
  cert.validity.notBefore = new Date(notBefore);
  cert.validity.notAfter = new Date(notAfter);
  return cert;
}

// DER of DigestInfo { sha256, NULL, OCTET STRING (32) }, RFC 8017 §9.2 note 1.
const SHA256_PREFIX = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** forge builds the certificate, OpenSSL signs it: forge's own RSA takes up to a second. */
function sign(cert: forge.pki.Certificate, keyPem: string): void {
  const signer = {
    sign: (md: forge.md.MessageDigest) => {
      const info = Buffer.concat([SHA256_PREFIX, Buffer.from(md.digest().getBytes(), 'binary')]);
      const padding = constants.RSA_PKCS1_PADDING;
      return privateEncrypt({ key: keyPem, padding }, info).toString('binary');
    },
  };
  cert.sign(signer as unknown as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
}

/** A self-signed root, path length 0. */
export async function createSampleAuthority(name: string, clock: Clock): Promise<SampleCredential> {
  const key = await newKey();
  // Backdated by an hour: containers and hosts disagree about the time.
  const cert = draft(key, clock() - DAY / 24, clock() + 3 * 365 * DAY);
  cert.setSubject(subjectOf(name));
  cert.setIssuer(subjectOf(name));
  cert.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  sign(cert, key);
  return { cert: forge.pki.certificateToPem(cert), key };
}

/** A certificate for one entity, good as TLS server and as TLS client on this machine. */
export async function issueSampleCertificate(
  authority: SampleCredential,
  request: LeafRequest,
): Promise<SampleCredential> {
  const key = await newKey();
  const issuer = forge.pki.certificateFromPem(authority.cert);
  const cert = draft(key, request.notBefore, request.notAfter);
  cert.setSubject(subjectOf(request.name));
  cert.setIssuer(issuer.subject.attributes);
  cert.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    { name: 'subjectKeyIdentifier' },
    {
      name: 'authorityKeyIdentifier',
      keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes(),
    },
    {
      name: 'subjectAltName',
      altNames: [
        { type: 7, ip: '127.0.0.1' },
        { type: 2, value: 'localhost' },
        { type: 6, value: request.entityId },
      ],
    },
  ]);
  sign(cert, authority.key);
  return { cert: forge.pki.certificateToPem(cert), key };
}

/** Why a stored credential may not be kept; undefined when it may. */
export function faultOf(
  stored: SampleCredential,
  issuer: string,
  expected: { entityId?: string; validUntil: number },
): string | undefined {
  try {
    const cert = new X509Certificate(stored.cert);
    const ca = new X509Certificate(issuer);
    if (!cert.verify(ca.publicKey)) return 'issued by another authority';
    if (!cert.checkPrivateKey(createPrivateKey(stored.key))) return 'certificate and key do not match';
    if (cert.validToDate.getTime() < expected.validUntil) return 'close to expiry';
    const wanted = expected.entityId === undefined ? undefined : `URI:${expected.entityId}`;
    if (wanted && !(cert.subjectAltName ?? '').split(', ').includes(wanted)) return 'names another entity';
    return undefined;
  } catch {
    return 'not readable';
  }
}
