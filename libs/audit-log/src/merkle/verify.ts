import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';
import { Refusal } from '#libs/errors';
import { HASH_BYTES, nodeHash, sameBytes, type Sha256 } from '../hashing.js';
import { SIZE_MAX } from '../numbers.js';

export interface InclusionClaim {
  leafHash: Uint8Array;
  index: bigint;
  size: bigint;
  root: Uint8Array;
  /** From the leaf's sibling up to the root's child. */
  proof: readonly Uint8Array[];
}

export interface ConsistencyClaim {
  size1: bigint;
  root1: Uint8Array;
  size2: bigint;
  root2: Uint8Array;
  proof: readonly Uint8Array[];
}

/**
 * RFC 9162 §2.1.3.2 (the audit path of RFC 6962 §2.1.1).
 * @throws Refusal `PROOF_MALFORMED` where it cannot be a proof (index >= size, a hash that is not 32 bytes, more or fewer
 * nodes than this index needs), `PROOF_INVALID` where it does not lead to the root.
 * It does not say that the root is the log's: that is for the checkpoint's signature.
 */
export function verifyInclusion(claim: InclusionClaim, sha256: Sha256 = portableSha256): void {
  const { leafHash, index, size, root, proof } = claim;
  requireSize(size);
  requireHashes(leafHash, root, ...proof);
  if (index < 0n || index >= size) throw malformed('index');
  let at = index;
  let last = size - 1n;
  let hash = leafHash;
  for (const node of proof) {
    if (last === 0n) throw malformed('surplus nodes');
    if ((at & 1n) === 1n || at === last) {
      hash = nodeHash(node, hash, sha256);
      while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else {
      hash = nodeHash(hash, node, sha256);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  if (last !== 0n) throw malformed('missing nodes');
  if (!sameBytes(hash, root)) throw new Refusal('PROOF_INVALID', { hint: 'root' });
}

/**
 * RFC 9162 §2.1.4.2 (RFC 6962 §2.1.2): the first tree is a prefix of the second.
 * @throws Refusal `PROOF_MALFORMED` (also for size1 = 0, which proves nothing, and size1 > size2), `PROOF_INVALID`.
 */
export function verifyConsistency(claim: ConsistencyClaim, sha256: Sha256 = portableSha256): void {
  const { size1, root1, size2, root2, proof } = claim;
  requireSize(size1);
  requireSize(size2);
  if (size1 === 0n || size1 > size2) throw malformed('tree size');
  if (size1 === size2) {
    // Nothing is hashed here: two heads of one size are consistent if they are the same head.
    if (proof.length > 0) throw malformed('surplus nodes');
    if (!sameBytes(root1, root2)) throw new Refusal('PROOF_INVALID', { hint: 'root' });
    return;
  }
  requireHashes(root1, root2, ...proof);
  let at = size1 - 1n;
  let last = size2 - 1n;
  while ((at & 1n) === 1n) [at, last] = [at >> 1n, last >> 1n];
  // Where the first tree is one complete subtree, its root is the first node and is not sent.
  const nodes = at === 0n ? [root1, ...proof] : proof;
  const [first, ...rest] = nodes;
  if (!first || proof.length === 0) throw malformed('missing nodes');
  let [hash1, hash2] = [first, first];
  for (const node of rest) {
    if (last === 0n) throw malformed('surplus nodes');
    if ((at & 1n) === 1n || at === last) {
      hash1 = nodeHash(node, hash1, sha256);
      hash2 = nodeHash(node, hash2, sha256);
      while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else {
      hash2 = nodeHash(hash2, node, sha256);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  if (last !== 0n) throw malformed('missing nodes');
  if (!sameBytes(hash1, root1)) throw new Refusal('PROOF_INVALID', { hint: 'first root' });
  if (!sameBytes(hash2, root2)) throw new Refusal('PROOF_INVALID', { hint: 'second root' });
}

function requireSize(size: bigint): void {
  if (size < 0n || size > SIZE_MAX) throw malformed('tree size');
}

function requireHashes(...hashes: readonly Uint8Array[]): void {
  if (hashes.some(({ length }) => length !== HASH_BYTES)) throw malformed('a hash is not 32 bytes');
}

function malformed(hint: string): Refusal {
  return new Refusal('PROOF_MALFORMED', { hint });
}
