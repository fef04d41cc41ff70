import type { CertificatePool } from './certificate-pool.js';
import type { TrustAnchor } from './trust-anchor.js';

/** The last answer for each pool: the signers of lists ask again and again. */
const KNOWN = new WeakMap<
  CertificatePool,
  { size: number; roots: string; distances: ReadonlyMap<string, number> }
>();

/**
 * For every name under which the anchors can be reached by names alone, the fewest certificates between it and an
 * anchor; 0 for the anchors themselves.
 */
export function nameDistances(
  anchors: readonly TrustAnchor[],
  pool: CertificatePool,
): ReadonlyMap<string, number> {
  const roots = anchors.map(({ name }) => name.key).join(' ');
  const known = KNOWN.get(pool);
  if (known?.size === pool.size && known.roots === roots) return known.distances;
  const distances = measure(anchors, pool);
  KNOWN.set(pool, { size: pool.size, roots, distances });
  return distances;
}

function measure(anchors: readonly TrustAnchor[], pool: CertificatePool): Map<string, number> {
  const issued = new Map<string, string[]>();
  for (const { issuer, subject } of pool) {
    const subjects = issued.get(issuer.key);
    if (subjects) subjects.push(subject.key);
    else issued.set(issuer.key, [subject.key]);
  }
  const distances = new Map(anchors.map(({ name }) => [name.key, 0]));
  // A Map gives what is added while it is walked, in the order of adding: breadth first.
  for (const [name, distance] of distances) {
    for (const subject of issued.get(name) ?? []) {
      if (!distances.has(subject)) distances.set(subject, distance + 1);
    }
  }
  return distances;
}
