import type {
  Certificate,
  Check,
  HashName,
  Outcome,
  Sm2Verifier,
  TimestampToken,
  TrustPurpose,
} from '#libs/pki';

/** For what a certificate is validated: authorities are trusted by purpose. */
export type CertificateRole = Exclude<TrustPurpose, 'exchange' | 'timestamp'>;

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

export interface TimestampRequest {
  token: TimestampToken;
  /** What was stamped, or its digest by hash. */
  message: Uint8Array | ((hash: HashName) => Uint8Array | undefined);
  intermediates: readonly Certificate[];
  crls?: readonly Uint8Array[];
  ocsp?: readonly Uint8Array[];
  /** When the timestamp's own signer is to be valid: now, or the time of a later proof. */
  at: number;
  now: number;
}

export interface TimestampVerdict {
  /** Only `passed` proves anything. */
  outcome: Outcome;
  checks: readonly Check[];
  /** Milliseconds since 1970, and the deviation that the authority allows itself. */
  time: number;
  accuracy: number;
  /** RFC 4514 name of who stamped it. */
  signer: string | undefined;
}

/** The port by which certificates and timestamps are validated against the operator's trust store. */
export interface PathValidator {
  validate(request: PathRequest): Promise<PathVerdict>;
  timestamp(request: TimestampRequest): Promise<TimestampVerdict>;
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
