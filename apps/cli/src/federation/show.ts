import { z } from 'zod';
import { Refusal } from '#libs/errors';
import {
  examineTrustChain,
  findTrustChain,
  isEntityId,
  jwksSchema,
  parseStatement,
  type Check,
  type Clock,
  type Metadata,
  type TrustChain,
} from '#libs/federation';
import { thumbprint } from '#libs/jws';
import { readJson, withFetcher, type NetworkOptions } from './source.js';

const anchorSchema = z.strictObject({ entityId: z.string().refine(isEntityId), jwks: jwksSchema });
const chainSchema = z.array(z.string().min(1)).min(1).max(16);

export interface ShownChain {
  valid: boolean;
  subject?: string;
  anchor?: string;
  expires?: string;
  statements: { iss: string; sub: string; iat: string; exp: string; kid: string; thumbprints: string[] }[];
  metadata?: Metadata;
  trustMarks: string[];
  checks: readonly Check[];
  code?: string;
  message?: string;
}

/**
 * Resolves an entity over the network, or takes a stored chain (a JSON array of statements), and reports every check.
 * `at` looks at a stored chain as of another instant (ms).
 */
export async function showChain(
  source: string,
  options: NetworkOptions & {
    anchors: readonly string[];
    requiredTrustMarks?: readonly string[];
    at?: number;
  },
  clock: Clock,
): Promise<ShownChain> {
  const anchors = await Promise.all(options.anchors.map(readAnchor));
  const examination = {
    anchors,
    clock: options.at === undefined ? clock : () => options.at ?? 0,
    requiredTrustMarks: options.requiredTrustMarks ?? [],
  };
  if (!source.startsWith('https://')) {
    const tokens = chainSchema.safeParse(await readJson(source));
    if (!tokens.success)
      throw new Refusal('CONFIG_INVALID', { hint: `${source} is not a list of statements` });
    const { chain, checks, refusal } = await examineTrustChain(tokens.data, examination);
    return shown(tokens.data, checks, chain, refusal);
  }
  const found = await withFetcher(options, (fetcher) =>
    findTrustChain(source, { ...examination, fetcher, checkTrustMarkStatus: true }),
  );
  if ('chain' in found) return shown(found.chain.statements, found.chain.checks, found.chain);
  const { checks } = found.refusal.details;
  return shown([], Array.isArray(checks) ? (checks as Check[]) : [], undefined, found.refusal);
}

/** One line a statement and a check, for a person. */
export function chainText(chain: ShownChain): string {
  const lines = chain.statements.map(
    ({ iss, sub, exp, kid }, index) =>
      `${String(index)}  ${iss === sub ? `${sub} of itself` : `${iss} of ${sub}`}, until ${exp}, key ${kid.slice(0, 12)}`,
  );
  const marks = { passed: '✓', failed: '✗', 'not-checked': '–' } as const;
  const checks = chain.checks.map(
    ({ name, outcome, clause, detail }) =>
      `${marks[outcome]} ${name}${clause ? ` (${clause})` : ''}${detail ? `: ${detail}` : ''}`,
  );
  const verdict = chain.valid
    ? `valid until ${chain.expires ?? ''}`
    : `not valid: ${chain.code ?? ''} ${chain.message ?? ''}`;
  return [...lines, ...checks, verdict].join('\n');
}

async function readAnchor(file: string): Promise<z.infer<typeof anchorSchema>> {
  const parsed = anchorSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  throw new Refusal('CONFIG_INVALID', { hint: `${file} is not an anchor file` });
}

function shown(
  tokens: readonly string[],
  checks: readonly Check[],
  chain: TrustChain | undefined,
  refusal?: Refusal,
): ShownChain {
  const instant = (seconds: number) => new Date(seconds * 1000).toISOString();
  return {
    valid: chain !== undefined,
    ...(chain === undefined
      ? {}
      : {
          subject: chain.subject,
          anchor: chain.anchor,
          expires: instant(chain.exp),
          metadata: chain.metadata,
        }),
    statements: tokens.flatMap((token) => {
      try {
        const { claims, jws } = parseStatement(token);
        const { iss, sub, iat, exp, jwks } = claims;
        const thumbprints = jwks.keys.map((jwk) => thumbprint(jwk));
        return [{ iss, sub, iat: instant(iat), exp: instant(exp), kid: jws.header.kid ?? '', thumbprints }];
      } catch (thrown) {
        if (thrown instanceof Refusal) return []; // the failed check says which statement and why
        throw thrown;
      }
    }),
    trustMarks: chain?.trustMarks.map(({ claims }) => claims.trust_mark_type) ?? [],
    checks,
    ...(refusal === undefined ? {} : { code: refusal.code, message: refusal.message }),
  };
}
