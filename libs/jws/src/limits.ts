/** Bounds that a reader puts on a text before it spends anything on it. */
export interface Limits {
  /** Longest text, in bytes of UTF-8. */
  maxBytes: number;
  /** Deepest nesting of objects and arrays; 1 is a flat object. */
  maxDepth: number;
}

/** Bounds of one token where its reader sets none. */
export const TOKEN_LIMITS: Limits = { maxBytes: 16_384, maxDepth: 8 };
