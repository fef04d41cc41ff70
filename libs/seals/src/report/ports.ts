import type { Certificate, Check, Outcome, Sm2Verifier } from '#libs/pki';

/** Why a certificate is validated: key usage and trusted authorities may depend on it. */
export type CertificateRole = 'signer' | 'seal-maker' | 'timestamp';

export interface PathRequest {
  certificate: Certificate;
  role: CertificateRole;
  /** Certificates of the document that may stand between; nothing in it is trusted. */
  intermediates: readonly Certificate[];
  /** Revocation lists and OCSP answers of the document, in DER. */
  crls?: readonly Uint8Array[];
  ocsp?: readonly Uint8Array[];
  /** Milliseconds since 1970 for which the path is to be valid. */
  at: number;
  /** The instant of asking. */
  now: number;
}

/** What libs/pki's validation gives; see `ValidationResult` there. */
export interface PathVerdict {
  outcome: Outcome;
  /** Checks by the names of libs/pki; `subject` says which certificate each speaks of. */
  checks: readonly Check[];
  /** From below the anchor to the certificate; empty where no path was found. */
  path: readonly Certificate[];
  anchor: { name: string; fingerprint?: string } | undefined;
  /** Beside each certificate of `path`. */
  revocation: readonly ({ status: 'good' | 'revoked' | 'unknown'; revokedAt?: number } | undefined)[];
}

/** The port by which certificates are validated against the operator's trust store. */
export interface PathValidator {
  validate(request: PathRequest): Promise<PathVerdict>;
}

/** Everything that a verification may use; nothing else is read. */
export interface VerifyOptions {
  /** The instant of asking, milliseconds since 1970: the caller's clock, or the time that the caller wants judged. */
  now: number;
  paths: PathValidator;
  sm2: Sm2Verifier;
  /** Certificates in DER beside those of the document: a bare signature value names its signer only so. */
  certificates?: readonly Uint8Array[];
  /** What a detached signature is about. */
  detached?: Uint8Array;
  /** Largest document in bytes; 64 MiB unless told. */
  maxBytes?: number;
}
