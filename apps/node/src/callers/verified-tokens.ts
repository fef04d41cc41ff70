interface Verdict<T> {
  version: string;
  expiresAt: number;
  value: T;
}

/**
 * Remembers tokens that verified, by digest, so that an integrator's thousand requests with one token cost one
 * signature check. Nothing outlives the token, or a change of the issuer's keys.
 */
export class VerifiedTokens<T> {
  readonly #verdicts = new Map<string, Verdict<T>>();

  constructor(private readonly capacity = 4096) {}

  /** @param now milliseconds since the epoch */
  get(digest: string, version: string, now: number): T | undefined {
    const verdict = this.#verdicts.get(digest);
    if (!verdict) return undefined;
    if (verdict.version === version && now < verdict.expiresAt) return verdict.value;
    this.#verdicts.delete(digest);
    return undefined;
  }

  /** @param expiresAt milliseconds since the epoch, without tolerance */
  set(digest: string, version: string, expiresAt: number, value: T): void {
    if (this.#verdicts.size >= this.capacity) {
      const [oldest] = this.#verdicts.keys();
      if (oldest !== undefined) this.#verdicts.delete(oldest);
    }
    this.#verdicts.set(digest, { version, expiresAt, value });
  }
}
