import type { Certificate } from '../certificate/certificate.js';
import type { AlgorithmPolicy } from '../path/algorithm-policy.js';
import type { Budget } from '../path/budget.js';
import type { CertificatePool } from '../path/certificate-pool.js';
import type { SignatureLedger } from '../path/signature-ledger.js';
import type { TrustAnchor } from '../path/trust-anchor.js';
import type { SubjectPublicKeyInfo } from '../signature/public-key.js';
import type { CrlReason } from './crl-entries.js';
import type { Crl } from './crl.js';
import type { OcspResponse } from './ocsp.js';

/** What is known of one certificate at an instant. `unknown` is never `good`. */
export interface RevocationStatus {
  status: 'good' | 'revoked' | 'unknown';
  source: 'crl' | 'ocsp' | 'none';
  /** Clause by which it was found. */
  clause: string;
  /** When the list or answer was made. */
  thisUpdate?: number;
  /** With `good`: it was revoked, but later than the instant that was asked about. */
  revokedAt?: number;
  reason?: CrlReason;
  invalidAt?: number;
  /** Why nothing is known, one reason for each list or answer that was not used. */
  detail?: string;
}

/** A certificate whose status is asked, with the key that issued it. */
export interface Question {
  certificate: Certificate;
  issuer: Issuer;
}

/** Whoever issued it, as the validated path has it. */
export interface Issuer {
  spki: SubjectPublicKeyInfo;
  /** Absent where the trust anchor issued it. */
  certificate: Certificate | undefined;
}

/** What the checks of revocation stand on. */
export interface RevocationContext {
  /** The instant that is asked about. */
  at: number;
  /** The instant of asking; lists and answers from after it are refused. */
  now: number;
  algorithms: AlgorithmPolicy;
  anchor: TrustAnchor;
  /** The path that was validated, from below the anchor, and its keys. */
  path: readonly Certificate[];
  keys: readonly SubjectPublicKeyInfo[];
  pool: CertificatePool;
  crls: readonly Crl[];
  ocsp: readonly OcspResponse[];
  signatures: SignatureLedger;
  steps: Budget;
  /**
   * Validates a signer that is not in the path, under the same anchor, its revocation included.
   * @returns why it is not trusted; undefined where it is
   */
  distrust(signer: Certificate, at: number): Promise<string | undefined>;
  /** The same for a delegated OCSP responder, which the issuer itself must have certified. */
  distrustResponder(responder: Certificate, issuer: Issuer, at: number): Promise<string | undefined>;
}

export const unknown = (clause: string, details: readonly string[]): RevocationStatus => ({
  status: 'unknown',
  source: 'none',
  clause,
  detail: details.length > 0 ? [...new Set(details)].join('; ') : 'no revocation information',
});
