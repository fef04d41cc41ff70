/** A registered operation with the types of what it takes and gives. */
export interface TrustedOperation<Variables, Result> {
  name: string;
  /** Root field whose value is the result. */
  field: string;
  /** `sha256:` and 64 hexadecimal digits, of the text. */
  id: string;
  text: string;
  /** Never present: carries the types. */
  readonly types?: (variables: Variables) => Result;
}
