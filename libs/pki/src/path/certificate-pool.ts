import { Refusal } from '#libs/errors';
import { parseCertificate, type Certificate } from '../certificate/certificate.js';

/**
 * Certificates that may stand in a path, by subject. Nothing in it is trusted. What cannot be parsed is left out and
 * counted, so that one spoiled certificate in a document does not hide the others.
 */
export class CertificatePool {
  private readonly bySubject = new Map<string, Certificate[]>();
  private readonly fingerprints = new Set<string>();
  malformed = 0;
  /** True where certificates were left out for their number. */
  overflowed = false;

  constructor(
    certificates: Iterable<Certificate> = [],
    private readonly limit = 10_000,
  ) {
    for (const certificate of certificates) this.add(certificate);
  }

  /** Reads each of `encoded`, leaving out what is malformed. */
  static fromDer(encoded: Iterable<Uint8Array>, limit?: number): CertificatePool {
    const pool = new CertificatePool([], limit);
    for (const der of encoded) pool.addDer(der);
    return pool;
  }

  get size(): number {
    return this.fingerprints.size;
  }

  add(certificate: Certificate): void {
    if (this.fingerprints.has(certificate.fingerprint)) return;
    if (this.fingerprints.size >= this.limit) {
      this.overflowed = true;
      return;
    }
    this.fingerprints.add(certificate.fingerprint);
    const { key } = certificate.subject;
    const same = this.bySubject.get(key);
    if (same) same.push(certificate);
    else this.bySubject.set(key, [certificate]);
  }

  /** @returns the certificate, also where it is there already; undefined where it is malformed */
  addDer(der: Uint8Array): Certificate | undefined {
    try {
      const certificate = parseCertificate(der);
      this.add(certificate);
      return certificate;
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      this.malformed++;
      return undefined;
    }
  }

  withSubject(key: string): readonly Certificate[] {
    return this.bySubject.get(key) ?? [];
  }

  *[Symbol.iterator](): IterableIterator<Certificate> {
    for (const same of this.bySubject.values()) yield* same;
  }
}
