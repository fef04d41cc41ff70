import { equalBytes } from '../bytes.js';
import { isSelfIssued, type Certificate } from '../certificate/certificate.js';
import type { SubjectPublicKeyInfo } from '../signature/public-key.js';
import type { Budget } from './budget.js';
import type { CertificatePool } from './certificate-pool.js';
import { nameDistances } from './name-distances.js';
import type { SignatureLedger } from './signature-ledger.js';
import type { TrustAnchor } from './trust-anchor.js';

export interface CandidatePath {
  /** From what the anchor issued to the target. */
  path: Certificate[];
  anchor: TrustAnchor;
}

export interface Search {
  at: number;
  anchors: readonly TrustAnchor[];
  pool: CertificatePool;
  signatures: SignatureLedger;
  steps: Budget;
  maxPathLength: number;
}

/** A path from below, as far as it goes: `top` is believed to have issued the top of `below`. */
interface Stem {
  top: Certificate;
  below: Stem | undefined;
  length: number;
  /** What speaks against the certificates in it, summed up. */
  doubts: number;
}

/**
 * Looks for paths from `target` up to an anchor, the most promising first (RFC 4158): short ones, of issuers whose key
 * identifier fits, that are valid and may sign. How far each name is from an anchor is known beforehand, so what leads
 * nowhere is not entered, and a mesh of thousands of cross-certificates gives its shortest path at once.
 *
 * Names must chain, every signature must verify before the search goes on, no key of the same subject stands twice in
 * a path, and every candidate counts against `steps`, because nothing else bounds the number of paths through a graph.
 */
export async function* findPaths(target: Certificate, search: Search): AsyncGenerator<CandidatePath> {
  for (const anchor of search.anchors) {
    const own = anchor.certificate?.fingerprint === target.fingerprint;
    if (own && isSelfIssued(target)) yield { path: [target], anchor };
  }
  const distances = nameDistances(search.anchors, search.pool);
  const queue = new StemQueue();
  const enqueue = (top: Certificate, below: Stem | undefined): void => {
    const distance = distances.get(top.issuer.key);
    const length = (below?.length ?? 0) + 1;
    if (distance === undefined || length + distance > search.maxPathLength) return;
    const doubts = below ? below.doubts + doubtsAbout(top, below.top, search.at) : 0;
    queue.push({ top, below, length, doubts }, length + distance + doubts);
  };
  enqueue(target, undefined);
  for (let stem = queue.shift(); stem; stem = queue.shift()) {
    const { top, below } = stem;
    if (below && !(await mayHaveSigned(top.spki, below.top, search))) continue;
    for (const anchor of search.anchors) {
      if (anchor.name.key !== top.issuer.key) continue;
      if (!search.steps.spend()) return;
      if (await mayHaveSigned(anchor.spki, top, search)) yield { path: pathOf(stem), anchor };
    }
    for (const issuer of search.pool.withSubject(top.issuer.key)) {
      if (!search.steps.spend()) return;
      if (!standsIn(stem, issuer) && !isAnchor(issuer, search)) enqueue(issuer, stem);
    }
  }
}

/** First the lowest cost, among equals the first that came. Costs are small whole numbers. */
class StemQueue {
  private readonly buckets: { stems: Stem[]; next: number }[] = [];

  push(stem: Stem, cost: number): void {
    (this.buckets[cost] ??= { stems: [], next: 0 }).stems.push(stem);
  }

  shift(): Stem | undefined {
    for (const bucket of this.buckets) {
      const stem = bucket?.stems[bucket.next];
      if (!bucket || !stem) continue;
      bucket.next++;
      return stem;
    }
    return undefined;
  }
}

/** A key identifier that does not fit weighs more than a longer path. */
function doubtsAbout(
  { extensions, notBefore, notAfter }: Certificate,
  below: Certificate,
  at: number,
): number {
  const { keyId } = below.extensions.authorityKeyIdentifier ?? {};
  const own = extensions.subjectKeyIdentifier;
  const key = keyId && own ? (equalBytes(keyId, own) ? 0 : 8) : keyId ? 2 : 0;
  const signs = extensions.basicConstraints?.ca === true && extensions.keyUsage?.has('keyCertSign') !== false;
  return key + (notBefore <= at && at <= notAfter ? 0 : 4) + (signs ? 0 : 4);
}

/** A DSA key whose parameters come from its own issuer cannot be used yet; the validation of the path will. */
async function mayHaveSigned(
  spki: SubjectPublicKeyInfo,
  certificate: Certificate,
  { signatures }: Search,
): Promise<boolean> {
  if (spki.kind === 'dsa' && spki.bits === 0) return true;
  // What is not checked for want of an algorithm is followed: the report then says so instead of "no path".
  const { outcome, detail } = await signatures.verify(certificate, spki);
  return outcome === 'passed' || (outcome === 'not-checked' && detail?.startsWith('unsupported') === true);
}

function pathOf(stem: Stem): Certificate[] {
  const path: Certificate[] = [];
  for (let at: Stem | undefined = stem; at; at = at.below) path.push(at.top);
  return path;
}

/** The same certificate, or another one of the same subject and key (RFC 4158 §2.4.2). */
function standsIn(stem: Stem, issuer: Certificate): boolean {
  for (let at: Stem | undefined = stem; at; at = at.below) {
    const same = at.top.subject.key === issuer.subject.key && equalBytes(at.top.spki.raw, issuer.spki.raw);
    if (same || at.top.fingerprint === issuer.fingerprint) return true;
  }
  return false;
}

/** A root in the pool: it is tried as anchor. */
function isAnchor(certificate: Certificate, { anchors }: Search): boolean {
  return anchors.some(({ certificate: own }) => own?.fingerprint === certificate.fingerprint);
}
