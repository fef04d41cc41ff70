import { Refusal } from '#libs/errors';
import { CheckList } from '../check.js';
import type { FederationRun } from '../fetch/run.js';
import { federationEntitySchema } from '../metadata.js';
import type { EntityConfigurationClaims } from '../statement-claims.js';
import { readTrustMarkStatus } from '../trust-mark/status.js';
import type { ExamineOptions, TrustChain } from './trust-chain.js';

/**
 * Asks the issuer of each demanded mark whether it still stands (§8.4). Where the issuer publishes no status endpoint,
 * the check is reported as not made.
 * @throws Refusal `TRUST_MARK_REVOKED`, `TRUST_MARK_EXPIRED`, `TRUST_MARK_INVALID`, `FEDERATION_UNREACHABLE`
 */
export async function checkMarkStatus(
  chain: TrustChain,
  options: ExamineOptions,
  run: FederationRun,
): Promise<TrustChain> {
  const list = new CheckList();
  const demanded = new Set(options.requiredTrustMarks);
  for (const { token, claims } of chain.trustMarks.filter((mark) =>
    demanded.has(mark.claims.trust_mark_type),
  )) {
    const name = `status of trust mark ${claims.trust_mark_type}`;
    const issuer =
      claims.iss === chain.anchor ? chain.anchorConfiguration : (await run.configuration(claims.iss)).claims;
    const endpoint = statusEndpoint(issuer);
    if (endpoint === undefined) {
      list.notChecked(name, '§8.4', 'the issuer has no status endpoint');
      continue;
    }
    const status = await ask(run, endpoint, token, issuer);
    if (status !== 'active')
      throw new Refusal(CODES[status] ?? 'TRUST_MARK_INVALID', { details: { status } });
    list.passed(name, '§8.4');
  }
  return { ...chain, checks: [...chain.checks, ...list.checks] };
}

const CODES: Partial<Record<string, 'TRUST_MARK_REVOKED' | 'TRUST_MARK_EXPIRED'>> = {
  revoked: 'TRUST_MARK_REVOKED',
  expired: 'TRUST_MARK_EXPIRED',
};

async function ask(
  run: FederationRun,
  endpoint: string,
  token: string,
  issuer: EntityConfigurationClaims,
): Promise<string> {
  try {
    const answer = await run.trustMarkStatus(endpoint, token);
    return await readTrustMarkStatus(answer, token, issuer.sub, issuer.jwks);
  } catch (thrown) {
    // §8.4.2: an issuer that does not know the mark answers 404.
    if (thrown instanceof Refusal && thrown.code === 'ENTITY_UNKNOWN') return 'invalid';
    throw thrown;
  }
}

function statusEndpoint(issuer: EntityConfigurationClaims): string | undefined {
  const entity = federationEntitySchema.safeParse(issuer.metadata?.['federation_entity']);
  return entity.success ? entity.data.federation_trust_mark_status_endpoint : undefined;
}
