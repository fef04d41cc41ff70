/** One registered operation: nodes that take no free-form ones know it by its hash. */
export interface TrustedOperation<Variables, Result> {
  name: string;
  /** Root field whose value is the result. */
  field: string;
  /** `sha256:` and the hex digest of the text. */
  id: string;
  text: string;
  /** Types only; never set. */
  readonly __types?: (variables: Variables) => Result;
}

/** Options of one call. */
export interface CallOptions {
  /** Ends the call; the error is a {@link TransportError} with code `ABORTED`. */
  signal?: AbortSignal;
}
