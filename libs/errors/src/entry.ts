/** Two languages of one text; the console shows Chinese first. */
export interface Wording {
  /** What happened, one sentence, no personal data. */
  message: string;
  /** What the caller can do about it, one sentence. */
  advice: string;
}

/** One line of the catalogue: everything that may be told to a caller about a refusal. */
export interface ErrorEntry {
  /** HTTP status when the refusal decides the whole answer. */
  status: number;
  /** True where the same request may be sent again unchanged (with a new `jti`). */
  retryable?: boolean;
  en: Wording;
  zh: Wording;
}

/**
 * A line in short.
 * @param en message and advice, likewise `zh`
 */
export const entry = (status: number, en: [string, string], zh: [string, string]): ErrorEntry => ({
  status,
  en: { message: en[0], advice: en[1] },
  zh: { message: zh[0], advice: zh[1] },
});
