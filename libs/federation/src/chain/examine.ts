import { Refusal } from '#libs/errors';
import { CheckList, type Check } from '../check.js';
import { allowedTypes, checkConstraints, type PlacedConstraints } from '../constraints.js';
import { applyPolicy, overrideMetadata, resolvePolicy } from '../policy/policy.js';
import type { Metadata } from '../statement-claims.js';
import { checkStatementTime, verifyStatement } from '../statement.js';
import { linkChain, type LinkedChain } from './link.js';
import { examineTrustMarks } from './marks.js';
import {
  DEFAULT_SKEW_SECONDS,
  type ExamineOptions,
  type TrustAnchor,
  type TrustChain,
} from './trust-chain.js';

export interface ChainExamination {
  /** Every check that was made, in order; the last one failed where `chain` is absent. */
  checks: readonly Check[];
  chain?: TrustChain;
  refusal?: Refusal;
}

/**
 * Validates the statements of a chain against pinned anchors (§10.2, §6.1.4, §6.2, §7.3) and reports every check.
 * Not checked: whether an authority still stands by a statement (only asking it again shows that), whether
 * intermediates name their superiors in `authority_hints` (their configurations are not part of a chain), the status of
 * trust marks at their issuers.
 */
export async function examineTrustChain(
  statements: readonly string[],
  options: ExamineOptions,
): Promise<ChainExamination> {
  const list = new CheckList();
  const run = async <Result>(
    name: string,
    clause: string,
    step: () => Result | Promise<Result>,
  ): Promise<Result> => {
    try {
      const result = await step();
      list.passed(name, clause);
      return result;
    } catch (thrown) {
      if (thrown instanceof Refusal)
        list.failed(name, clause, thrown.hint ? `${thrown.code}: ${thrown.hint}` : thrown.code);
      throw thrown;
    }
  };
  try {
    const chain = await examine(statements, options, list, run);
    return { checks: list.checks, chain };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { checks: list.checks, refusal: thrown };
  }
}

/** As {@link examineTrustChain}; throws the refusal, with the checks in its details, instead of reporting it. */
export async function validateTrustChain(
  statements: readonly string[],
  options: ExamineOptions,
): Promise<TrustChain> {
  const { chain, checks, refusal } = await examineTrustChain(statements, options);
  if (chain !== undefined) return chain;
  const code = refusal?.code ?? 'FEDERATION_CHAIN_BROKEN';
  throw new Refusal(code, {
    details: { ...refusal?.details, checks },
    cause: refusal,
    ...(refusal?.hint === undefined ? {} : { hint: refusal.hint }),
  });
}

type Run = <Result>(name: string, clause: string, step: () => Result | Promise<Result>) => Promise<Result>;

async function examine(
  tokens: readonly string[],
  options: ExamineOptions,
  list: CheckList,
  run: Run,
): Promise<TrustChain> {
  const now = options.clock();
  const skewSeconds = options.skewSeconds ?? DEFAULT_SKEW_SECONDS;
  const linked = await run('statements link from the subject to an anchor', '§4, §10.2', () =>
    linkChain(tokens),
  );
  const { subject, subordinates, anchor, path } = linked;
  const pinned = await run('the last entity is a pinned anchor', '§10.2', () =>
    findAnchor(options.anchors, linked),
  );
  const all = [subject, ...subordinates, ...(anchor === subject ? [] : [anchor])];
  for (const statement of all) {
    await run(`time of ${describe(statement.claims)}`, '§3.3 steps 7, 8', () => {
      checkStatementTime(statement.claims, now, skewSeconds);
    });
  }
  await verifySignatures(linked, pinned, run);
  const placed: PlacedConstraints[] = subordinates.map(({ claims }, index) => ({
    iss: claims.iss,
    constraints: claims.constraints,
    intermediatesBelow: index,
    subordinates: path.slice(0, index + 1),
  }));
  await run('path length and names keep the constraints', '§6.2.1, §6.2.2', () => {
    checkConstraints(placed);
  });
  const fromSuperior = subordinates.map(({ claims }) => claims).reverse();
  const policy = await run('policies of all superiors fit together', '§6.1.4.1', () =>
    resolvePolicy(fromSuperior),
  );
  const offered = overrideMetadata(subject.claims.metadata ?? {}, subordinates[0]?.claims.metadata);
  const allowed = allowedTypes(offered, placed);
  const metadata = await run('metadata keeps the policy', '§6.1.4.2', () => applyPolicy(allowed, policy));
  const { requiredEntityType: type } = options;
  if (type !== undefined) {
    await run(`acts as ${type}`, '§6.2.3', () => {
      checkEntityType(type, offered, allowed);
    });
  }
  const { trustMarks, earliestEnd } = await examineTrustMarks(linked, options, {
    now,
    skewSeconds,
    list,
    run,
  });
  const exp = Math.min(...all.map(({ claims }) => claims.exp));
  return {
    subject: subject.claims.sub,
    anchor: anchor.claims.sub,
    path,
    statements: [...tokens],
    exp,
    expiresAt: (Math.min(exp, earliestEnd) + skewSeconds) * 1000,
    metadata,
    federationKeys: subordinates[0]?.claims.jwks ?? pinned.jwks,
    configuration: subject.claims,
    anchorConfiguration: anchor.claims,
    trustMarks,
    checks: list.checks,
  };
}

/** §10.2: each statement by a key of the next, the subject's and the anchor's by their own, the anchor's by a pinned one. */
async function verifySignatures(linked: LinkedChain, pinned: TrustAnchor, run: Run): Promise<void> {
  const { subject, subordinates, anchor } = linked;
  const superiors = [...subordinates, anchor];
  await run(`signature of ${describe(anchor.claims)} by a pinned key`, '§10.2', async () => {
    try {
      await verifyStatement(anchor, pinned.jwks);
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.code !== 'STATEMENT_KEY_UNKNOWN') throw thrown;
      throw new Refusal('ANCHOR_KEY_UNKNOWN', { details: thrown.details, cause: thrown });
    }
    await verifyStatement(anchor, anchor.claims.jwks);
  });
  if (anchor === subject) return;
  await run(`signature of ${describe(subject.claims)} by its own key`, '§10.2', () =>
    verifyStatement(subject, subject.claims.jwks),
  );
  for (const [index, statement] of [subject, ...subordinates].entries()) {
    const superior = superiors[index] ?? anchor;
    await run(
      `signature of ${describe(statement.claims)} by a key that its superior vouches for`,
      '§10.2',
      () => verifyStatement(statement, superior.claims.jwks),
    );
  }
}

function findAnchor(anchors: readonly TrustAnchor[], { anchor }: LinkedChain): TrustAnchor {
  const pinned = anchors.find(({ entityId }) => entityId === anchor.claims.sub);
  if (pinned !== undefined) return pinned;
  throw new Refusal('FEDERATION_NO_PATH', { details: { last: anchor.claims.sub } });
}

function checkEntityType(type: string, offered: Metadata, allowed: Metadata): void {
  if (Object.hasOwn(allowed, type)) return;
  if (Object.hasOwn(offered, type)) throw new Refusal('CONSTRAINT_ENTITY_TYPE', { hint: type });
  throw new Refusal('METADATA_INVALID', { hint: `${type} is absent` });
}

function describe({ iss, sub }: { iss: string; sub: string }): string {
  return iss === sub ? `the configuration of ${sub}` : `the statement of ${iss} about ${sub}`;
}
