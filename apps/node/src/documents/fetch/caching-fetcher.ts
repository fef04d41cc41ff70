import { createHash } from 'node:crypto';
import { asRefusal, Refusal } from '#libs/errors';
import type { PkiFetcher, PkiResource } from '#libs/pki';

interface Kept {
  outcome: Uint8Array | Refusal;
  until: number;
}

/** An answer that says nothing of its end is kept for this long, and so is a failure (ms). */
const SHORT_MS = 60_000;
/** No answer is kept longer than this, whatever it says (ms). */
const LONGEST_MS = 7 * 86_400_000;
/** What an entry costs beside its bytes, failures included: hosts that do not answer must not fill the memory. */
const ENTRY_BYTES = 512;

/**
 * What was fetched, kept until its own end within bounds of memory; the least lately used goes first. The same question
 * of two documents is asked once, and one that failed is not asked again for a minute.
 */
export class CachingFetcher {
  private readonly kept = new Map<string, Kept>();
  private readonly asking = new Map<string, Promise<Uint8Array>>();
  private bytes = 0;

  constructor(
    private readonly fetcher: PkiFetcher,
    private readonly options: { maxBytes: number; clock: () => number },
  ) {}

  /** @throws Refusal PKI_FETCH_* */
  async fetch(
    url: string,
    resource: PkiResource,
    body?: Uint8Array,
  ): Promise<{ bytes: Uint8Array; cached: boolean }> {
    const key = keyOf(url, resource, body);
    const known = this.lookUp(key);
    if (known instanceof Refusal) throw known;
    if (known) return { bytes: known, cached: true };
    const asking = this.asking.get(key) ?? this.ask(key, url, resource, body);
    return { bytes: await asking, cached: false };
  }

  /** Keeps what was fetched until then; in the past, or unknown by now, it is let go. */
  keep(url: string, resource: PkiResource, body: Uint8Array | undefined, until: number): void {
    const key = keyOf(url, resource, body);
    const kept = this.kept.get(key);
    if (kept && !(kept.outcome instanceof Refusal))
      kept.until = Math.min(until, this.options.clock() + LONGEST_MS);
  }

  private ask(key: string, url: string, resource: PkiResource, body?: Uint8Array): Promise<Uint8Array> {
    const asking = this.fetcher
      .fetch(url, resource, body)
      .then((bytes) => {
        this.put(key, bytes);
        return bytes;
      })
      .catch((thrown: unknown) => {
        const refusal = asRefusal(thrown);
        this.put(key, refusal);
        throw refusal;
      })
      .finally(() => this.asking.delete(key));
    this.asking.set(key, asking);
    return asking;
  }

  private lookUp(key: string): Uint8Array | Refusal | undefined {
    const kept = this.kept.get(key);
    if (!kept) return undefined;
    this.drop(key);
    if (kept.until <= this.options.clock()) return undefined;
    this.insert(key, kept);
    return kept.outcome;
  }

  private put(key: string, outcome: Uint8Array | Refusal): void {
    this.drop(key);
    this.insert(key, { outcome, until: this.options.clock() + SHORT_MS });
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= this.options.maxBytes) break;
      this.drop(oldest);
    }
  }

  private insert(key: string, kept: Kept): void {
    this.kept.set(key, kept);
    this.bytes += costOf(kept);
  }

  private drop(key: string): void {
    const kept = this.kept.get(key);
    if (kept && this.kept.delete(key)) this.bytes -= costOf(kept);
  }
}

const costOf = ({ outcome }: Kept): number =>
  ENTRY_BYTES + (outcome instanceof Refusal ? 0 : outcome.byteLength);

function keyOf(url: string, resource: PkiResource, body: Uint8Array | undefined): string {
  const about = body ? createHash('sha256').update(body).digest('base64url') : '';
  return `${resource} ${about} ${url}`;
}
