import { Refusal } from '#libs/errors';
import {
  chainDigest,
  examineTrustChain,
  nodeMetadata,
  type NodeMetadata,
  parseEntityConfiguration,
  type TrustAnchor,
  usableKeys,
} from '#libs/federation';
import { type VerificationKey } from '#libs/jws';

/** A node as its trust chain in the bundle shows it, at the time of the lookup. */
export interface KnownNode {
  entityId: string;
  digest: string;
  metadata: NodeMetadata;
  keys: readonly VerificationKey[];
}

export interface ChainReport {
  digest: string;
  /** Whether an entry rests on it; other chains only vouch for witnesses. */
  isNamed: boolean;
  /** Undefined where the chain does not hold; `problem` says why. */
  node?: KnownNode;
  /** Subject by its own word, for a report about a chain that does not hold. */
  subject?: string;
  problem?: string;
}

/**
 * Examines the chains as they stood at `at`.
 * @param anchors pinned by the verifier. Without any, the anchors that the chains themselves end in are taken, so that the
 * rest can be checked; the caller must then say that nobody vouches for them.
 * @param named digests of the chains on which the entries rest: these must have been valid at the lookup.
 * @param times milliseconds since 1970: of the lookup, and of the making of the file, when chains of witnesses may have been
 * fetched.
 */
export async function examineChains(
  chains: readonly (readonly string[])[],
  anchors: readonly TrustAnchor[],
  named: ReadonlySet<string>,
  times: { lookup: number; made: number },
): Promise<ChainReport[]> {
  const reports = await Promise.all(
    chains.map(async (statements): Promise<ChainReport> => {
      const digest = chainDigest(statements);
      const subject = subjectOf(statements[0]);
      const isNamed = named.has(digest);
      const known = { digest, isNamed, ...(subject !== undefined && { subject }) };
      const trusted = anchors.length > 0 ? anchors : ownAnchor(statements);
      const examine = (at: number) =>
        examineTrustChain(statements, { anchors: trusted, clock: () => at, skewSeconds: 60 });
      const atLookup = await examine(times.lookup);
      const { chain, refusal } = atLookup.chain || isNamed ? atLookup : await examine(times.made);
      if (!chain) return { ...known, problem: refusal?.code ?? 'FEDERATION_CHAIN_BROKEN' };
      try {
        const metadata = nodeMetadata(chain.metadata);
        const keys = usableKeys(metadata.jwks).filter((key) => metadata.suites.includes(key.suite.name));
        return { ...known, node: { entityId: chain.subject, digest, metadata, keys } };
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        return { ...known, problem: thrown.code };
      }
    }),
  );
  // Of two chains of one node the one that the entries name counts.
  return reports.toSorted((one, other) => Number(other.isNamed) - Number(one.isNamed));
}

/** The anchors that the chains end in, by their own word: for a person to compare with what is published elsewhere. */
export function anchorsIn(chains: readonly (readonly string[])[]): TrustAnchor[] {
  const found = chains.flatMap((statements) => ownAnchor(statements));
  return [...new Map(found.map((anchor) => [JSON.stringify(anchor), anchor])).values()];
}

function ownAnchor(statements: readonly string[]): TrustAnchor[] {
  try {
    const { claims } = parseEntityConfiguration(statements.at(-1) ?? '');
    return [{ entityId: claims.sub, jwks: claims.jwks }];
  } catch {
    return [];
  }
}

function subjectOf(statement: string | undefined): string | undefined {
  try {
    return parseEntityConfiguration(statement ?? '').claims.sub;
  } catch {
    return undefined;
  }
}
