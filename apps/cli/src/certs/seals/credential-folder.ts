import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromPem, parseCertificate, randomNonce, Sm2PrivateKey, type NonceSource } from '#libs/pki';
import { certifyingKeyOf, sm2CertifyingKey, type CertifyingKey } from '#libs/seals';

/** By which algorithm a sample key signs: SM2 for OFD, ECDSA on P-256 for PDF. */
export type Suite = 'sm2' | 'ec';

export interface Credential {
  /** DER. */
  certificate: Uint8Array;
  key: SampleKey;
}

export type SampleKey = { suite: 'sm2'; key: Sm2PrivateKey } | { suite: 'ec'; key: KeyObject };

export const NONCE: NonceSource = randomNonce(randomBytes);

export function newKey(suite: Suite): SampleKey {
  return suite === 'sm2' ? { suite, key: Sm2PrivateKey.generate(randomBytes) } : { suite, key: newEcKey() };
}

export function newEcKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

export function certifying(sample: SampleKey): CertifyingKey {
  return sample.suite === 'sm2' ? sm2CertifyingKey(sample.key, NONCE) : certifyingKeyOf(sample.key);
}

/** Certificates with their keys as PEM: `<suite>-<name>.crt`, `<suite>-<name>.key` (mode 0600). */
export class CredentialFolder {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** What is stored, where it is good until an instant; undefined where it is missing, damaged or close to its end. */
  load(suite: Suite, name: string, until: number): Credential | undefined {
    const path = join(this.folder, `${suite}-${name}`);
    try {
      const [certificate] = fromPem(readFileSync(`${path}.crt`), 'CERTIFICATE');
      if (!certificate || parseCertificate(certificate).notAfter < until) return undefined;
      return { certificate, key: readKey(suite, readFileSync(`${path}.key`, 'latin1')) };
    } catch {
      return undefined;
    }
  }

  save(suite: Suite, name: string, { certificate, key }: Credential): void {
    const path = join(this.folder, `${suite}-${name}`);
    replace(`${path}.key`, pem('PRIVATE KEY', pkcs8(key)), 0o600);
    replace(`${path}.crt`, pem('CERTIFICATE', certificate));
  }
}

function readKey(suite: Suite, text: string): SampleKey {
  const der = Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64');
  return suite === 'sm2'
    ? { suite, key: Sm2PrivateKey.fromPkcs8(der) }
    : { suite, key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}

export function pkcs8({ suite, key }: SampleKey): Uint8Array {
  return suite === 'sm2' ? key.toPkcs8() : key.export({ format: 'der', type: 'pkcs8' });
}

export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Written beside and renamed: a node that reads at this moment never reads half a file. */
export function replace(path: string, text: string | Uint8Array, mode = 0o644): void {
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, text, { mode });
  renameSync(beside, path);
}
