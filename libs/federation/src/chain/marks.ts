import { Refusal } from '#libs/errors';
import type { CheckList } from '../check.js';
import type { EntityId } from '../entity-id.js';
import type { Jwks } from '../jwks.js';
import { verifyTrustMark } from '../trust-mark/trust-mark.js';
import type { LinkedChain } from './link.js';
import type { ExamineOptions, TrustChain } from './trust-chain.js';

interface Context {
  now: number;
  skewSeconds: number;
  list: CheckList;
  run: <Result>(name: string, clause: string, step: () => Promise<Result>) => Promise<Result>;
}

/**
 * Looks at every mark of the subject. A demanded type must be there and valid; any other mark that is not valid is
 * reported and left out of the result, as a resolver must (§8.3).
 */
export async function examineTrustMarks(
  linked: LinkedChain,
  options: ExamineOptions,
  { now, skewSeconds, list, run }: Context,
): Promise<{ trustMarks: TrustChain['trustMarks']; earliestEnd: number }> {
  const { subject, anchor } = linked;
  const carried = subject.claims.trust_marks ?? [];
  const issuerKeys = (issuer: EntityId) => keysInChain(linked, issuer) ?? options.issuerKeys?.(issuer);
  const verify = (type: string, token: string) =>
    verifyTrustMark(token, {
      subject: subject.claims.sub,
      type,
      anchor: anchor.claims,
      issuerKeys,
      now,
      skewSeconds,
    });
  const trustMarks: { token: string; claims: Awaited<ReturnType<typeof verify>> }[] = [];
  let earliestEnd = Number.POSITIVE_INFINITY;
  const required = new Set(options.requiredTrustMarks);
  for (const type of required) {
    await run(`trust mark ${type}`, '§7.3', async () => {
      const tokens = carried.filter((mark) => mark.trust_mark_type === type).map((mark) => mark.trust_mark);
      const mark = await firstValid(tokens, async (token) => ({ token, claims: await verify(type, token) }));
      if (mark === undefined) throw new Refusal('TRUST_MARK_MISSING', { hint: type });
      trustMarks.push(mark);
      earliestEnd = Math.min(earliestEnd, mark.claims.exp ?? Number.POSITIVE_INFINITY);
    });
  }
  for (const { trust_mark_type: type, trust_mark: token } of carried.filter(
    (mark) => !required.has(mark.trust_mark_type),
  )) {
    try {
      trustMarks.push({ token, claims: await verify(type, token) });
      list.passed(`trust mark ${type}`, '§7.3');
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      list.notChecked(`trust mark ${type}`, '§7.3', `not demanded and left out: ${thrown.code}`);
    }
  }
  return { trustMarks, earliestEnd };
}

/** Keys of the entities that the chain itself vouches for. */
function keysInChain({ subordinates, anchor }: LinkedChain, issuer: EntityId): Jwks | undefined {
  if (issuer === anchor.claims.sub) return anchor.claims.jwks;
  return subordinates.find(({ claims }) => claims.sub === issuer)?.claims.jwks;
}

/** The first mark that is valid; where none is, the first mark's refusal; undefined where there is no mark at all. */
async function firstValid<Mark>(
  tokens: readonly string[],
  verify: (token: string) => Promise<Mark>,
): Promise<Mark | undefined> {
  let refusal: Refusal | undefined;
  for (const token of tokens) {
    try {
      return await verify(token);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      refusal ??= thrown;
    }
  }
  if (refusal !== undefined) throw refusal;
  return undefined;
}
