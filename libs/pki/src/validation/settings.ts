import type { AlgorithmPolicy } from '../path/algorithm-policy.js';
import type { ValidationLimits } from '../path/budget.js';
import type { CertificatePool } from '../path/certificate-pool.js';
import type { TrustAnchor } from '../path/trust-anchor.js';
import type { PathRules } from '../path/validate-path.js';
import type { Crl } from '../revocation/crl.js';
import type { OcspResponse } from '../revocation/ocsp.js';
import type { RevocationStatus } from '../revocation/status.js';
import type { Certificate } from '../certificate/certificate.js';
import type { Check, Outcome } from '../check.js';
import type { Sm2Verifier } from '../signature/sm2-verifier.js';
import type { PkiFetcher } from '../fetch/fetcher.js';

/** Everything that a validation may use. Nothing else is read, so the same settings give the same result. */
export interface ValidationSettings extends PathRules {
  /** The instant of asking, `at` unless told: later than `at` where a timestamp proves an earlier time. */
  now?: number;
  anchors: readonly TrustAnchor[];
  /** Certificates that may stand between; nothing in it is trusted. */
  pool: CertificatePool;
  crls?: readonly Crl[];
  ocsp?: readonly OcspResponse[];
  /**
   * `required` (unless told): every certificate of the path must be known not to be revoked. `off`: the caller looks
   * at it elsewhere; the report says that it was not checked, and the outcome is that of the path alone.
   */
  revocation?: 'required' | 'off';
  algorithms?: AlgorithmPolicy;
  limits?: Partial<ValidationLimits>;
}

export interface ValidationPorts {
  sm2?: Sm2Verifier | undefined;
  /** Fetches what is missing. Off unless given. */
  fetcher?: PkiFetcher | undefined;
}

export interface ValidationResult {
  /** `passed` only where every check of one path passed. `not-checked`: no verdict, for example no path. */
  outcome: Outcome;
  checks: Check[];
  /** The path that the checks speak of, from below the anchor to the target; empty where none was found. */
  path: readonly Certificate[];
  anchor: TrustAnchor | undefined;
  policies: ReadonlyMap<string, readonly string[]>;
  /** Beside each certificate of `path`; undefined where its status was not asked. */
  revocation: readonly (RevocationStatus | undefined)[];
  /** Paths that were tried. */
  tried: number;
}
