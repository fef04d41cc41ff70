import type { ValidationReport } from '#libs/seals';

export interface VerificationOptions {
  /** The instant for which the document is judged, in milliseconds since 1970; now, where it is absent. */
  at?: number;
  /** What was signed, where the signature stands in a file of its own. */
  detached?: Uint8Array;
  /** Whoever asked has gone: the verification is given up. */
  signal?: AbortSignal;
}

/** Verification of sealed and signed documents, away from the event loop. */
export interface DocumentVerifications {
  /**
   * Verifies in a worker thread; the bytes are copied and stay the caller's.
   * @throws Refusal DOCUMENT_*, PACKAGE_*, XML_*, PDF_*, OFD_* and the like where nothing of the document can be read;
   * DOCUMENT_VERIFIER_BUSY, DOCUMENT_TIME_LIMIT, DOCUMENT_MEMORY_LIMIT where it could not be judged within bounds
   */
  verify(bytes: Uint8Array, options?: VerificationOptions): Promise<ValidationReport>;
  /** Changes whenever the trust that verdicts rest on changes. */
  readonly trustEdition: string;
}
