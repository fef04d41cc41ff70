import type { PeerKeys } from '#libs/exchange';
import {
  chainDigest,
  nodeMetadata,
  usableKeys,
  type EntityId,
  type NodeMetadata,
  type TrustChain,
} from '#libs/federation';
import type { VerificationKey } from '#libs/jws';

/** A node that this node trusts now, read out of its trust chain. */
export interface Peer {
  entityId: EntityId;
  metadata: NodeMetadata;
  /** Where signed lookups go. */
  endpoint: string;
  keys: readonly VerificationKey[];
  suites: readonly string[];
  jurisdictions: readonly string[];
  /** For the exchange: verify requests and answers with it. */
  peerKeys: PeerKeys;
  chain: TrustChain;
  /** The chain as evidence for the log. */
  evidence: { digest: string; statements: readonly string[] };
}

/** @throws Refusal `METADATA_INVALID` where the resolved metadata is not a node's */
export function peerOf(chain: TrustChain, retiredKids: readonly string[]): Peer {
  const metadata = nodeMetadata(chain.metadata);
  const { endpoint, suites, jurisdictions, log, jwks } = metadata;
  // A key of a suite that its superiors did not allow the node does not count.
  const keys = usableKeys(jwks).filter((key) => suites.includes(key.suite.name));
  const entityId = chain.subject;
  const peerKeys: PeerKeys = { entityId, keys, suites, jurisdictions, retiredKids, logOrigin: log.origin };
  const evidence = { digest: chainDigest(chain.statements), statements: chain.statements };
  return { entityId, metadata, endpoint, keys, suites, jurisdictions, peerKeys, chain, evidence };
}

/** Codes that may answer for a division, the nearest first: the division, its city, its province (GB/T 2260). */
export function coveringCodes(code: string): string[] {
  return [...new Set([code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`])];
}
