import { Refusal } from '#libs/errors';
import { fromPem, parseCrl, parseOcspResponse, type PkiFetcher, type PkiResource } from '#libs/pki';
import type { FromThread, ToThread } from './protocol.js';

interface Asked {
  resolve: (answer: { bytes: Uint8Array; cached: boolean }) => void;
  reject: (refusal: Refusal) => void;
}

/** How long a certificate that was fetched is kept: its own end says nothing about it. */
const CERTIFICATE_MS = 24 * 3_600_000;

/**
 * The network as a thread sees it: the main thread goes there, by its rules and with its cache, so that a thread that
 * is ended leaves no connection behind. What came is read here to tell until when it is good.
 */
export class RemoteFetcher implements PkiFetcher {
  private readonly asked = new Map<number, Asked>();
  private last = 0;

  constructor(private readonly say: (message: FromThread) => void) {}

  async fetch(url: string, resource: PkiResource, body?: Uint8Array): Promise<Uint8Array> {
    const fetch = ++this.last;
    const asked = { url, resource, ...(body ? { body } : {}) };
    const { bytes, cached } = await new Promise<{ bytes: Uint8Array; cached: boolean }>((resolve, reject) => {
      this.asked.set(fetch, { resolve, reject });
      this.say({ kind: 'fetch', fetch, ...asked });
    });
    if (!cached) {
      const until = goodUntil(resource, bytes);
      if (until !== undefined) this.say({ kind: 'keep', ...asked, until });
    }
    return bytes;
  }

  take({ fetch, outcome }: Extract<ToThread, { kind: 'fetched' }>): void {
    const asked = this.asked.get(fetch);
    this.asked.delete(fetch);
    if ('code' in outcome) asked?.reject(new Refusal(outcome.code));
    else asked?.resolve(outcome);
  }
}

/** RFC 5280 §5.1.2.5, RFC 6960 §4.2.2.1; undefined for what cannot be read or says nothing of it. */
function goodUntil(resource: PkiResource, bytes: Uint8Array): number | undefined {
  try {
    if (resource === 'certificate') return Date.now() + CERTIFICATE_MS;
    if (resource === 'crl') return parseCrl(fromPem(bytes, 'X509 CRL')[0] ?? bytes).nextUpdate;
    const ends = parseOcspResponse(bytes).responses.map(({ nextUpdate }) => nextUpdate);
    const known = ends.filter((end) => end !== undefined);
    return known.length > 0 && known.length === ends.length ? Math.min(...known) : undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}
