import { createHash } from 'node:crypto';
import { hex } from '../bytes.js';
import { notChecked, type Check } from '../check.js';
import type { AlgorithmIdentifier } from '../signature/algorithm-identifier.js';
import type { SubjectPublicKeyInfo } from '../signature/public-key.js';
import { verifySignature, type SignaturePorts } from '../signature/verify-signature.js';

/** Something signed whole by an authority: a certificate, a CRL, an OCSP answer. */
export interface Signed {
  raw: Uint8Array;
  tbs: Uint8Array;
  signatureAlgorithm: AlgorithmIdentifier;
  signature: Uint8Array;
}

/**
 * Verifies each pair of key and signed thing once in a validation, and no more than a number of them: what a document
 * brings along decides how many there are to try.
 */
export class SignatureLedger {
  private readonly known = new Map<string, Promise<Check>>();
  private readonly digests = new WeakMap<Uint8Array, string>();
  private left: number;
  /** Signatures that did not verify. */
  refuted = 0;

  constructor(
    private readonly ports: SignaturePorts,
    maxVerifications: number,
  ) {
    this.left = maxVerifications;
  }

  verify(signed: Signed, spki: SubjectPublicKeyInfo): Promise<Check> {
    const key = `${this.digest(spki.raw)} ${this.digest(signed.raw)}`;
    const known = this.known.get(key);
    if (known) return known;
    if (this.left <= 0) {
      return Promise.resolve(notChecked('signature', 'RFC 4158 §2.4', 'limit of signature verifications'));
    }
    this.left -= costOf(spki);
    const { signatureAlgorithm: algorithm, tbs: message, signature } = signed;
    const check = verifySignature({ spki, algorithm, message, signature }, this.ports).then((found) => {
      if (found.outcome === 'failed') this.refuted++;
      return found;
    });
    this.known.set(key, check);
    return check;
  }

  private digest(bytes: Uint8Array): string {
    let digest = this.digests.get(bytes);
    if (digest === undefined) {
      digest = hex(createHash('sha256').update(bytes).digest());
      this.digests.set(bytes, digest);
    }
    return digest;
  }
}

/** Verifications with a key of usual size that one with this key costs: a stranger chooses the key. */
function costOf({ kind, bits }: SubjectPublicKeyInfo): number {
  if (kind === 'rsa' || kind === 'rsa-pss') return Math.max(1, Math.round((bits / 4096) ** 2));
  return kind === 'dsa' ? Math.max(1, Math.round((bits / 1024) ** 2)) : 1;
}
