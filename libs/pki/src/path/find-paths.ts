import { isSelfIssued, type Certificate } from '../certificate/certificate.js';
import { equalBytes } from '../bytes.js';
import type { SubjectPublicKeyInfo } from '../signature/public-key.js';
import type { Budget } from './budget.js';
import type { CertificatePool } from './certificate-pool.js';
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

/**
 * Looks for paths from `target` up to an anchor, the most promising first (RFC 4158): names must chain and every
 * signature must verify before the search goes on. No key of the same subject stands twice in a path, which ends
 * cycles of cross-certificates; names from which no anchor can be reached are not entered at all; and the steps are
 * counted, because the number of paths through a dense graph is not bounded by anything else.
 */
export async function* findPaths(target: Certificate, search: Search): AsyncGenerator<CandidatePath> {
  for (const anchor of search.anchors) {
    const own = anchor.certificate?.fingerprint === target.fingerprint;
    if (own && isSelfIssued(target)) yield { path: [target], anchor };
  }
  yield* extend([target], search, reachableNames(search));
}

async function* extend(
  path: readonly [Certificate, ...Certificate[]],
  search: Search,
  reachable: ReadonlySet<string>,
): AsyncGenerator<CandidatePath> {
  const [top] = path;
  if (!reachable.has(top.issuer.key)) return;
  for (const anchor of search.anchors) {
    if (anchor.name.key !== top.issuer.key) continue;
    if (!search.steps.spend()) return;
    if (await mayHaveSigned(anchor.spki, top, search)) yield { path: [...path], anchor };
  }
  if (path.length >= search.maxPathLength) return;
  for (const issuer of rank(search.pool.withSubject(top.issuer.key), top, search.at)) {
    if (!search.steps.spend()) return;
    if (path.some((below) => sameEntity(below, issuer)) || isAnchor(issuer, search)) continue;
    if (await mayHaveSigned(issuer.spki, top, search)) yield* extend([issuer, ...path], search, reachable);
  }
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

function sameEntity(a: Certificate, b: Certificate): boolean {
  return (
    a.fingerprint === b.fingerprint || (a.subject.key === b.subject.key && equalBytes(a.spki.raw, b.spki.raw))
  );
}

/** A root in the pool: it was tried as anchor already. */
function isAnchor(certificate: Certificate, { anchors }: Search): boolean {
  return anchors.some(({ certificate: own }) => own?.fingerprint === certificate.fingerprint);
}

/** Issuers whose key identifier fits come first, then those that are valid at the instant and may sign. */
function rank(issuers: readonly Certificate[], below: Certificate, at: number): readonly Certificate[] {
  if (issuers.length < 2) return issuers;
  const { keyId } = below.extensions.authorityKeyIdentifier ?? {};
  const score = ({ extensions, notBefore, notAfter }: Certificate): number => {
    const own = extensions.subjectKeyIdentifier;
    const key = keyId && own ? (equalBytes(keyId, own) ? 8 : 0) : 4;
    const valid = notBefore <= at && at <= notAfter;
    const signs = extensions.basicConstraints?.ca && extensions.keyUsage?.has('keyCertSign') !== false;
    return key + (valid ? 2 : 0) + (signs ? 1 : 0);
  };
  return issuers
    .map((issuer) => ({ issuer, score: score(issuer) }))
    .sort((a, b) => b.score - a.score)
    .map(({ issuer }) => issuer);
}

/** Names of the anchors and of everything that stands below them by name alone. */
function reachableNames({ anchors, pool }: Search): ReadonlySet<string> {
  const known = REACHABLE.get(pool);
  const roots = anchors.map(({ name }) => name.key).join(' ');
  if (known?.size === pool.size && known.roots === roots) return known.names;
  const names = reachableFrom(anchors, pool);
  REACHABLE.set(pool, { size: pool.size, roots, names });
  return names;
}

/** The last answer for each pool: the signers of lists ask again and again. */
const REACHABLE = new WeakMap<CertificatePool, { size: number; roots: string; names: ReadonlySet<string> }>();

function reachableFrom(anchors: readonly TrustAnchor[], pool: CertificatePool): ReadonlySet<string> {
  const byIssuer = new Map<string, string[]>();
  for (const { issuer, subject } of pool) {
    const subjects = byIssuer.get(issuer.key);
    if (subjects) subjects.push(subject.key);
    else byIssuer.set(issuer.key, [subject.key]);
  }
  const reachable = new Set(anchors.map(({ name }) => name.key));
  for (const name of reachable) for (const subject of byIssuer.get(name) ?? []) reachable.add(subject);
  return reachable;
}
