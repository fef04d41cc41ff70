import type { PolicyInformation, PolicyMapping } from '../certificate/extension-values.js';
import { OID } from '../oids.js';

const ANY = OID.anyPolicy;

interface Node {
  policy: string;
  notices: readonly string[];
  expected: ReadonlySet<string>;
  parents: readonly Node[];
}

/**
 * The valid policies of a path as a graph with one node for a policy and a depth (RFC 9618), so that its size is
 * linear in what the certificates say; the tree of RFC 5280 doubles with every certificate of a hostile path.
 *
 * Only the newest level decides whether any policy is left, and nodes of older levels matter only as ancestors, so
 * nothing is ever pruned: what has no descendant is never reached again.
 */
export class PolicyGraph {
  private level: ReadonlyMap<string, Node>;
  private empty = false;

  constructor() {
    this.level = new Map([[ANY, { policy: ANY, notices: [], expected: new Set([ANY]), parents: [] }]]);
  }

  /** NULL in the words of RFC 5280 §6.1. */
  get isNull(): boolean {
    return this.empty;
  }

  /** RFC 9618 §5.2, step (d) and (e). */
  addCertificate(policies: readonly PolicyInformation[] | undefined, acceptAny: boolean): void {
    if (this.empty) return;
    if (!policies) {
      this.setLevel(new Map());
      return;
    }
    const parentsOf = this.byExpectedPolicy();
    const anyParent = this.level.get(ANY);
    const next = new Map<string, Node>();
    const add = (policy: string, notices: readonly string[], parents: readonly Node[]) =>
      next.set(policy, { policy, notices, expected: new Set([policy]), parents });
    for (const { policy, notices } of policies) {
      if (policy === ANY) continue;
      const parents = parentsOf.get(policy) ?? (anyParent ? [anyParent] : []);
      if (parents.length > 0) add(policy, notices, parents);
    }
    const any = acceptAny ? policies.find(({ policy }) => policy === ANY) : undefined;
    if (any) {
      for (const [policy, parents] of parentsOf) if (!next.has(policy)) add(policy, any.notices, parents);
    }
    this.setLevel(next);
  }

  /** RFC 9618 §5.3, step (b). */
  map(mappings: readonly PolicyMapping[], allowed: boolean): void {
    if (this.empty) return;
    const level = new Map(this.level);
    const targets = new Map<string, Set<string>>();
    for (const { issuerDomain, subjectDomain } of mappings) {
      const set = targets.get(issuerDomain) ?? new Set();
      targets.set(issuerDomain, set.add(subjectDomain));
    }
    const any = this.level.get(ANY);
    for (const [policy, expected] of targets) {
      const node = level.get(policy);
      if (!allowed) level.delete(policy);
      else if (node) level.set(policy, { ...node, expected });
      else if (any) level.set(policy, { policy, notices: any.notices, expected, parents: any.parents });
    }
    this.setLevel(level);
  }

  /**
   * The policies under which the path is valid for a user (RFC 9618 §5.4, step (g)): in the terms of the trust
   * anchor's domain, as the user names them, each with its notices, those of the target last. `anyPolicy` alone where the user
   * accepts any and so does the path.
   */
  userPolicies(initial: readonly string[]): Map<string, readonly string[]> {
    const found = new Map<string, string[]>();
    if (this.empty) return found;
    const acceptsAny = initial.includes(ANY);
    for (const [policy, notices] of domainPolicies(this.level.values())) {
      if (acceptsAny || initial.includes(policy)) found.set(policy, [...notices]);
    }
    const any = this.level.get(ANY);
    for (const policy of any ? (acceptsAny ? [ANY] : initial) : []) {
      if (!found.has(policy)) found.set(policy, [...(any?.notices ?? [])]);
    }
    for (const leaf of [...this.level.values()].filter(({ notices }) => notices.length > 0).slice(0, 32)) {
      for (const policy of domainPolicies([leaf]).keys()) found.get(policy)?.push(...leaf.notices);
    }
    return new Map([...found].map(([policy, notices]) => [policy, [...new Set(notices)]]));
  }

  private byExpectedPolicy(): Map<string, Node[]> {
    const index = new Map<string, Node[]>();
    for (const node of this.level.values()) {
      for (const policy of node.expected) {
        const nodes = index.get(policy);
        if (nodes) nodes.push(node);
        else index.set(policy, [node]);
      }
    }
    return index;
  }

  private setLevel(level: ReadonlyMap<string, Node>): void {
    this.level = level;
    this.empty = level.size === 0;
  }
}

/** Policies of the anchor's domain from which these nodes descend: nodes of their own right below anyPolicy. */
function domainPolicies(nodes: Iterable<Node>): Map<string, ReadonlySet<string>> {
  const reached = new Set<Node>(nodes);
  const policies = new Map<string, Set<string>>();
  for (const node of reached) {
    for (const parent of node.parents) reached.add(parent);
    const ofAny = node.parents.some(({ policy }) => policy === ANY);
    if (!ofAny || node.policy === ANY) continue;
    const notices = policies.get(node.policy) ?? new Set();
    policies.set(node.policy, notices);
    for (const { notices: own } of [...node.parents, node]) for (const notice of own) notices.add(notice);
  }
  return policies;
}
