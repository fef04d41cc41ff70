import type { ValidationReport } from '#libs/seals';

export interface VerificationOptions {
  /** The instant for which the document is judged, in milliseconds since 1970; now, where it is absent. */
  at?: number;
  /** What was signed, where the signature stands in a file of its own. */
  detached?: Uint8Array;
}

/** Verification of sealed and signed documents, away from the event loop. */
export interface DocumentVerifications {
  /**
   * Verifies in a worker thread.
   * @throws Refusal DOCUMENT_*, PACKAGE_* or XML_* where nothing of the document can be read, or where it could not be
   * judged within the bounds of time and memory
   */
  verify(bytes: Uint8Array, options?: VerificationOptions): Promise<ValidationReport>;
  /** Changes whenever the trust that verdicts rest on changes. */
  readonly trustEdition: string;
}
