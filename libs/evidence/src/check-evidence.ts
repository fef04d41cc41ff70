import type { TrustAnchor } from '#libs/federation';
import type { AuditEntry } from '#libs/audit-log';
import type { EvidenceBundle, EvidenceRole } from './bundle.js';
import { type ChainReport, examineChains, type KnownNode } from './chains.js';
import { type EvidenceCheck, EvidenceChecks, type EvidenceVerdict, verdictOf } from './check.js';
import { checkEntries, type ReadEntry, readEntries } from './entries.js';
import { checkLogs, type LogPlace, type LogTrust } from './logs.js';
import { type AnswerFacts, checkTokens, type RequestFacts } from './tokens.js';

export interface EvidenceTrust extends LogTrust {
  /** Pinned trust anchors. Without any, `anchor` is not checked and the verdict is at best partial. */
  anchors?: readonly TrustAnchor[];
}

export interface EvidenceReport {
  verdict: EvidenceVerdict;
  checks: EvidenceCheck[];
  /** For a story; what is not proven by the checks above is only what the file says. */
  facts: {
    request?: RequestFacts;
    answer?: AnswerFacts;
    entries: { side: EvidenceRole; node: string; entry: AuditEntry }[];
    places: LogPlace[];
    nodes: { entityId: string; name?: { zh: string; en: string } }[];
  };
}

/**
 * Checks the evidence of one lookup, offline: both tokens, both trust chains as they stood, both sides' entries, the receipt,
 * inclusion in both logs, checkpoints with their cosignatures.
 *
 * Not checked: that the anchors did not withdraw a statement before it expired; that the entries are the only ones about this
 * lookup (that takes the whole log); what the answer's body says, where the bundle has it; that people acted as they said.
 */
export async function checkEvidence(
  bundle: EvidenceBundle,
  trust: EvidenceTrust = {},
): Promise<EvidenceReport> {
  const checks = new EvidenceChecks();
  const anchors = trust.anchors ?? [];
  const entries = readEntries(bundle, checks);
  const at = instantOf(entries);
  const named = new Set(entries.flatMap(({ entry }) => entry.chain ?? []));
  const times = { lookup: at, made: Date.parse(bundle.made.at) };
  const chains = await examineChains(bundle.chains, anchors, named, times);
  const nodes = chains.flatMap(({ node }) => node ?? []);
  const parties = partiesOf(bundle, entries, nodes);

  checks.judge('both-sides', bundle.sides.length === 2 ? true : undefined, {
    detail: [
      ...bundle.sides.map(({ node }) => node),
      ...(bundle.missing ?? []).map(({ node, code }) => `${node}: ${code}`),
    ].join(' · '),
  });
  checks.judge('anchor', anchors.length === 0 ? undefined : nodes.length > 0);
  for (const chain of chains) addChain(chain, parties, checks);
  const tokens = await checkTokens(bundle, parties, at, checks);
  checkEntries(bundle, entries, tokens, chains, checks);
  const places = checkLogs(bundle, entries, nodes, trust, checks);

  const order = Object.keys(ORDER);
  const sorted = checks.list.toSorted(
    (one, other) => order.indexOf(groupOf(one)) - order.indexOf(groupOf(other)),
  );
  return {
    verdict: verdictOf(sorted),
    checks: sorted,
    facts: {
      ...tokens,
      entries: entries.map(({ side, node, entry }) => ({ side, node, entry })),
      places,
      nodes: nodes.map(({ entityId, metadata }) => ({
        entityId,
        ...(metadata.name && { name: metadata.name }),
      })),
    },
  };
}

/** Parts of a report, in its order. */
const ORDER = { whole: 0, chain: 1, request: 2, answer: 3, entry: 4, receipt: 5, log: 6 } as const;
export type EvidenceGroup = keyof typeof ORDER;

export function groupOf({ name }: Pick<EvidenceCheck, 'name'>): EvidenceGroup {
  if (name === 'both-sides') return 'whole';
  if (name === 'anchor' || name === 'chain' || name === 'chain-named') return 'chain';
  if (name.startsWith('request-')) return 'request';
  if (name.startsWith('answer-')) return 'answer';
  if (name.startsWith('receipt-') || name === 'same-account') return 'receipt';
  return ['log-key', 'checkpoint', 'inclusion', 'witnesses'].includes(name) ? 'log' : 'entry';
}

/** When it happened, by the earliest entry; chains and tokens are judged for then. */
function instantOf(entries: readonly ReadEntry[]): number {
  const times = entries.map(({ entry }) => Date.parse(entry.at)).filter(Number.isFinite);
  return times.length === 0 ? 0 : Math.min(...times);
}

function partiesOf(
  bundle: EvidenceBundle,
  entries: readonly ReadEntry[],
  nodes: readonly KnownNode[],
): { requester?: KnownNode | undefined; provider?: KnownNode | undefined } {
  const nodeOf = (role: EvidenceRole) => bundle.sides.find((side) => side.role === role)?.node;
  const told = (pick: (entry: AuditEntry) => string | undefined) =>
    entries.map(({ entry }) => pick(entry)).find((id) => id !== undefined);
  // The absent side by the word of the present one: a requester names its counterpart, a provider its caller.
  const requester = nodeOf('requester') ?? told(({ request }) => request?.iss);
  const provider = nodeOf('provider') ?? told(({ counterpart }) => counterpart);
  return {
    requester: nodes.find(({ entityId }) => entityId === requester),
    provider: nodes.find(({ entityId }) => entityId === provider),
  };
}

function addChain(
  { node, subject, problem, digest, isNamed }: ChainReport,
  { requester, provider }: { requester?: KnownNode | undefined; provider?: KnownNode | undefined },
  checks: EvidenceChecks,
): void {
  const side =
    digest === requester?.digest ? 'requester' : digest === provider?.digest ? 'provider' : undefined;
  // A witness whose chain does not hold is a witness that does not count.
  checks.judge('chain', node !== undefined ? true : isNamed ? false : undefined, {
    side,
    detail: [node?.entityId ?? subject, problem].filter(Boolean).join(': ') || undefined,
  });
}
