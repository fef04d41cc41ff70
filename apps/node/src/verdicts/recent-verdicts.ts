import type { DocumentVerdict } from './document-verdict.js';

/** The verdicts told last, at most `capacity` of them and none older than `ttlMs`. */
export class RecentVerdicts {
  private readonly kept = new Map<string, { verdict: DocumentVerdict; until: number }>();

  constructor(
    private readonly capacity: number,
    private readonly ttlMs: number,
    private readonly clock: () => number,
  ) {}

  get(key: string): DocumentVerdict | undefined {
    const found = this.kept.get(key);
    if (!found) return undefined;
    this.kept.delete(key);
    if (this.clock() >= found.until) return undefined;
    this.kept.set(key, found); // a Map keeps insertion order: what was told last goes last
    return found.verdict;
  }

  set(key: string, verdict: DocumentVerdict): void {
    this.kept.delete(key);
    this.kept.set(key, { verdict, until: this.clock() + this.ttlMs });
    if (this.kept.size <= this.capacity) return;
    const [oldest] = this.kept.keys();
    if (oldest !== undefined) this.kept.delete(oldest);
  }
}
