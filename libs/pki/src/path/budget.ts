/** Bounds of one validation. What a document brings along decides how much there is to try, so all of it is counted. */
export interface ValidationLimits {
  /** Certificates in a path below the anchor. */
  maxPathLength: number;
  /** Paths that are validated in full. */
  maxPaths: number;
  /** Candidates looked at while paths are built, for the target and for signers of CRLs and OCSP answers together. */
  maxSteps: number;
  maxSignatureVerifications: number;
  /** How deep the question "is the signer of this revocation list itself revoked" may go. */
  maxRevocationDepth: number;
  /** Fetches over the network, where they are allowed at all. */
  maxFetches: number;
}

/** A chain in use has three to five certificates and needs some twenty verifications. */
export const VALIDATION_LIMITS: ValidationLimits = {
  maxPathLength: 12,
  maxPaths: 100,
  maxSteps: 20_000,
  maxSignatureVerifications: 400,
  maxRevocationDepth: 3,
  maxFetches: 16,
};

/** Counts down what is left of one limit. */
export class Budget {
  constructor(private left: number) {}

  /** False where nothing is left. */
  spend(): boolean {
    return this.left-- > 0;
  }

  get exhausted(): boolean {
    return this.left < 0;
  }
}
